#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plants a secret of each kind, uses it, and looks for it wherever Herald writes or passes something
on: its folder, what its commands print with all log messages on, and their arguments and environment
while they run. The only place is the file of secrets, which nobody reads without its passphrase.
What the emulator keeps is left out: it stands for the services, which must know their secrets.
Usage: planted-secrets.py HERALDCTL"""

import json
import os
import pathlib
import re
import resource
import subprocess
import sys
import tempfile
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
import planted  # noqa: E402

PATIENCE_SECONDS = 120
ANDREW = "andrew@contosoltd.com"
PASSPHRASE = "correct horse battery staple 7519"
PROXY_PASSWORD = "pr0xy/pass w0rd+3816"


class Desk:
    """One person's Herald, without a keyring, and all that it showed or wrote."""

    def __init__(self, heraldctl, home):
        self.heraldctl = heraldctl
        self.home = home
        self.data = home / "data"
        self.seen = []  # (where, bytes)
        self.passphrase = self.write("passphrase", PASSPHRASE)
        self.environment = dict(
            os.environ, HOME=str(home / "home"), XDG_RUNTIME_DIR=str(home), LC_ALL="C.UTF-8",
            LANGUAGE="C", SECRET_BACKEND="file", SECRET_FILE_TEST_PATH="/dev/null/nowhere",
            SECRET_FILE_TEST_PASSWORD="test", G_MESSAGES_DEBUG="all")

    def write(self, name, text):
        """What a person has in a folder of their own."""
        path = self.home / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    def start(self, *words):
        return subprocess.Popen(
            [self.heraldctl, "--data-dir", str(self.data), "--json", *words], cwd=self.home,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env=self.environment, preexec_fn=lambda: resource.setrlimit(
                resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY)))

    def run(self, *words, shows=False, status=0):
        """One command; @shows: its answer is the secret, which it was asked for."""
        name = " ".join(words)
        process = self.start("--passphrase-file", self.passphrase, *words)
        with planted.Watcher(process.pid, name, self.seen):
            out, err = process.communicate(timeout=PATIENCE_SECONDS)
        assert process.returncode == status, f"{name}: {process.returncode}\n{out}\n{err[-2000:]}"
        self.seen.append(("standard error of " + name, err))
        if not shows:
            self.seen.append(("standard output of " + name, out))
        return json.loads(out) if out else None

    def collect(self):
        """All that was seen, and every file of Herald's but the emulator's."""
        yield from self.seen
        for path in sorted(self.data.rglob("*")):
            if path.is_file() and self.data / "emulator" not in path.parents:
                yield str(path.relative_to(self.data)), path.read_bytes()
        for path in sorted((self.home / "home").rglob("*")):
            if path.is_file():
                yield str(path), path.read_bytes()


def plant(desk, ready):
    """Returns the secrets by name, after each was stored and used."""
    app = ready["apps"][0]
    account = json.loads(pathlib.Path(app["serviceAccount"]).read_text(encoding="utf-8"))
    p8 = pathlib.Path(app["apnsKey"]).read_text(encoding="utf-8")
    desk.run("secret", "file", "create", "--new-passphrase-file", desk.passphrase)
    desk.run("env", "add", "Org", "--url", ready["https"], "--tenant", ready["tenantId"],
             "--client-id", ready["confidentialClientId"], "--client-secret-file",
             desk.write("client-secret", ready["clientSecret"]), "--kind", "test", "--ca-file",
             ready["ca"], "--authority", ready["https"], "--proxy", "http://127.0.0.1:9",
             "--proxy-user", "ada", "--proxy-password-file",
             desk.write("proxy-password", PROXY_PASSWORD))
    desk.run("--env", "Org", "person", "find", ANDREW)
    desk.run("env", "test", "Org")
    made = desk.run("app", "create", "--name", "Planted", "--bundle-id", app["bundleId"],
                    "--team-id", app["teamId"], "--key-id", app["keyId"], "--apns-key",
                    app["apnsKey"], "--apns-environment", "sandbox", "--service-account",
                    app["serviceAccount"])
    desk.run("app", "check", made["id"])
    token = desk.run("app", "token", "create", made["id"], shows=True)
    desk.run("app", "sheet", made["id"])
    desk.run("app", "show", made["id"])
    desk.run("device", "register", "--app", made["id"], "--user", ANDREW, "--platform", "ios",
             "--token", "0" * 64, "--wait", status=9)
    desk.run("push", "send", "--app", made["id"], "--platform", "ios", "--token", "0" * 64,
             "--title", "Hello", "--message", "World", status=9)
    desk.run("secret", "list")
    return {
        "passphrase": [PASSPHRASE.encode()], "proxy password": [PROXY_PASSWORD.encode()],
        "client secret": [ready["clientSecret"].encode()],
        "access token of the app": [token["value"].encode()],
        "APNs key": planted.key_of(p8), "service account": planted.key_of(account["private_key"]),
    }


def check_crash(process):
    """A crash may write nothing, although the shell that started the process would let it."""
    limits = pathlib.Path(f"/proc/{process.pid}/limits").read_text(encoding="utf-8")
    assert re.search(r"^Max core file size +0 +0 ", limits, re.MULTILINE), limits


def main():
    with tempfile.TemporaryDirectory() as home:
        desk = Desk(os.path.abspath(sys.argv[1]), pathlib.Path(home))
        (desk.home / "home").mkdir()
        emulator = desk.start("emulator", "run")
        try:
            ready = json.loads(emulator.stdout.readline())
            threading.Thread(target=emulator.stderr.read, daemon=True).start()
            check_crash(emulator)
            secrets = plant(desk, ready)
            planted.check_search(secrets)
            places = list(desk.collect())
            assert any(where.endswith(".db") for where, _ in places), [where for where, _ in places]
            planted.check(places, secrets)
        finally:
            emulator.terminate()
            emulator.wait(PATIENCE_SECONDS)


main()
