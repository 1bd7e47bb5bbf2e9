# SPDX-License-Identifier: GPL-3.0-or-later
"""Looks for secrets that a test has planted: in any spelling, in what others may read of a process, in
its memory."""

import base64
import pathlib
import re
import threading
import urllib.parse

BETWEEN_LOOKS_SECONDS = 0.001
GUARD_BYTES = 4096
STACK = "the stack of a thread"
# A signed token or part of one, whatever it says.
TOKEN = re.compile(rb"eyJ[A-Za-z0-9_-]{24,}")


def spellings(secret):
    """How a secret could be written down: as it is and encoded, whatever stands around it."""
    yield secret
    yield secret.decode("latin-1").encode("utf-16-le")
    yield secret.hex().encode()
    yield secret.hex().upper().encode()
    yield urllib.parse.quote(secret, safe="").encode()
    for shift in range(3):
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            encoded = encode(b"\0" * shift + secret)
            yield encoded[(0, 2, 3)[shift] + (shift > 0) * 1:len(encoded) // 4 * 4 - 4]


def key_of(pem):
    """The middle of a key, as text, which may be broken into lines, and as bytes. What a short one tells
    everybody, too, stands behind it."""
    lines = re.sub(r"-----[^-]*-----", "", pem).split()
    binary = base64.b64decode("".join(lines))
    middle = len(binary) // 2
    return [lines[len(lines) // 2][:40].encode(), binary[middle - 26:middle - 2]]


def find(content, parts):
    """Whether a secret stands there, in any spelling of any of its parts."""
    return any(spelling in content for part in parts for spelling in spellings(part))


def check(places, secrets):
    """Every finding at once: one alone hides the others. @places: pairs of a name and bytes."""
    findings = []
    for where, content in places:
        findings += [f"the {name} stands in {where}" for name, parts in secrets.items()
                     if find(content, parts)]
        if TOKEN.search(content):
            findings.append(f"a signed token stands in {where}")
    assert not findings, "\n".join(findings)
    print(f"{len(secrets)} secrets are in none of {len(places)} places")


def check_search(secrets):
    """That they would be found: in each spelling, with something around it."""
    for name, parts in secrets.items():
        for part in parts:
            for spelling in (part, base64.b64encode(b"ab" + part + b"cd"), part.hex().encode(),
                             base64.b64encode(b"u:" + part), base64.b64encode(b"x" + part)):
                content = b"before " + spelling + b" after"
                assert any(one in content for one in spellings(part)), (name, spelling)


def family(pid):
    """A process and all that it has started."""
    yield pid
    for task in pathlib.Path(f"/proc/{pid}/task").glob("*/children"):
        for child in read(task).split():
            yield from family(int(child))


def read(path):
    """Empty when there is no such process any more."""
    try:
        return path.read_bytes()
    except OSError:
        return b""


def memory(pid):
    """All that a process could write to a core, part by part: pairs of a name and bytes. The stack of a
    thread stands behind a page that nobody may touch."""
    guarded = None
    with open(f"/proc/{pid}/mem", "rb") as content:
        for line in pathlib.Path(f"/proc/{pid}/maps").read_text(encoding="utf-8").splitlines():
            area, rights, *rest = line.split(maxsplit=5)
            begin, end = (int(part, 16) for part in area.split("-"))
            is_stack, guarded = begin == guarded, None
            if rights == "---p" and end - begin == GUARD_BYTES:
                guarded = end
            if not rights.startswith("rw"):
                continue
            name = rest[-1] if len(rest) > 3 else "memory"
            try:
                content.seek(begin)
                yield STACK if is_stack else name, content.read(end - begin)
            except OSError:
                # A device's.
                continue


class Watcher:
    """Reads what others may read of a process and its children, as long as it runs, into @seen."""

    def __init__(self, pid, name, seen):
        self.pid = pid
        self.name = name
        self.seen = seen
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.watch)

    def __enter__(self):
        self.thread.start()

    def __exit__(self, *unused):
        self.over.set()
        self.thread.join()

    def watch(self):
        looks = set()
        while not self.over.wait(BETWEEN_LOOKS_SECONDS):
            looks.update((what, read(pathlib.Path(f"/proc/{pid}/{what}")))
                         for pid in family(self.pid) for what in ("cmdline", "environ"))
        self.seen += [(f"{what} of {self.name}", content) for what, content in looks]
