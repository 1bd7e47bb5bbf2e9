#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulator is another process, which is paused, killed and started again at other addresses while
each part of the Emulator page is open: what is shown is never passed off as live, nothing typed is
lost, and all works again. Imports are cancelled in their middle by the pointer."""

import argparse
import json
import pathlib
import re
import select
import signal
import subprocess
import sys
import tempfile
import traceback

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import driver  # noqa: E402

SILENT = "The emulator has not answered since"
STOPPED = "The Emulator Stopped"
ROWS = 100000
# So long the emulator may work between two looks at the window.
PART_SECONDS = 0.4
MIDDLE = re.compile(r"^[1-9][0-9]? % · [0-9,]+ of [0-9,]+ rows$")

# Tab, role and name of a field with what is typed there (None: it has none), what stands there while
# the emulator answers.
TABS = (
    ("Requests", "entry", "Filter by path, status or content", "who", re.compile("request(s)? match")),
    ("Faults", None, None, None, "Too many requests"),
    ("Clock", "spin button", "How far Other", "7", "1 Hour Forward"),
    ("Snapshots", "text", "Name of the snapshot", "before", "How the Services Behave"),
    ("Centre", "entry", "Find users by name or e-mail", "Ale",
     re.compile("Choose one above|Alex Admin")),
    ("Addresses", None, None, None, "Organization ID"),
)


class Emulator:
    """`heraldctl emulator run` on the window's folder."""

    def __init__(self, heraldctl, folder):
        self.command = [heraldctl, "emulator", "run", "--dir", folder, "--seed", "small"]
        self.process = None
        self.ready = None

    def start(self):
        self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE)
        self.ready = json.loads(self.process.stdout.readline())

    def pause(self):
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self):
        self.process.send_signal(signal.SIGCONT)

    def kill(self):
        self.process.kill()
        self.process.wait(driver.TIMEOUT_SECONDS)
        self.process.stdout.close()


