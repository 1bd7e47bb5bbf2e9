#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keeps an emulator busy and watches what it holds on to.

Usage: soak.py HERALDCTL [--minutes N] [--rate N]. Sends so many requests a second: look-ups by e-mail,
registrations with their status, clean-ups, creations and deletions, refused requests, and a part of
it over new connections, with TLS and without. After a tenth of the time, by when caches and log are
full, memory may grow by 10 MB and descriptors by ten; the log stays within its rows. Exits 1 otherwise,
or when a request has an answer that it should not have."""

import argparse
import asyncio
import json
import os
import pathlib
import signal
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.request
import uuid

MOST_GROWTH_KB = 10 * 1024
MOST_MORE_DESCRIPTORS = 10
LOG_ROWS = 5000
LOG_PAGE = 100
LANES = 16


class Emulator:
    """The process and what its ready line says."""

    def __init__(self, heraldctl, folder):
        environment = dict(os.environ, HOME=folder, XDG_RUNTIME_DIR=folder)
        self.process = subprocess.Popen(
            [heraldctl, "emulator", "run", "--dir", str(pathlib.Path(folder) / "emulator")],
            stdout=subprocess.PIPE, env=environment)
        self.ready = json.loads(self.process.stdout.readline())
        self.trust = ssl.create_default_context(cafile=self.ready["ca"])

    def port(self, name):
        return int(self.ready[name].rsplit(":", 1)[1])

    def memory_kb(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1])

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def log_rows(self):
        rows, after = 0, 0
        while True:
            request = urllib.request.Request(
                f"{self.ready['http']}/_herald/log?after={after}&limit={LOG_PAGE}",
                headers={"Authorization": f"Bearer {self.ready['adminToken']}"})
            with urllib.request.urlopen(request) as answer:
                page = json.load(answer)
            if not page:
                return rows
            rows, after = rows + len(page), page[-1]["n"]

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)


def format_request(method, path, body=None, bearer=None):
    payload = b"" if body is None else json.dumps(body).encode()
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(payload)}"]
    if bearer is not None:
        lines.append(f"Authorization: Bearer {bearer}")
    if body is not None:
        lines += ["Content-Type: application/json", "x-ms-track-registration: true"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + payload


class Connection:
    """One keep-alive connection."""

    def __init__(self, emulator, with_tls):
        self.emulator = emulator
        self.with_tls = with_tls
        self.reader = self.writer = None

    async def send(self, request):
        if self.writer is None:
            self.reader, self.writer = await asyncio.open_connection(
                "127.0.0.1", self.emulator.port("https" if self.with_tls else "http"),
                ssl=self.emulator.trust if self.with_tls else None,
                server_hostname="localhost" if self.with_tls else None)
        self.writer.write(request)
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        length = next((int(line.split(":")[1]) for line in head.split("\r\n")
                       if line.lower().startswith("content-length:")), 0)
        return int(head.split(" ", 2)[1]), head, await self.reader.readexactly(length)

    async def close(self):
        if self.writer is not None:
            self.writer.close()
            await self.writer.wait_closed()
        self.writer = None


class Lane:
    """One after the other, the things that people and apps do."""

    def __init__(self, emulator, number):
        self.ready = emulator.ready
        self.emulator = emulator
        self.connection = Connection(emulator, number % 4 == 0)
        self.base = f"/api/v1.0/orgs/{self.ready['organizationId']}/pushdeviceregistration/devices"
        self.app = self.ready["apps"][0]
        self.counts = {}
        self.row = None

    async def expect(self, statuses, request, connection=None):
        status, head, body = await (connection or self.connection).send(request)
        self.counts[status] = self.counts.get(status, 0) + 1
        if status not in statuses:
            raise AssertionError(f"{status} instead of {statuses}: {request[:80]} {body[:200]}")
        return head, body

    async def look_up(self, _):
        await self.expect([200], format_request(
            "GET", "/api/data/v9.2/contacts?$select=fullname&$filter=emailaddress1%20eq%20"
            "'andrew@contosoltd.com'", bearer=self.ready["bearer"]))

    async def register(self, turn):
        token = f"{turn:08x}{uuid.uuid4().hex}{uuid.uuid4().hex}"[:64]
        body = {"MobileAppId": self.app["id"], "UserId": self.ready["userId"],
                "ApiToken": self.app["apiToken"], "ApnsDeviceToken": token}
        _, answer = await self.expect([202], format_request("POST", self.base, body))
        await self.expect([200], format_request("POST", self.base + "/status", {
            "RegistrationRequestIds": [json.loads(answer)["RegistrationRequestId"]],
            "MobileAppId": self.app["id"], "ApiToken": self.app["apiToken"]}))

    async def clean_up(self, _):
        await self.expect([202], format_request("POST", self.base + "/cleanup", {
            "MobileAppId": self.app["id"], "UserId": str(uuid.uuid4()),
            "ApiToken": self.app["apiToken"]}))

    async def write(self, turn):
        if self.row is None:
            head, _ = await self.expect([204], format_request(
                "POST", "/api/data/v9.2/contacts", {"lastname": f"Soak {turn}"},
                self.ready["bearer"]))
            line = next(x for x in head.split("\r\n") if x.lower().startswith("odata-entityid"))
            self.row = "/api/data/" + line.split("/api/data/")[1]
        else:
            await self.expect([204], format_request("DELETE", self.row,
                                                    bearer=self.ready["bearer"]))
            self.row = None

    async def be_refused(self, _):
        await self.expect([400], format_request(
            "GET", "/api/data/v9.2/contacts?$filter=nonsense", bearer=self.ready["bearer"]))
        await self.expect([401], format_request("GET", "/api/data/v9.2/WhoAmI", bearer="a.b.c"))

    async def come_and_go(self, turn):
        once = Connection(self.emulator, turn % 2 == 0)
        await self.expect([200], format_request("GET", "/_herald/health"), once)
        await once.close()

    async def run(self, until, pause):
        steps = [self.look_up] * 8 + [self.register] * 2 + [self.clean_up, self.write, self.write,
                                                            self.be_refused, self.come_and_go]
        turn, due = 0, time.monotonic()
        while due < until:
            await steps[turn % len(steps)](turn)
            turn += 1
            due += pause
            await asyncio.sleep(max(0, due - time.monotonic()))
        await self.connection.close()


async def watch(emulator, start, until, readings):
    while time.monotonic() < until:
        await asyncio.sleep(min(10, max(1, (until - start) / 60)))
        readings.append((time.monotonic() - start, emulator.memory_kb(), emulator.descriptors()))
        print("%6.0f s  %7d kB  %3d descriptors" % readings[-1], flush=True)


async def soak(emulator, minutes, rate):
    start = time.monotonic()
    until = start + minutes * 60
    lanes = [Lane(emulator, i) for i in range(LANES)]
    readings = []
    # A turn is 1.2 requests on average.
    await asyncio.gather(watch(emulator, start, until, readings),
                         *(lane.run(until, 1.2 * LANES / rate) for lane in lanes))
    total = sum(sum(lane.counts.values()) for lane in lanes)
    print(f"{total} requests, {total / (time.monotonic() - start):.0f} a second")
    return [r for r in readings if r[0] >= minutes * 6] or readings


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("heraldctl")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--rate", type=float, default=1000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="herald-soak-") as folder:
        emulator = Emulator(options.heraldctl, folder)
        try:
            settled = asyncio.run(soak(emulator, options.minutes, options.rate))
            rows = emulator.log_rows()
        finally:
            ended = emulator.stop()
    growth = settled[-1][1] - settled[0][1]
    more = settled[-1][2] - settled[0][2]
    print(f"memory {growth:+d} kB, descriptors {more:+d}, {rows} rows in the log, ended with {ended}")
    sys.exit(0 if growth < MOST_GROWTH_KB and more <= MOST_MORE_DESCRIPTORS and
             0 < rows <= LOG_ROWS and ended == 0 else 1)


main()
