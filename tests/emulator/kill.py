#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kills the emulator again and again while clients write, in the middle of an import and at its end,
then fills its disk: exactly what was acknowledged is there, and the database is whole. Usage: kill.py HERALDCTL [ROUNDS]"""

import http.client
import json
import os
import pathlib
import re
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import urllib.parse
import uuid

USER = "11111111-2222-4333-8444-555555555555"
HERE = pathlib.Path(__file__).resolve().parent
WRITERS = 4
ACKNOWLEDGED_PER_ROUND = 40
MOST_WRITES = 20000
ROOM_BYTES = 512 * 1024
IMPORTED_ROWS = 30000


class Emulator:
    """One `heraldctl emulator run` on a folder."""

    def __init__(self, heraldctl, folder):
        # SIGXFSZ stays ignored, so that a full disk is an error and not the end.
        self.process = subprocess.Popen(
            [heraldctl, "emulator", "run", "--dir", folder, "--seed", "small"],
            stdout=subprocess.PIPE, restore_signals=False)
        self.ready = json.loads(self.process.stdout.readline())
        self.address = urllib.parse.urlsplit(self.ready["http"]).netloc

    def call(self, method, path, body=None, token="bearer", headers=None):
        """One request on a connection of its own; returns status, headers and text."""
        connection = http.client.HTTPConnection(self.address, timeout=60)
        try:
            connection.request(method, path, json.dumps(body) if body is not None else None, {
                "Authorization": "Bearer " + self.ready[token],
                "Content-Type": "application/json", **(headers or {})})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read().decode()
        finally:
            connection.close()

    def end(self, number):
        """Sends a signal and returns the exit status."""
        self.process.send_signal(number)
        status = self.process.wait(60)
        self.process.stdout.close()
        return status


def add_phone(emulator):
    """An Android phone with the first app; answers its id and token."""
    status, _, text = emulator.call("POST", "/_herald/phones", {
        "name": "Kill", "platform": "android", "app": emulator.ready["apps"][0]["id"]}, "adminToken")
    assert status == 201, text
    phone = json.loads(text)
    return phone["id"], phone["token"]


def sign_in(emulator):
    """An access token of the first app's service account."""
    return subprocess.run(
        ["node", HERE.parent / "bench" / "mock.mjs", "google",
         emulator.ready["apps"][0]["serviceAccount"], emulator.ready["http"] + "/token"],
        check=True, text=True, stdout=subprocess.PIPE).stdout.strip()


class Writers:
    """Threads that write rows, register and push, and remember what was acknowledged."""

    def __init__(self, emulator):
        self.emulator = emulator
        self.lock = threading.Lock()
        self.enough = threading.Event()
        self.contacts = []
        self.registrations = []
        self.notices = []
        self.pushes = []
        self.phone, self.device = add_phone(emulator)
        self.account = sign_in(emulator)
        self.threads = [threading.Thread(target=self.write) for _ in range(WRITERS)]
        for thread in self.threads:
            thread.start()

    def create_contact(self):
        status, headers, text = self.emulator.call(
            "POST", "/api/data/v9.2/contacts", {"lastname": "Written"})
        assert status == 204, text
        found = re.search(r"\(([0-9a-f-]{36})\)", headers["OData-EntityId"])
        with self.lock:
            self.contacts.append(found.group(1))

    def register(self):
        app = self.emulator.ready["apps"][0]
        status, _, text = self.emulator.call(
            "POST", "/api/v1.0/orgs/%s/pushdeviceregistration/devices"
            % self.emulator.ready["organizationId"],
            {"MobileAppId": app["id"], "ApiToken": app["apiToken"], "UserId": USER,
             "ApnsDeviceToken": "nonsense"}, headers={"x-ms-track-registration": "true"})
        assert status == 202, text
        with self.lock:
            self.registrations.append(json.loads(text)["RegistrationRequestId"])

    def notify(self):
        """An in-app notification."""
        status, _, text = self.emulator.call("POST", "/api/data/v9.2/SendAppNotification", {
            "Title": "Written", "Recipient": "/systemusers(%s)" % self.emulator.ready["userId"]})
        assert status == 200, text
        with self.lock:
            self.notices.append(json.loads(text)["NotificationId"])

    def push(self):
        """A message of FCM, told from others by its title."""
        title = str(uuid.uuid4())
        status, _, text = self.emulator.call(
            "POST", "/v1/projects/%s/messages:send" % self.emulator.ready["apps"][0]["projectId"],
            {"message": {"token": self.device, "notification": {"title": title, "body": "x"}}},
            headers={"Authorization": "Bearer " + self.account})
        assert status == 200, text
        with self.lock:
            self.pushes.append(title)

    def write(self):
        try:
            while True:
                self.create_contact()
                self.register()
                self.notify()
                self.push()
                if len(self.contacts) + len(self.registrations) >= ACKNOWLEDGED_PER_ROUND:
                    self.enough.set()
        except (OSError, http.client.HTTPException):
            self.enough.set()

    def join(self):
        for thread in self.threads:
            thread.join(120)
            assert not thread.is_alive(), "a writer hangs"


