# SPDX-License-Identifier: GPL-3.0-or-later
"""Debian's curl as a provider with a client certificate: --http2, --cert-type P12, no library."""

import json
import subprocess
import unittest

from peer import admin, ready

APP = ready["apps"][0]
UNKNOWN = "0123456789abcdef" * 4


def push(token, *more, body='{"aps":{"alert":"Hello"}}'):
    """The status, and the parsed answer."""
    result = subprocess.run(
        ["curl", "--silent", "--http2", "--cacert", ready["ca"], "--cert-type", "P12",
         "--cert", f"{APP['apnsCertificate']}:{APP['apnsCertificatePassphrase']}",
         "--data-binary", "@-", "--write-out", "\n%{http_version} %{http_code}", *more,
         f"{ready['h2']}/3/device/{token}"],
        input=body, check=True, capture_output=True, text=True, timeout=60)
    answer, _, last = result.stdout.rpartition("\n")
    version, status = last.split()
    assert version == "2", version
    return int(status), json.loads(answer) if answer else None


class Certificate(unittest.TestCase):
    def setUp(self):
        self.phone = admin("POST", "phones", {"platform": "ios", "app": APP["id"]})

    def test_delivers_without_a_topic(self):
        self.assertEqual(push(self.phone["token"]), (200, None))
        shown = admin("GET", f"phones/{self.phone['id']}/notifications")
        self.assertEqual([one["body"] for one in shown], ["Hello"])

    def test_refusals(self):
        self.assertEqual(push(UNKNOWN), (400, {"reason": "BadDeviceToken"}))
        self.assertEqual(push(self.phone["token"], "-H", "apns-topic: com.example.other"),
                         (400, {"reason": "TopicDisallowed"}))
        self.assertEqual(push(self.phone["token"], body=""), (400, {"reason": "PayloadEmpty"}))
        self.assertEqual(push(self.phone["token"], body='{"aps":{"alert":"%s"}}' % ("x" * 4096)),
                         (413, {"reason": "PayloadTooLarge"}))

    def test_a_large_body_is_refused_early(self):
        self.assertEqual(push(self.phone["token"], body="x" * (300 * 1024)),
                         (413, {"reason": "PayloadTooLarge"}))


if __name__ == "__main__":
    unittest.main()
