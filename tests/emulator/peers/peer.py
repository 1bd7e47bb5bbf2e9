# SPDX-License-Identifier: GPL-3.0-or-later
"""What every script needs: the ready line of the emulator it talks to, and its admin API."""

import json
import os
import time
import urllib.request

with open(os.environ["HERALD_READY"], encoding="utf-8") as file:
    ready = json.load(file)


def admin(method, path, body=None):
    """Calls the admin API; answers the parsed body, None when there is none."""
    request = urllib.request.Request(
        f"{ready['http']}/_herald/{path}", method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {ready['adminToken']}",
                 "Content-Type": "application/json"})
    with urllib.request.urlopen(request) as response:
        text = response.read()
    return json.loads(text) if text else None


def until(read, is_done, seconds=60):
    """Asks `read` again until `is_done` says so of what it answered."""
    end = time.monotonic() + seconds
    while True:
        value = read()
        if is_done(value):
            return value
        if time.monotonic() > end:
            raise TimeoutError(f"Nothing came of it in {seconds} s: {value!r}")
        time.sleep(0.05)
