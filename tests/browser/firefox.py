# SPDX-License-Identifier: GPL-3.0-or-later
"""Firefox as the browser of a private desktop. Nobody starts it but the program under test, which
finds it as any program does: by the handler of https in the XDG folders. Afterwards it is driven
over Marionette, the protocol that Firefox itself offers for that ("Remote Protocols: Marionette",
Firefox Source Docs, read 2026-11)."""

import json
import os
import pathlib
import select
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time

PROGRAMS = ("firefox-esr", "certutil")
SKIP_VARIABLE = "HERALD_SKIP_BROWSER"
SKIP_STATUS = 77
# A browser starts slowly where everything is busy.
PATIENCE_SECONDS = int(os.environ.get("HERALD_TEST_TIMEOUT_SECONDS", "60"))
POLL_SECONDS = 0.1
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # WebDriver, 12.1
PREFERENCES = {
    "app.update.auto": False,
    "browser.aboutwelcome.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "marionette.port": 0,  # a free one, which MarionetteActivePort tells
    "toolkit.startup.max_resumed_crashes": -1,
    "toolkit.telemetry.enabled": False,
    # Nothing but the addresses under test is asked for.
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "network.dns.disablePrefetch": True,
    "network.proxy.no_proxies_on": "localhost, 127.0.0.1",
    "network.proxy.allow_hijacking_localhost": False,
    "network.proxy.type": 1,
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
}


def require_programs():
    """Ends the test where the browser is missing; only whoever says so goes without."""
    if os.environ.get(SKIP_VARIABLE):
        print(f"{SKIP_VARIABLE} is set: no browser is tried")
        sys.exit(SKIP_STATUS)
    missing = [name for name in PROGRAMS if shutil.which(name) is None]
    if missing:
        sys.exit(f"{', '.join(missing)} is missing (Debian: firefox-esr, libnss3-tools); "
                 f"set {SKIP_VARIABLE}=1 to go without")


def wait_for(condition, what, patience=PATIENCE_SECONDS):
    """Polls until condition() is true and returns its value."""
    end = time.monotonic() + patience
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"waited {patience} s for {what}")
        select.select([], [], [], POLL_SECONDS)


class Refusal(Exception):
    """What Marionette answers to a command that it cannot do."""


