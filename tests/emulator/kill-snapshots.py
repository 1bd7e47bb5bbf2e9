#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kills whoever saves, restores or exports a snapshot or resets to a large seed in the middle of it:
the snapshot is the old or the new one, so are the rows, and nothing is half.
Usage: kill-snapshots.py HERALDCTL"""

import http.client
import json
import os
import pathlib
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

SEED = "10k"
PARTS = (0, 0.3, 0.6, 0.95)
PATIENCE_SECONDS = 120
BETWEEN_LOOKS_SECONDS = 0.0005


class Emulator:
    """One `heraldctl emulator run` on its default folder, which the environment leads to."""

    def __init__(self, heraldctl):
        self.process = subprocess.Popen([heraldctl, "emulator", "run", "--seed", SEED],
                                        stdout=subprocess.PIPE)
        self.ready = json.loads(self.process.stdout.readline())
        self.folder = pathlib.Path(self.ready["ca"]).parent
        self.address = urllib.parse.urlsplit(self.ready["http"]).netloc

    def call(self, method, path, body=None, token="adminToken"):
        connection = http.client.HTTPConnection(self.address, timeout=PATIENCE_SECONDS)
        try:
            connection.request(method, path, body, {
                "Authorization": "Bearer " + self.ready[token],
                "Content-Type": "application/json"})
            answer = connection.getresponse()
            return answer.status, answer.read().decode("utf-8-sig")
        finally:
            connection.close()

    def expect(self, wanted, method, path, body=None, token="adminToken"):
        status, text = self.call(method, path, body, token)
        assert status == wanted, "%s %s: %d %s" % (method, path, status, text)
        return text

    def count(self):
        return int(self.expect(200, "GET", "/api/data/v9.2/leads/$count", None, "bearer"))

    def add(self):
        self.expect(204, "POST", "/api/data/v9.2/leads",
                    json.dumps({"lastname": "New", "subject": "New"}), "bearer")

    def end(self, number):
        self.process.send_signal(number)
        status = self.process.wait(PATIENCE_SECONDS)
        self.process.stdout.close()
        return status


def get_size(path):
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return -1


def kill_when(process, path, size, await_end):
    """Kills the process once the file has this size, or once what it does is over."""
    end = time.monotonic() + PATIENCE_SECONDS
    while get_size(path) < size and not await_end():
        assert time.monotonic() < end, "it takes too long"
    process.send_signal(signal.SIGKILL)


def await_exit(process):
    """Whether the process ends within the time between two looks at a file."""
    try:
        process.wait(BETWEEN_LOOKS_SECONDS)
    except subprocess.TimeoutExpired:
        return False
    return True


def kill_during(emulator, method, path, file, size, body=None):
    """Sends a request and kills the emulator once a file has grown; returns its answer, if any."""
    answers = []
    over = threading.Event()

    def send():
        try:
            answers.append(emulator.call(method, path, body)[0])
        except (OSError, http.client.HTTPException):
            pass
        over.set()

    thread = threading.Thread(target=send)
    thread.start()
    kill_when(emulator.process, file, size, lambda: over.wait(BETWEEN_LOOKS_SECONDS))
    thread.join(PATIENCE_SECONDS)
    assert not thread.is_alive(), "the request hangs"
    assert emulator.end(signal.SIGKILL) == -signal.SIGKILL
    return answers


def check_whole(emulator):
    """Saving runs SQLite's integrity check over all rows."""
    emulator.expect(201, "POST", "/_herald/snapshots/check")
    emulator.expect(204, "DELETE", "/_herald/snapshots/check")


def kill_saving(heraldctl, part):
    """Returns whether the kill left something half."""
    emulator = Emulator(heraldctl)
    kept = emulator.folder / "snapshots" / "one.sqlite"
    temporary = emulator.folder / "aside.sqlite.tmp"
    emulator.expect(201, "POST", "/_herald/snapshots/one")
    old = emulator.count()
    emulator.add()
    size = int(get_size(kept) * part)
    answers = kill_during(emulator, "POST", "/_herald/snapshots/one", temporary, size)
    was_half = temporary.exists()
    emulator = Emulator(heraldctl)
    assert not temporary.exists(), "what was half written is still there"
    assert emulator.count() == old + 1, "rows are lost"
    check_whole(emulator)
    emulator.expect(204, "POST", "/_herald/snapshots/one/restore")
    found = emulator.count()
    assert found in ((old + 1,) if 201 in answers else (old, old + 1)), found
    check_whole(emulator)
    assert emulator.end(signal.SIGTERM) == 0
    return was_half


