# SPDX-License-Identifier: GPL-3.0-or-later
"""Registration from a server of the app's owner, with Python's own HTTP client over HTTPS."""

import http.client
import json
import os
import ssl
import urllib.parse

from peer import admin, ready, until

APP = ready["apps"][0]
USER = "5f6b2b7e-aaaa-4222-8333-444455556666"


def post(path, body, **headers):
    """One request on a connection of its own; answers status and text."""
    address = urllib.parse.urlsplit(ready["https"])
    context = ssl.create_default_context(cafile=ready["ca"])
    connection = http.client.HTTPSConnection(address.hostname, address.port, context=context)
    try:
        connection.request(
            "POST", f"/api/v1.0/orgs/{ready['organizationId']}/{path}", json.dumps(body),
            {"Content-Type": "application/json; charset=utf-8",
             **{name.replace("_", "-"): value for name, value in headers.items()}})
        response = connection.getresponse()
        return response.status, response.read().decode()
    finally:
        connection.close()


def make_item(token, platform="ApnsDeviceToken"):
    return {"MobileAppId": APP["id"], "UserId": USER, "ApiToken": APP["apiToken"], platform: token}


def read_statuses(ids):
    status, text = post("pushdeviceregistration/devices/status", {
        "RegistrationRequestIds": ids, "MobileAppId": APP["id"], "ApiToken": APP["apiToken"]})
    assert status == 200, text
    return json.loads(text)


def is_over(statuses):
    return all(entry["Status"] != "Pending" for entry in statuses)


def main():
    phones = [admin("POST", "phones", {"platform": "ios", "app": APP["id"]}) for _ in range(100)]
    status, text = post("pushdeviceregistration/devices/batch",
                        [make_item(phone["token"]) for phone in phones],
                        x_ms_track_registration="True")
    assert status == 202, text
    ids = [entry["RegistrationRequestId"] for entry in json.loads(text)]
    assert len(set(ids)) == 100
    statuses = until(lambda: read_statuses(ids), is_over)
    assert all(entry == {"Status": "Success", "FailureReason": None} for entry in statuses)

    # The same hundred again, in the other order: all are known.
    status, text = post("pushdeviceregistration/devices/batch",
                        [make_item(phone["token"]) for phone in reversed(phones)],
                        x_ms_track_registration="true")
    again = [entry["RegistrationRequestId"] for entry in json.loads(text)]
    statuses = until(lambda: read_statuses(again), is_over)
    assert {entry["FailureReason"] for entry in statuses} == {"DuplicateExists"}

    status, text = post("pushdeviceregistration/devices/batch",
                        [make_item(phone["token"]) for phone in phones + phones[:1]])
    assert status == 400, text
    status, text = post("pushdeviceregistration/devices", {**make_item("a"), "FcmDeviceToken": "b"})
    assert status == 400, text
    status, text = post("pushdeviceregistration/devices/cleanup",
                        {"MobileAppId": APP["id"], "UserId": USER, "ApiToken": APP["apiToken"]})
    assert (status, text) == (202, "")


if __name__ == "__main__":
    assert os.path.exists(ready["ca"])
    main()
