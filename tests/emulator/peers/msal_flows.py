# SPDX-License-Identifier: GPL-3.0-or-later
"""Microsoft's own library for Python, as its documentation uses it."""

import hashlib
import re
import ssl
import unittest

import msal
import requests

from peer import admin, ready

AUTHORITY = f"{ready['https']}/{ready['tenantId']}"
SCOPE = f"{ready['https']}/user_impersonation"


def press(url, page, label):
    """Presses the button of `page` that says `label`."""
    action = re.search(r'<form method="post" action="([^"]+)"', page)[1]
    ticket = re.search(r'name="ticket" value="([^"]+)"', page)[1]
    name, value = re.search(rf'<button type="submit" name="(\w+)" value="([^"]+)">{label}',
                            page).groups()
    return requests.post(requests.compat.urljoin(url, action), {"ticket": ticket, name: value},
                         allow_redirects=False, timeout=30)


def who_am_i(token):
    """Who Dataverse thinks calls."""
    answer = requests.get(f"{ready['https']}/api/data/v9.2/WhoAmI", timeout=30,
                          headers={"Authorization": f"Bearer {token}"})
    answer.raise_for_status()
    return answer.json()["UserId"]


class Desktop(unittest.TestCase):
    """A public client."""

    def setUp(self):
        self.app = msal.PublicClientApplication(ready["clientId"], authority=AUTHORITY,
                                                instance_discovery=False)

    def sign_in(self, who):
        flow = self.app.initiate_auth_code_flow([SCOPE], redirect_uri="http://localhost:8400")
        page = requests.get(flow["auth_uri"], timeout=30).text
        location = press(flow["auth_uri"], page, who).headers["Location"]
        query = requests.utils.urlparse(location).query
        answer = dict(part.split("=", 1) for part in query.split("&"))
        answer = {name: requests.utils.unquote(value) for name, value in answer.items()}
        return self.app.acquire_token_by_auth_code_flow(flow, answer)

    def test_code(self):
        result = self.sign_in("Alex Admin")
        self.assertNotIn("error", result)
        self.assertEqual(result["id_token_claims"]["preferred_username"], "admin@contosoltd.com")
        self.assertEqual(who_am_i(result["access_token"]), ready["userId"])

    def test_cancel(self):
        result = self.sign_in("Cancel")
        self.assertEqual(result["error"], "access_denied")

    def test_silent(self):
        first = self.sign_in("Alex Admin")
        account = self.app.get_accounts("admin@contosoltd.com")[0]
        cached = self.app.acquire_token_silent([SCOPE], account)
        self.assertEqual(cached["access_token"], first["access_token"])
        for _ in range(2):
            fresh = self.app.acquire_token_silent_with_error([SCOPE], account, force_refresh=True)
            self.assertNotEqual(fresh["access_token"], first["access_token"])
            self.assertEqual(who_am_i(fresh["access_token"]), ready["userId"])

    def test_device(self):
        flow = self.app.initiate_device_flow([SCOPE])
        self.assertIn(flow["user_code"], flow["message"])
        admin("POST", "sign-in/approve", {"userCode": flow["user_code"],
                                          "user": "marketing@contosoltd.com"})
        result = self.app.acquire_token_by_device_flow(flow)
        self.assertEqual(result["id_token_claims"]["name"], "Mara Marketing")

    def test_device_denied(self):
        flow = self.app.initiate_device_flow([SCOPE])
        admin("POST", "sign-in/approve", {"userCode": flow["user_code"], "deny": True})
        self.assertEqual(self.app.acquire_token_by_device_flow(flow)["error"],
                         "authorization_declined")


class Service(unittest.TestCase):
    """A confidential client."""

    def ask(self, credential):
        app = msal.ConfidentialClientApplication(ready["confidentialClientId"],
                                                 client_credential=credential, authority=AUTHORITY,
                                                 instance_discovery=False)
        return app.acquire_token_for_client([f"{ready['https']}/.default"])

    def test_secret(self):
        self.assertTrue(who_am_i(self.ask(ready["clientSecret"])["access_token"]))

    def test_certificate(self):
        with open(ready["clientCertificate"], encoding="ascii") as file:
            certificate = file.read()
        with open(ready["clientCertificateKey"], encoding="ascii") as file:
            key = file.read()
        thumbprint = hashlib.sha1(ssl.PEM_cert_to_DER_cert(certificate)).hexdigest()
        result = self.ask({"private_key": key, "thumbprint": thumbprint,
                           "public_certificate": certificate})
        self.assertNotIn("error", result)
        self.assertTrue(who_am_i(result["access_token"]))
        result = self.ask({"private_key": key, "thumbprint": "00" * 20})
        self.assertEqual(result["error_codes"], [700027])

    def test_wrong_secret(self):
        self.assertEqual(self.ask("wrong")["error_codes"], [7000215])


if __name__ == "__main__":
    unittest.main()
