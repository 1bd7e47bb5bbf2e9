#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A person at a terminal is asked for the passphrase of the file of secrets: nothing of it is shown,
who mistypes may try again, and the terminal is as it was afterwards, also after Ctrl+C.
Usage: terminal.py HERALDCTL"""

import os
import pathlib
import pty
import select
import sys
import tempfile
import termios

PATIENCE_SECONDS = 60
PASSPHRASE = "correct hörse battery"
OTHER = "another hörse"
SECRET_ERROR = 12
INVALID_ERROR = 2
CANCELLED = 130


class Terminal:
    """One command at a terminal of its own."""

    def __init__(self, desk, *words):
        self.shown = b""
        self.process, self.master = pty.fork()
        if self.process == 0:
            os.execve(desk.heraldctl, [desk.heraldctl, *words], desk.environment)

    def echoes(self):
        return bool(termios.tcgetattr(self.master)[3] & termios.ECHO)

    def read(self):
        """Returns what comes next, b"" at the end."""
        if not select.select([self.master], [], [], PATIENCE_SECONDS)[0]:
            raise AssertionError(f"nothing more comes after {self.shown!r}")
        try:
            data = os.read(self.master, 4096)
        except OSError:  # The other side was closed.
            data = b""
        self.shown += data
        return data

    def wait_for(self, question):
        """Reads on to a question, and until what is typed is not shown any more."""
        seen = len(self.shown)
        while question.encode() not in self.shown[seen:]:
            assert self.read(), f"{question} is not asked in {self.shown!r}"
        # The question is written before the terminal is told.
        while self.echoes():
            select.select([], [], [], 0.01)

    def answer(self, question, text):
        self.wait_for(question)
        os.write(self.master, text.encode())

    def end(self):
        """Returns the exit status and all that was shown."""
        while self.read():
            continue
        return os.waitstatus_to_exitcode(os.waitpid(self.process, 0)[1]), self.shown.decode()


class Desk:
    """One person's Herald, on a computer without a keyring."""

    def __init__(self, heraldctl, home):
        self.heraldctl = heraldctl
        self.file = home / "data" / "herald" / "secrets.vault"
        self.environment = dict(
            os.environ, HOME=str(home), XDG_DATA_HOME=str(home / "data"), XDG_RUNTIME_DIR=str(home),
            LC_ALL="C.UTF-8", LANGUAGE="C", SECRET_BACKEND="file",
            SECRET_FILE_TEST_PATH="/dev/null/nowhere", SECRET_FILE_TEST_PASSWORD="test")

    def run(self, words, answers, status, says):
        """Runs a command whose questions get these answers."""
        terminal = Terminal(self, *words)
        for question, text in answers:
            terminal.answer(question, text + "\n")
        got, shown = terminal.end()
        assert got == status, f"{words} ends with {got}: {shown}"
        assert says in shown, f"{says} is not in {shown}"
        for _, text in answers:
            assert text == "" or text not in shown, f"{text} is shown: {shown}"
        return shown


def main():
    heraldctl = str(pathlib.Path(sys.argv[1]).resolve())
    new, again, old = "New passphrase:", "The same again:", "Passphrase of the file of secrets:"
    with tempfile.TemporaryDirectory(prefix="herald-terminal-") as folder:
        desk = Desk(heraldctl, pathlib.Path(folder))
        create = ("secret", "file", "create")
        unlock = ("secret", "file", "unlock")
        desk.run(create, [(new, PASSPHRASE), (again, OTHER)], INVALID_ERROR, "differ")
        desk.run(create, [(new, ""), (again, "")], INVALID_ERROR, "8 characters")
        assert not list(pathlib.Path(folder).rglob("secrets.vault"))
        desk.run(create, [(new, PASSPHRASE), (again, PASSPHRASE)], 0, "secrets.vault")
        # Who mistypes may try again, three times in all.
        desk.run(unlock, [(old, OTHER), (old, PASSPHRASE)], 0, "is wrong")
        shown = desk.run(unlock, [(old, OTHER)] * 3, SECRET_ERROR, "is wrong")
        assert shown.count(old) == 3, shown
        desk.run(("secret", "file", "change-passphrase"),
                 [(old, PASSPHRASE), (new, OTHER), (again, OTHER)], 0, "")
        desk.run(unlock, [(old, OTHER)], 0, "")
        interrupt(desk, unlock, old)
        end_of_input(desk, unlock, old)
        # A command that needs a secret asks, too.
        needs_secret(desk, folder, old)


def interrupt(desk, words, question):
    """Ctrl+C ends it, and what is typed next is shown again."""
    terminal = Terminal(desk, *words)
    terminal.answer(question, "half of it\x03")
    status, shown = terminal.end()
    assert status == CANCELLED, f"{status}: {shown}"
    assert "half of it" not in shown, shown
    assert terminal.echoes(), "the terminal stays mute"


def end_of_input(desk, words, question):
    """Ctrl+D at once is no passphrase, and nobody is asked once more."""
    terminal = Terminal(desk, *words)
    terminal.answer(question, "\x04")
    status, shown = terminal.end()
    assert status == SECRET_ERROR, f"{status}: {shown}"
    assert "No passphrase was entered" in shown, shown


def needs_secret(desk, folder, question):
    secret = pathlib.Path(folder) / "client-secret"
    secret.write_text("Pl4nted~s3cret", encoding="utf-8")
    desk.run(("env", "add", "Contoso", "--url", "https://127.0.0.1:9", "--tenant",
              "0f8fad5b-d9cb-469f-a165-70867728950e", "--client-id",
              "7c9e6679-7425-40de-944b-e07fc1f90ae7", "--client-secret-file", str(secret)),
             [(question, OTHER)], 0, "Contoso")
    desk.run(("secret", "list"), [(question, OTHER)], 0, "client-secret")


main()