class Stops:
    def __init__(self, options, data_dir):
        self.options = options
        self.data_dir = data_dir
        self.emulator = Emulator(options.heraldctl, str(pathlib.Path(data_dir, "emulator")))
        self.emulator.start()
        self.window = driver.Window(options.herald, data_dir)

    def control(self, *words):
        answer = subprocess.run(
            [self.options.heraldctl, "--data-dir", self.data_dir, "--json", *words],
            stdout=subprocess.PIPE, text=True, check=True)
        return json.loads(answer.stdout)

    def open_tab(self, tab):
        self.window.press(tab, role="page tab")

    def await_silence(self):
        self.emulator.pause()
        self.window.sees(SILENT)

    def end_silence(self):
        self.emulator.go_on()
        self.window.misses(SILENT)

    def start_again(self):
        self.emulator.start()
        self.window.misses(STOPPED)
        self.window.sees("Addresses")

    # -- what is tried -------------------------------------------------------------------------

    def try_tab(self, tab, role, name, typed, live):
        window = self.window
        self.open_tab(tab)
        if role is not None:
            window.fill(name, typed, role=role)
        window.sees(live)
        self.await_silence()
        # Still to be read, as of the time that is told.
        window.sees(live)
        self.end_silence()
        self.emulator.kill()
        window.sees(STOPPED)
        window.sees("Start It Again")
        assert not window.seen(live), f"“{live}” is shown of an emulator that is gone"
        self.start_again()
        window.sees(live)
        if role is not None:
            field = window.find(role, name)
            texts = [window.text(node) for node in window.walk(field)
                     if node.get_text_iface() is not None]
            assert typed in texts, f"“{typed}” typed under “{tab}” is gone: {texts}"

    def try_phones(self):
        """They are the same after another start, and are reached."""
        window = self.window
        names = [phone["name"] for phone in self.control("emulator", "phone", "list")]
        window.sees(names[0])
        self.emulator.kill()
        window.sees(STOPPED)
        self.start_again()
        window.sees(names[0])
        self.control("emulator", "phone", "add", "platform=ios", "name=Added meanwhile")
        window.sees("Added meanwhile")

    def try_banners(self):
        """What the emulator is made to do is not said of one that is gone."""
        window = self.window
        self.control("emulator", "fault", "add", "--path", "/never", "--status", "503")
        window.sees("1 rule is on")
        self.emulator.kill()
        window.sees(STOPPED)
        assert not window.seen("rule is on")
        self.start_again()

    def try_fault_editor(self):
        """A rule that was not taken is still in the editor, and is taken afterwards."""
        window = self.window
        self.open_tab("Faults")
        window.press("Own Rule…", role="list item")
        with window.dialog("New Rule"):
            window.fill(re.compile("^Path"), "/kept*")
            self.emulator.kill()
            window.press("_Switch On Switch On")
            window.sees("The rule was not switched on")
        window.sees(STOPPED)
        self.start_again()
        with window.dialog("New Rule"):
            window.press("_Switch On Switch On")
        window.misses("Switch On")
        window.sees("1 rule is on")
        rules = self.control("emulator", "fault", "list")
        assert [rule["match"]["path"] for rule in rules] == ["/kept*"], rules
        self.control("emulator", "fault", "clear")

    def answer(self, button, key):
        """Presses the key of a dialog's button and waits until the dialog is gone."""
        window = self.window
        scope, window.scope = window.scope, None
        window.find("push button", button)
        window.key(key)
        window.gone("push button", button)
        window.scope = scope

    def try_reset(self):
        """Agreed to while the emulator is paused: it is done once it goes on, and said then."""
        window = self.window
        self.control("emulator", "phone", "add", "platform=android", "name=Goes with it")
        window.sees("Goes with it")
        self.open_tab("Snapshots")
        window.press("Small", role="list item")
        self.await_silence()
        self.answer("_Start Over Start Over", "alt+s")
        self.end_silence()
        self.window.misses("Goes with it")
        assert "Goes with it" not in [phone["name"] for phone in
                                      self.control("emulator", "phone", "list")]

    def try_snapshot_deletion(self):
        """Agreed to while the emulator is gone: it is still there afterwards, and can be deleted."""
        window = self.window
        self.control("emulator", "snapshot", "save", "kept")
        self.open_tab("Requests")
        self.open_tab("Snapshots")
        window.press("Delete “kept”")
        self.emulator.kill()
        window.sees(STOPPED)
        self.answer("_Delete Delete", "alt+d")
        self.start_again()
        window.press("Delete “kept”")
        self.answer("_Delete Delete", "alt+d")
        window.passes("Snapshot deleted")
        assert self.control("emulator", "snapshot", "list") == []

    def begin_import(self):
        """Chooses a file of many rows and leaves the emulator paused when some of them are read."""
        window = self.window
        path = pathlib.Path(self.data_dir, "many.csv")
        path.write_text("lastname,emailaddress1\n" + "".join(
            f"Name{row},n{row}@rows.example\n" for row in range(ROWS)), encoding="utf-8")
        self.open_tab("Snapshots")
        self.emulator.pause()
        window.choose_file("Choose… Contacts", str(path))
        window.says("Sending")

        def is_in_the_middle():
            self.emulator.go_on()
            select.select([], [], [], PART_SECONDS)
            self.emulator.pause()
            return window.all("label", MIDDLE)
        window.wait_for(is_in_the_middle, "a part of the rows to be read")

    def assert_no_rows(self):
        assert self.control("person", "find", "n0@rows.example") == []

    def try_import_cancelled(self):
        """By the pointer, in the middle: paused, so that the middle lasts."""
        window = self.window
        self.begin_import()
        window.press("_Cancel Cancel")
        window.says("Cancelling…")
        self.emulator.go_on()
        window.says("Cancelled; nothing of “many.csv” was imported")
        self.assert_no_rows()

    def try_import_cancelled_by_keyboard(self):
        window = self.window
        self.begin_import()
        window.key("alt+c")
        window.says("Cancelling…")
        self.emulator.go_on()
        window.says("Cancelled; nothing of “many.csv” was imported")
        self.assert_no_rows()

    def try_import_killed(self):
        window = self.window
        self.begin_import()
        self.emulator.kill()
        window.sees(STOPPED)
        self.start_again()
        window.sees("The emulator went away; nothing of “many.csv” was imported")
        self.assert_no_rows()

    def run(self, only):
        window = self.window
        window.sees("next step", 60)
        window.open_page("Emulator", "ctrl+7")
        attempts = [(row[0], lambda row=row: self.try_tab(*row)) for row in TABS]
        attempts += [(attempt.__name__, attempt) for attempt in (
            self.try_phones, self.try_banners, self.try_fault_editor, self.try_reset, self.try_snapshot_deletion,
            self.try_import_cancelled, self.try_import_cancelled_by_keyboard,
            self.try_import_killed)]
        for name, attempt in attempts:
            if only in (None, name):
                print(name, flush=True)
                attempt()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--herald", required=True)
    parser.add_argument("--heraldctl", required=True)
    parser.add_argument("--only", help="a tab, or what is tried, such as try_reset")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="herald-stops-") as data_dir:
        stops = Stops(options, data_dir)
        try:
            stops.run(options.only)
            status = stops.window.close()
        except BaseException:
            stops.window.log.flush()
            sys.stderr.write(open(stops.window.log_path, encoding="utf-8").read()[-4000:])
            traceback.print_exc()
            stops.window.kill()
            raise
        finally:
            stops.emulator.kill()
        if status != 0:
            raise SystemExit(f"Herald ended with {status}")


main()
