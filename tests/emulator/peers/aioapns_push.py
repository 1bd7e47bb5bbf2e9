# SPDX-License-Identifier: GPL-3.0-or-later
"""APNs by aioapns, which knows Apple's names by heart and negotiates no protocol."""

import asyncio
import collections
import ssl
import unittest
import urllib.parse

from aioapns import APNs, NotificationRequest, PushType

from peer import admin, ready

APP = ready["apps"][0]
MANY = 300


def lead_here(loop):
    """Connects to the emulator in place of Apple's servers, as a hosts file and a proxy would."""
    connect = loop.create_connection

    async def to_emulator(protocol_factory, host=None, port=None, **options):
        return await connect(protocol_factory, "127.0.0.1",
                             urllib.parse.urlsplit(ready["h2"]).port,
                             server_hostname=host, **options)

    loop.create_connection = to_emulator


def in_loop(test):
    """Runs a test with a client of its own."""
    async def run(self):
        lead_here(asyncio.get_running_loop())
        client = APNs(key=APP["apnsKey"], key_id=APP["keyId"], team_id=APP["teamId"],
                      topic=APP["bundleId"], use_sandbox=False,
                      ssl_context=ssl.create_default_context(cafile=ready["ca"]))
        await test(self, client)

    return lambda self: asyncio.run(asyncio.wait_for(run(self), 120))


class Aioapns(unittest.TestCase):
    def setUp(self):
        self.phone = admin("POST", "phones", {"platform": "ios", "app": APP["id"],
                                              "environment": "production"})

    def tearDown(self):
        admin("DELETE", f"phones/{self.phone['id']}")

    def request(self, alert, token=None, **options):
        return NotificationRequest(device_token=token or self.phone["token"],
                                   message={"aps": {"alert": alert, "badge": 1}}, **options)

    @in_loop
    async def test_is_shown(self, client):
        answer = await client.send_notification(
            self.request({"title": "Hi", "body": "Text"}, push_type=PushType.ALERT, time_to_live=3))
        self.assertTrue(answer.is_successful)
        arrived = admin("GET", f"phones/{self.phone['id']}/notifications")
        self.assertEqual([one["title"] for one in arrived], ["Hi"])

    @in_loop
    async def test_refusals(self, client):
        answer = await client.send_notification(self.request("x", token="0" * 64))
        self.assertEqual((answer.status, answer.description), ("400", "BadDeviceToken"))
        admin("PATCH", f"phones/{self.phone['id']}", {"installed": False})
        answer = await client.send_notification(self.request("x"))
        self.assertEqual((answer.status, answer.description), ("410", "Unregistered"))

    @in_loop
    async def test_many_at_once(self, client):
        answers = await asyncio.gather(
            *[client.send_notification(self.request("x")) for _ in range(MANY)])
        statuses = collections.Counter(one.status for one in answers)
        self.assertEqual(statuses, {"200": MANY})


if __name__ == "__main__":
    unittest.main()
