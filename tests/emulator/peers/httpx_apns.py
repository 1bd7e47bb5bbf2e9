# SPDX-License-Identifier: GPL-3.0-or-later
"""APNs by httpx, whose HTTP/2 is the library h2, with tokens of jwcrypto."""

import asyncio
import collections
import json
import pathlib
import time
import unittest

import httpx
from jwcrypto import jwk, jwt

from peer import admin, ready

APP = ready["apps"][0]
MANY = 300


def make_token(**claims):
    key = jwk.JWK.from_pem(pathlib.Path(APP["apnsKey"]).read_bytes())
    token = jwt.JWT(header={"alg": "ES256", "kid": APP["keyId"]},
                    claims={"iss": APP["teamId"], "iat": int(time.time()), **claims})
    token.make_signed_token(key)
    return token.serialize()


class Httpx(unittest.TestCase):
    def setUp(self):
        self.phone = admin("POST", "phones", {"platform": "ios", "app": APP["id"]})
        self.url = f"{ready['h2']}/3/device/{self.phone['token']}"
        self.options = {"http2": True, "http1": False, "verify": ready["ca"], "timeout": 60}
        self.headers = {"authorization": f"bearer {make_token()}", "apns-topic": APP["bundleId"],
                        "apns-push-type": "alert"}

    def tearDown(self):
        admin("DELETE", f"phones/{self.phone['id']}")

    def post(self, alert, **headers):
        with httpx.Client(**self.options) as client:
            return client.post(self.url, json={"aps": {"alert": alert}},
                               headers={**self.headers, **headers})

    def test_is_shown(self):
        answer = self.post({"title": "Hi", "body": "Text"})
        self.assertEqual((answer.http_version, answer.status_code), ("HTTP/2", 200))
        self.assertRegex(answer.headers["apns-id"], "^[0-9a-f-]{36}$")
        arrived = admin("GET", f"phones/{self.phone['id']}/notifications")
        self.assertEqual([one["title"] for one in arrived], ["Hi"])

    def test_refusals(self):
        old = f"bearer {make_token(iat=int(time.time()) - 4000)}"
        self.assertEqual(self.post("x", authorization=old).json(),
                         {"reason": "ExpiredProviderToken"})
        self.assertEqual(self.post("x", **{"apns-topic": "com.example.other"}).status_code, 400)

    def test_many_on_one_connection(self):
        async def send_all():
            limits = httpx.Limits(max_connections=1)
            async with httpx.AsyncClient(limits=limits, **self.options) as client:
                body = json.dumps({"aps": {"alert": "x"}})
                return await asyncio.gather(
                    *[client.post(self.url, content=body, headers=self.headers)
                      for _ in range(MANY)])

        statuses = collections.Counter(one.status_code for one in asyncio.run(send_all()))
        self.assertEqual(statuses, {200: MANY})


if __name__ == "__main__":
    unittest.main()