def check_contacts(emulator, contacts):
    for contact in contacts:
        status, _, _ = emulator.call("GET", "/api/data/v9.2/contacts(%s)?$select=lastname" % contact)
        assert status == 200, "contact %s is lost (%d)" % (contact, status)


def check_registrations(emulator, registrations):
    """Each ends, as the dry run of a token of nonsense does; one that was lost is Pending for ever.
    """
    app = emulator.ready["apps"][0]
    for registration in registrations:
        for _ in range(MOST_WRITES):
            _, _, text = emulator.call(
                "POST", "/api/v1.0/orgs/%s/pushdeviceregistration/devices/status"
                % emulator.ready["organizationId"],
                {"MobileAppId": app["id"], "ApiToken": app["apiToken"],
                 "RegistrationRequestIds": [registration]})
            if "Failed" in text:
                break
            emulator.call("POST", "/_herald/clock", {"advanceSeconds": 1}, "adminToken")
        else:
            raise AssertionError("registration %s is lost" % registration)


def check_notices(emulator, notices):
    for notice in notices:
        status, _, _ = emulator.call("GET", "/api/data/v9.2/appnotifications(%s)" % notice)
        assert status == 200, "in-app notification %s is lost (%d)" % (notice, status)


def check_pushes(emulator, phone, pushes):
    status, _, text = emulator.call(
        "GET", "/_herald/phones/%s/notifications?limit=1000" % phone, None, "adminToken")
    assert status == 200, text
    lost = [title for title in pushes if title not in text]
    assert not lost, "pushes are lost: %s" % lost


def check_whole(emulator):
    """Saving a snapshot runs SQLite's integrity check over all rows."""
    status, _, text = emulator.call("POST", "/_herald/snapshots/check", None, "adminToken")
    assert status == 201, text


def kill_rounds(heraldctl, folder, rounds):
    contacts, registrations = [], []
    for number in range(rounds):
        emulator = Emulator(heraldctl, folder)
        writers = Writers(emulator)
        assert writers.enough.wait(120), "too slow"
        assert emulator.end(signal.SIGKILL) == -signal.SIGKILL
        writers.join()
        contacts += writers.contacts
        registrations += writers.registrations
        emulator = Emulator(heraldctl, folder)
        check_whole(emulator)
        check_contacts(emulator, writers.contacts)
        check_registrations(emulator, writers.registrations)
        check_notices(emulator, writers.notices)
        check_pushes(emulator, writers.phone, writers.pushes)
        assert emulator.end(signal.SIGTERM) == 0, "SIGTERM is no clean end"
        print("round %d: %d contacts, %d registrations, %d in-app notifications and %d pushes are"
              " there" % (number + 1, len(writers.contacts), len(writers.registrations),
                          len(writers.notices), len(writers.pushes)), flush=True)
    emulator = Emulator(heraldctl, folder)
    check_contacts(emulator, contacts)
    refused = subprocess.run([heraldctl, "--json", "emulator", "run", "--dir", folder],
                             capture_output=True, text=True, timeout=60, check=False)
    assert refused.returncode == 6 and "CONFLICT" in refused.stdout, refused
    assert emulator.end(signal.SIGINT) == 0, "SIGINT is no clean end"


def count_imported(emulator):
    status, _, text = emulator.call(
        "GET", "/api/data/v9.2/contacts?$apply=filter(lastname%20eq%20'Imported')"
        "/aggregate($count%20as%20n)")
    assert status == 200, text
    rows = json.loads(text)["value"]
    return rows[0]["n"] if rows else 0


