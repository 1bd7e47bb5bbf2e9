#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The same in front of pages that nobody here wrote: oidc-provider, laid out as Entra ID is.
Usage: entra.py HERALDCTL FOLDER; FOLDER is a place in the build folder for what npm installs."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
PEERS = HERE.parent / "peers"
sys.path.insert(0, str(HERE.parent / "support"))
from desk import Desk, ENVIRONMENT  # noqa: E402
from firefox import require_programs  # noqa: E402
from npm_packages import install  # noqa: E402


def make_certificates(home):
    """An authority, and `localhost` by https below it; a browser takes no server that is both."""
    def openssl(*words):
        subprocess.run(["openssl", *words], check=True, stderr=subprocess.DEVNULL, cwd=home)
    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=Test",
            "-keyout", "ca.key", "-out", "ca.pem")
    openssl("req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-keyout",
            "server.key", "-out", "server.csr")
    home.joinpath("names").write_text("subjectAltName=DNS:localhost\n", encoding="utf-8")
    openssl("x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-days", "2",
            "-CAcreateserial", "-extfile", "names", "-out", "server.pem")


def start_service(folder, home):
    process = subprocess.Popen(
        ["node", str(folder / "serve-entra.mjs")], cwd=home, stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, text=True, env=dict(os.environ, HERALD_HOME=str(home)))
    line = process.stdout.readline()
    assert line, "The service did not start"
    return process, json.loads(line)


def sign_in(desk):
    login = desk.log_in()
    browser = desk.browser.attach()
    browser.click("//input[@name='login']")
    browser.type("input[name=login]", "ada")
    browser.type("input[name=password]", "any")
    browser.click("//button[@type='submit']")
    browser.wait_for_heading("Authorize")
    browser.click("//button[@type='submit']")
    browser.wait_for_heading("You are signed in")
    answer = desk.end(login, 0)
    assert answer["user"] == "ada", answer
    assert desk.run("--env", ENVIRONMENT, "person", "find", "nobody@example.com") is not None


def decline(desk):
    login = desk.log_in()
    browser = desk.browser.attach()
    browser.click("//a[contains(text(), 'Cancel')]")
    browser.wait_for_heading("The sign-in did not work")
    assert "declined" in " ".join(browser.texts("p"))
    assert desk.end(login, 3)["error"]["code"] == "AUTH"


def main():
    require_programs()
    heraldctl, folder = (pathlib.Path(word).resolve() for word in sys.argv[1:3])
    install(PEERS, folder)
    with tempfile.TemporaryDirectory(prefix="herald-browser-", ignore_cleanup_errors=True) as home:
        place = pathlib.Path(home)
        make_certificates(place)
        service, ready = start_service(folder, place)
        try:
            for play in (sign_in, decline):
                print(play.__name__, flush=True)
                desk = Desk(str(heraldctl), place / play.__name__, str(place / "ca.pem"))
                try:
                    desk.add_environment(ready["origin"], ready["clientId"])
                    play(desk)
                finally:
                    desk.browser.quit()
        finally:
            service.stdin.close()
            service.wait(60)


main()