class Marionette:
    """One connection: lengths and JSON."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), PATIENCE_SECONDS)
        self.number = 0
        assert self.receive()["marionetteProtocol"] == 3

    def receive(self):
        length = b""
        while not length.endswith(b":"):
            byte = self.socket.recv(1)
            if not byte:
                raise AssertionError("Firefox is gone")
            length += byte
        left, parts = int(length[:-1]), []
        while left > 0:
            part = self.socket.recv(left)
            if not part:
                raise AssertionError("Firefox is gone")
            parts.append(part)
            left -= len(part)
        return json.loads(b"".join(parts))

    def do(self, command, **parameters):
        self.number += 1
        message = json.dumps([0, self.number, command, parameters]).encode()
        self.socket.sendall(str(len(message)).encode() + b":" + message)
        kind, number, error, value = self.receive()
        assert kind == 1 and number == self.number, (kind, number)
        if error is not None:
            raise Refusal(f"{command}: {error['error']}: {error['message']}")
        return value.get("value", value) if isinstance(value, dict) else value

    def close(self):
        self.socket.close()


class Firefox:
    """The browser of one desktop, with a profile that trusts one more authority."""

    def __init__(self, home, authority, trust="C,,"):
        self.home = pathlib.Path(home)
        self.profile = self.home / "profile"
        self.opened = self.home / "opened"
        self.marionette = None
        self.make_profile(authority, trust)
        self.make_desktop()

    def make_profile(self, authority, trust):
        self.profile.mkdir(parents=True)
        place = f"sql:{self.profile}"
        subprocess.run(["certutil", "-N", "-d", place, "--empty-password"], check=True)
        subprocess.run(["certutil", "-A", "-d", place, "-n", "test", "-t", trust, "-i", authority],
                       check=True)
        self.profile.joinpath("user.js").write_text("".join(
            f"user_pref({json.dumps(name)}, {json.dumps(value)});\n"
            for name, value in PREFERENCES.items()), encoding="utf-8")

    def make_desktop(self):
        """The handler of https, and nothing else, as a desktop keeps it."""
        command = self.home / "browser"
        command.write_text(
            "#!/bin/sh\n"
            f'echo "$$ $1" >>{shlex.quote(str(self.opened))}\n'
            f"exec firefox-esr --headless --marionette --no-remote"
            f" --profile {shlex.quote(str(self.profile))}"
            f' "$1" >>{shlex.quote(str(self.home / "firefox.log"))} 2>&1\n', encoding="utf-8")
        command.chmod(0o755)
        applications = self.home / "data" / "applications"
        applications.mkdir(parents=True)
        applications.joinpath("test-browser.desktop").write_text(
            "[Desktop Entry]\nType=Application\nName=Test browser\n"
            f'Exec="{command}" %u\nMimeType=x-scheme-handler/https;\n', encoding="utf-8")
        (self.home / "config").mkdir()
        self.home.joinpath("config", "mimeapps.list").write_text(
            "[Default Applications]\nx-scheme-handler/https=test-browser.desktop\n",
            encoding="utf-8")

    def environment(self):
        """What a program needs to find it."""
        return {"HOME": str(self.home), "XDG_CONFIG_HOME": str(self.home / "config"),
                "XDG_DATA_HOME": str(self.home / "data"), "XDG_CACHE_HOME": str(self.home / "cache")}

    def addresses(self):
        """The addresses that it was started with so far."""
        if not self.opened.exists():
            return []
        return [line.split(" ", 1) for line in self.opened.read_text(encoding="utf-8").splitlines()]

    def attach(self):
        """Waits until a program has opened it."""
        wait_for(self.addresses, "the program to open the browser")
        port_file = self.profile / "MarionetteActivePort"
        wait_for(lambda: port_file.exists() and port_file.read_text(encoding="utf-8"),
                 "Firefox to be ready")
        self.marionette = Marionette(int(port_file.read_text(encoding="utf-8")))
        self.marionette.do("WebDriver:NewSession", capabilities={})
        return self

    def texts(self, selector):
        """What the elements of a CSS selector say, as a person reads it."""
        try:
            found = self.marionette.do("WebDriver:FindElements", using="css selector",
                                       value=selector)
            return [self.marionette.do("WebDriver:GetElementText", id=element[ELEMENT])
                    for element in found]
        except Refusal:
            # Another page came meanwhile.
            return []

    def wait_for_heading(self, text):
        wait_for(lambda: text in self.texts("h1"), f"the heading “{text}”")

    def click(self, xpath):
        def element():
            try:
                return self.marionette.do("WebDriver:FindElement", using="xpath", value=xpath)
            except Refusal:
                return None
        found = wait_for(element, f"the element {xpath}")
        self.marionette.do("WebDriver:ElementClick", id=found[ELEMENT])

    def type(self, selector, text):
        found = self.marionette.do("WebDriver:FindElement", using="css selector", value=selector)
        self.marionette.do("WebDriver:ElementSendKeys", id=found[ELEMENT], text=text)

    def script(self, code):
        return self.marionette.do("WebDriver:ExecuteScript", script=code, args=[])

    def address(self):
        return self.marionette.do("WebDriver:GetCurrentURL")

    def quit(self):
        """Ends the processes that were started as this browser, and no others."""
        if self.marionette is not None:
            self.marionette.close()
            self.marionette = None
        for number, _address in self.addresses():
            try:
                os.kill(int(number), signal.SIGKILL)
            except ProcessLookupError:
                continue