def send_import(emulator, number, answers):
    """The rows go as they are; the answer is noted if there is one."""
    connection = http.client.HTTPConnection(emulator.address, timeout=120)
    try:
        connection.request(
            "POST", "/_herald/import/contacts?id=" + number,
            "lastname\n" + "Imported\n" * IMPORTED_ROWS,
            {"Authorization": "Bearer " + emulator.ready["adminToken"], "Content-Type": "text/csv"})
        answers.append(connection.getresponse().status)
    except (OSError, http.client.HTTPException):
        pass
    finally:
        connection.close()


def ask_import(emulator, number):
    """What is known of an import: nothing, or its members."""
    status, _, text = emulator.call("GET", "/_herald/import/" + number, None, "adminToken")
    assert status in (200, 404), text
    return json.loads(text) if status == 200 else {}


def kill_import(heraldctl, folder):
    """In the middle no row is there, after the answer all are; nothing is counted twice."""
    emulator = Emulator(heraldctl, folder)
    number, answers = str(uuid.uuid4()), []
    sender = threading.Thread(target=send_import, args=(emulator, number, answers))
    sender.start()
    while not ask_import(emulator, number).get("rows") and sender.is_alive():
        pass
    assert emulator.end(signal.SIGKILL) == -signal.SIGKILL
    sender.join(120)
    assert not answers, "it was over before it was killed"
    emulator = Emulator(heraldctl, folder)
    check_whole(emulator)
    assert ask_import(emulator, number) == {}
    assert count_imported(emulator) == 0, "rows of an import that was not over"
    send_import(emulator, number, answers)
    assert answers == [200], answers
    assert emulator.end(signal.SIGKILL) == -signal.SIGKILL
    emulator = Emulator(heraldctl, folder)
    check_whole(emulator)
    assert ask_import(emulator, number) == {"state": "over", "imported": IMPORTED_ROWS}
    assert count_imported(emulator) == IMPORTED_ROWS, "rows are lost"
    send_import(emulator, number, answers)
    assert answers == [200, 409], answers
    status, _, text = emulator.call("POST", "/_herald/reset", {"tables": ["contacts"]}, "adminToken")
    assert status == 204, text
    assert count_imported(emulator) == 0
    assert emulator.end(signal.SIGTERM) == 0
    print("import: none of %d rows after a kill in the middle, all after the answer"
          % IMPORTED_ROWS, flush=True)


def fill_disk(heraldctl, folder):
    emulator = Emulator(heraldctl, folder)
    largest = max(os.stat(os.path.join(folder, name)).st_size for name in os.listdir(folder))
    _, hard = resource.prlimit(emulator.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(emulator.process.pid, resource.RLIMIT_FSIZE, (largest + ROOM_BYTES, hard))
    contacts, failure = [], None
    for _ in range(MOST_WRITES):
        status, headers, text = emulator.call(
            "POST", "/api/data/v9.2/contacts", {"lastname": "Written", "description": "x" * 1500})
        if status != 204:
            failure = status, text
            break
        contacts.append(re.search(r"\(([0-9a-f-]{36})\)", headers["OData-EntityId"]).group(1))
    assert failure is not None, "the disk was never full"
    assert failure[0] in (500, 507), failure
    assert "error" in json.loads(failure[1])
    check_contacts(emulator, contacts)
    assert emulator.call("GET", "/_herald/health")[0] == 200
    resource.prlimit(emulator.process.pid, resource.RLIMIT_FSIZE, (hard, hard))
    status, headers, text = emulator.call(
        "POST", "/api/data/v9.2/contacts", {"lastname": "Room again"})
    assert status == 204, text
    contacts.append(re.search(r"\(([0-9a-f-]{36})\)", headers["OData-EntityId"]).group(1))
    assert emulator.end(signal.SIGKILL) == -signal.SIGKILL
    emulator = Emulator(heraldctl, folder)
    check_whole(emulator)
    check_contacts(emulator, contacts)
    assert emulator.end(signal.SIGTERM) == 0
    print("full disk: %d contacts were acknowledged and are there" % len(contacts), flush=True)


def main():
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 2
    with tempfile.TemporaryDirectory(prefix="herald-test-") as folder:
        kill_rounds(sys.argv[1], folder, rounds)
    with tempfile.TemporaryDirectory(prefix="herald-test-") as folder:
        kill_import(sys.argv[1], folder)
    with tempfile.TemporaryDirectory(prefix="herald-test-") as folder:
        fill_disk(sys.argv[1], folder)


if __name__ == "__main__":
    main()
