# SPDX-License-Identifier: GPL-3.0-or-later
"""One of two organisations: an emulator in a process of its own, whose people, apps, phones and tokens
all carry its mark, and the environment by which Herald knows it."""

import json
import os
import pathlib
import re
import sqlite3
import subprocess
import urllib.parse
import urllib.request

import tunnel

PATIENCE_SECONDS = 60
N_PEOPLE = 6
LOG_PAGE = 500
CODE = re.compile(r"\b[A-Z0-9]{9}\b")


class Side:
    def __init__(self, heraldctl, folder, name, mark, colour):
        self.heraldctl = heraldctl
        self.folder = pathlib.Path(folder)
        self.name = name
        self.mark = mark
        self.colour = colour
        self.log_after = 0
        self.process = subprocess.Popen(
            [heraldctl, "emulator", "run", "--dir", str(self.folder / mark)],
            stdout=subprocess.PIPE)
        self.ready = json.loads(self.process.stdout.readline())
        self.tunnel = tunnel.Tunnel(self.port("https"), self.port("h2"))
        self.people = [f"{mark}-{n}@{mark}.example" for n in range(N_PEOPLE)]
        # What only this side may ever see.
        self.marks = [mark, self.ready["clientSecret"], self.ready["adminToken"]]
        self.fill()

    def port(self, name):
        return int(self.ready[name].rsplit(":", 1)[1])

    def call(self, method, path, body=None, bearer=None):
        """A call of the emulator by its administrator, or as a service by @bearer."""
        request = urllib.request.Request(
            self.ready["http"] + path, method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": "Bearer " + (bearer or self.ready["adminToken"]),
                     "Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as answer:
            content = answer.read()
        return json.loads(content) if content else None

    def fill(self):
        for number, email in enumerate(self.people):
            self.call("POST", "/api/data/v9.2/contacts", {
                "firstname": self.mark.title(), "lastname": f"Person {number}",
                "emailaddress1": email}, self.ready["bearer"])
        # Those of the seed have the same tokens everywhere. The first two stay with the first person.
        self.phones = [self.call("POST", "/_herald/phones", {
            "name": f"{self.mark.title()} {platform}", "platform": platform,
            "app": self.ready["apps"][0]["id"]}) for platform in ("ios", "android") * 2]
        self.marks += [phone["token"] for phone in self.phones]

    def run(self, data_dir, *words):
        done = subprocess.run([self.heraldctl, "--data-dir", data_dir, "--json", "--env", self.name,
                               *words], capture_output=True, text=True, timeout=PATIENCE_SECONDS)
        assert done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"
        return json.loads(done.stdout)

    def sign_in(self, data_dir):
        """As a person: by a code that somebody enters elsewhere."""
        login = subprocess.Popen(
            [self.heraldctl, "--data-dir", data_dir, "--env", self.name, "auth", "login",
             "--device-code"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        for line in login.stdout:
            code = CODE.search(line)
            if code is not None:
                self.approve(code.group())
                break
        login.communicate(timeout=PATIENCE_SECONDS)
        assert login.returncode == 0

    def answer_slowly(self):
        """So that what both sides do overlaps."""
        self.call("POST", "/_herald/faults", {"match": {"path": "/api/*"}, "share": 0.3, "seed": 7,
                                              "do": {"delayMs": 700}})

    def approve(self, code):
        self.call("POST", "/_herald/sign-in/approve",
                  {"userCode": code, "user": "admin@contosoltd.com"})

    def make_known(self, data_dir):
        """Saves the environment and an app that has a token."""
        self.run(data_dir, "env", "add", self.name, "--url", self.ready["https"], "--client-id",
                 self.ready["clientId"], "--kind", "test", "--ca-file", self.ready["ca"],
                 "--proxy", self.tunnel.url, "--colour", self.colour,
                 "--public-endpoint", self.ready["https"])
        self.sign_in(data_dir)
        sample = self.ready["apps"][0]
        self.app = f"{self.mark.title()} Shop"
        made = self.run(data_dir, "app", "create", "--name", self.app, "--bundle-id",
                        sample["bundleId"], "--team-id", sample["teamId"], "--key-id",
                        sample["keyId"], "--apns-key", sample["apnsKey"], "--apns-environment",
                        "production", "--service-account", sample["serviceAccount"])
        self.app_id = made["id"]
        token = self.run(data_dir, "app", "token", "create", made["id"])
        self.marks.append(token["value"])
        for phone in self.phones[:2]:
            self.run(data_dir, "device", "register", "--app", self.app_id, "--user", self.people[0],
                     "--platform", phone["platform"], "--token", phone["token"], "--wait")
        self.id = self.look_into(data_dir, "SELECT id FROM environment WHERE name = ?",
                                 self.name)[0][0]

    @staticmethod
    def look_into(data_dir, query, *values):
        """Asks Herald's database, beside Herald."""
        path = next(pathlib.Path(data_dir).rglob("herald.db"))
        connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=PATIENCE_SECONDS)
        try:
            return connection.execute(query, values).fetchall()
        finally:
            connection.close()

    def read_log(self):
        """What came since the last time."""
        rows = []
        while page := self.call("GET", f"/_herald/log?after={self.log_after}&limit={LOG_PAGE}"):
            rows += page
            self.log_after = page[-1]["n"]
        return rows

    def was_asked(self, text):
        """Whether a request with this text was fulfilled."""
        return any(text in row["request"]["body"] for row in self.call(
            "GET", "/_herald/log?status=2xx&" + urllib.parse.urlencode({"text": text})))

    def stop(self):
        self.process.terminate()
        return self.process.wait(PATIENCE_SECONDS)
