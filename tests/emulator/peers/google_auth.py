# SPDX-License-Identifier: GPL-3.0-or-later
"""Google's own library for Python, as its documentation uses it, and FCM by plain requests."""

import json
import unittest

import google.auth.exceptions
import google.auth.transport.requests
from google.oauth2 import service_account

from peer import admin, ready

SCOPES = ["https://www.googleapis.com/auth/firebase.messaging"]
APP = ready["apps"][0]


def load_account():
    """The key file of the app, with the emulator in place of Google."""
    with open(APP["serviceAccount"], encoding="utf-8") as file:
        return dict(json.load(file), token_uri=f"{ready['https']}/token")


def make_session(info):
    credentials = service_account.Credentials.from_service_account_info(info, scopes=SCOPES)
    return google.auth.transport.requests.AuthorizedSession(credentials)


class GoogleAuth(unittest.TestCase):
    def setUp(self):
        self.phone = admin("POST", "phones", {"platform": "android", "app": APP["id"]})
        self.url = f"{ready['https']}/v1/projects/{APP['projectId']}/messages:send"

    def tearDown(self):
        admin("DELETE", f"phones/{self.phone['id']}")

    def test_sends(self):
        message = {"token": self.phone["token"], "notification": {"title": "Hi", "body": "Text"}}
        answer = make_session(load_account()).post(self.url, json={"message": message})
        self.assertEqual(answer.status_code, 200, answer.text)
        self.assertIn(f"projects/{APP['projectId']}/messages/", answer.json()["name"])
        arrived = admin("GET", f"phones/{self.phone['id']}/notifications")
        self.assertEqual([one["title"] for one in arrived], ["Hi"])

    def test_names_an_unknown_token(self):
        message = {"token": "nobody", "notification": {"title": "Hi"}}
        answer = make_session(load_account()).post(self.url, json={"message": message})
        self.assertEqual(answer.status_code, 400, answer.text)
        self.assertEqual(answer.json()["error"]["status"], "INVALID_ARGUMENT")

    def test_is_refused_with_another_name(self):
        info = dict(load_account(), client_email="nobody@example.com")
        with self.assertRaisesRegex(google.auth.exceptions.RefreshError, "invalid_grant"):
            make_session(info).post(self.url, json={})


if __name__ == "__main__":
    unittest.main()