def kill_restoring(heraldctl, part):
    """Returns whether the rows were still the old ones after the kill."""
    emulator = Emulator(heraldctl)
    kept = emulator.folder / "snapshots" / "one.sqlite"
    temporary = emulator.folder / "aside.sqlite.tmp"
    emulator.expect(201, "POST", "/_herald/snapshots/one")
    old = emulator.count()
    emulator.add()
    size = int(get_size(kept) * part)
    answers = kill_during(emulator, "POST", "/_herald/snapshots/one/restore", temporary, size)
    emulator = Emulator(heraldctl)
    assert not temporary.exists(), "what was half copied is still there"
    found = emulator.count()
    assert found in ((old,) if 204 in answers else (old, old + 1)), (found, old, answers)
    check_whole(emulator)
    emulator.expect(204, "POST", "/_herald/snapshots/one/restore")
    assert emulator.count() == old, "the snapshot is not what it was"
    check_whole(emulator)
    assert emulator.end(signal.SIGTERM) == 0
    return found == old + 1


def kill_resetting(heraldctl, part):
    """Returns whether the kill left something half."""
    emulator = Emulator(heraldctl)
    emulator.expect(204, "POST", "/_herald/reset", json.dumps({"seed": SEED}))
    temporary = emulator.folder / "aside.sqlite.tmp"
    seeded = emulator.count()
    emulator.add()
    size = 1 + int(get_size(emulator.folder / "emulator.sqlite") * part)
    answers = kill_during(emulator, "POST", "/_herald/reset", temporary, size,
                          json.dumps({"seed": SEED}))
    was_half = temporary.exists()
    emulator = Emulator(heraldctl)
    assert not temporary.exists(), "what was half filled is still there"
    found = emulator.count()
    assert found in ((seeded,) if 204 in answers else (seeded, seeded + 1)), (found, answers)
    assert found == seeded + 1 or not was_half, "rows of a reset that was not over"
    check_whole(emulator)
    assert emulator.end(signal.SIGTERM) == 0
    return was_half


def check_file(path):
    database = sqlite3.connect(path)
    database.create_collation("HERALD_NOCASE", lambda a, b: (a > b) - (a < b))
    try:
        return database.execute("SELECT count (*) FROM dv_lead").fetchone()[0]
    finally:
        database.close()


def kill_exporting(heraldctl, part):
    """Returns whether the kill left something half."""
    emulator = Emulator(heraldctl)
    kept = emulator.folder / "snapshots" / "one.sqlite"
    file = emulator.folder / "exported"
    temporary = emulator.folder / "exported.tmp"
    command = [heraldctl, "emulator", "snapshot", "export", "one", str(file)]
    emulator.expect(201, "POST", "/_herald/snapshots/one")
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, timeout=PATIENCE_SECONDS)
    old = emulator.count()
    assert check_file(file) == old
    emulator.add()
    emulator.expect(201, "POST", "/_herald/snapshots/one")
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    kill_when(process, temporary, int(get_size(kept) * part), lambda: await_exit(process))
    process.wait(PATIENCE_SECONDS)
    was_half = temporary.exists()
    assert check_file(file) in (old, old + 1)
    assert was_half or process.returncode in (0, -signal.SIGKILL)
    emulator.expect(204, "POST", "/_herald/snapshots/one/restore")
    assert emulator.count() == old + 1
    assert emulator.end(signal.SIGTERM) == 0
    return was_half


def main():
    with tempfile.TemporaryDirectory(prefix="herald-test-") as folder:
        for name in ("CONFIG", "DATA", "STATE", "CACHE"):
            os.environ["XDG_%s_HOME" % name] = os.path.join(folder, name.lower())
        for what in (kill_saving, kill_restoring, kill_resetting, kill_exporting):
            half = [what(sys.argv[1], part) for part in PARTS]
            print("%s: %d of %d kills came in the middle" % (what.__name__, sum(half), len(half)),
                  flush=True)
            # A copy of a file may be over before anybody has seen it begin.
            assert any(half) or what is kill_exporting, "nothing was killed in the middle"


if __name__ == "__main__":
    main()
