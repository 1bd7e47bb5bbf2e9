# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives the window as a person does: what is on it is read through the accessibility bus, keys and
clicks are real X events. Every wait is for a condition; nothing sleeps for luck."""

import contextlib
import os
import re
import select
import signal
import subprocess
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

TIMEOUT_SECONDS = int(os.environ.get("HERALD_TEST_TIMEOUT_SECONDS", "30"))
POLL_SECONDS = 0.05
# After so many questions without an answer a node is taken for gone: one alone may be late.
FEWEST_FAILURES = 20
MOST_TRIES = 3
# A key is pressed again when nothing came of it for so long.
KEY_SECONDS = 10
# So far below the application are the labels of what is said in passing.
TOAST_LEVELS = 6
# On a busy computer the window may need longer for one answer than the bus waits by itself.
Atspi.set_timeout(TIMEOUT_SECONDS * 1000, TIMEOUT_SECONDS * 1000)


class NotThere(AssertionError):
    """Something that should be on the window did not come."""


class Gone(AssertionError):
    """Something that was on the window is there no more, for instance as its list was filled anew."""


def wait_for(condition, what, timeout=TIMEOUT_SECONDS, process=None):
    """Polls until condition() is true and returns its value; fails at once when @process ends."""
    end = time.monotonic() + timeout
    while True:
        try:
            value = condition()
        except GLib.Error:
            # The object went away while it was looked at.
            value = None
        if value:
            return value
        if time.monotonic() > end:
            raise NotThere(f"waited {timeout} s for {what}")
        if process is None:
            select.select([], [], [], POLL_SECONDS)
            continue
        try:
            process.wait(POLL_SECONDS)
        except subprocess.TimeoutExpired:
            continue
        raise SystemExit(f"Herald ended with {process.returncode} before {what}")


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True,
                          timeout=TIMEOUT_SECONDS).stdout.strip()


class Window:
    """One running Herald."""

    def __init__(self, herald, data_dir, extra_environment=None):
        # Pages that are not in front stay in the tree; so the search keeps to one of them.
        self.scope = None
        self.root = None
        self.log_path = os.path.join(data_dir, "herald.log")
        self.log = open(self.log_path, "a", encoding="utf-8")
        # A keyring in a file, so that no prompt for a password comes up.
        environment = dict(os.environ, G_DEBUG="fatal-criticals", GSETTINGS_BACKEND="memory",
                           LANGUAGE="C", SECRET_BACKEND="file",
                           SECRET_FILE_TEST_PATH=os.path.join(data_dir, "test.keyring"),
                           SECRET_FILE_TEST_PASSWORD="test")
        environment.update(extra_environment or {})
        self.process = subprocess.Popen(
            [herald, "--data-dir", data_dir], stdout=self.log, stderr=self.log,
            env=environment)
        try:
            self.application = self.wait_for(self._find_application, "the application", 60)
            self.root = self.application
            self.frame = self.wait_for(self._find_frame, "the window")
            self.xid = self.wait_for(self._find_xid, "the window on the screen")
        except NotThere:
            self.log.flush()
            print(open(self.log_path, encoding="utf-8").read()[-4000:])
            raise

    def wait_for(self, condition, what, timeout=TIMEOUT_SECONDS):
        return wait_for(condition, what, timeout, self.process)

    def _find_application(self):
        desktop = Atspi.get_desktop(0)
        for index in range(desktop.get_child_count()):
            child = desktop.get_child_at_index(index)
            if child is not None and child.get_process_id() == self.process.pid:
                return child
        return None

    def _find_frame(self):
        return self.find("frame", None, self.application, wait=False)

    def _find_xid(self):
        try:
            found = run("xdotool", "search", "--onlyvisible", "--pid", str(self.process.pid))
        except subprocess.CalledProcessError:
            return None
        best, largest = None, 0
        for xid in found.split():
            size = dict(line.split("=") for line in
                        run("xdotool", "getwindowgeometry", "--shell", xid).splitlines())
            if int(size["WIDTH"]) * int(size["HEIGHT"]) > largest:
                best, largest = xid, int(size["WIDTH"]) * int(size["HEIGHT"])
        return best

    @contextlib.contextmanager
    def dialog(self, title):
        """Looks and clicks in a window of its own that is over this one."""
        before = self.scope, self.frame, self.xid
        self.frame = self.scope = self.wait_for(lambda: self._find_window(title),
                                                f"the dialog “{title}”")
        self.xid = self.wait_for(lambda: self._find_named(title), f"the dialog “{title}”")
        try:
            yield
        finally:
            self.scope, self.frame, self.xid = before

    def _find_window(self, title):
        for index in range(self.application.get_child_count()):
            child = self.application.get_child_at_index(index)
            if child is not None and child.get_name() == title:
                return child
        return None

    @staticmethod
    def _find_named(title):
        try:
            return run("xdotool", "search", "--onlyvisible", "--name", f"^{title}$").split()[-1]
        except subprocess.CalledProcessError:
            return None

    def open_page(self, title, *keys):
        """Goes to a page by its shortcut, which a window that just closed may have taken, and is then
        pressed again; what is looked for from now on is looked for there."""
        self.scope = None
        for last in range(MOST_TRIES, 0, -1):
            self.key(*keys)
            try:
                self.wait_for(lambda: title in self.frame.get_name(), f"the page “{title}”",
                              TIMEOUT_SECONDS if last == 1 else KEY_SECONDS)
                break
            except NotThere:
                if last == 1:
                    raise
        self.scope = self.find("panel", title)

    # -- looking -------------------------------------------------------------------------------

    @staticmethod
    def shown(node):
        extents = node.get_extents(Atspi.CoordType.WINDOW)
        return extents.width > 1 and extents.height > 1

    def walk(self, node):
        stack = [node]
        while stack:
            current = stack.pop()
            yield current
            try:
                count = current.get_child_count()
            except GLib.Error:
                continue
            for index in range(count - 1, -1, -1):
                try:
                    child = current.get_child_at_index(index)
                except GLib.Error:
                    continue
                if child is not None:
                    stack.append(child)

    def near(self, levels):
        """The nodes that are at most so many levels below the application, those nearest first."""
        level = [self.root]
        for _ in range(levels):
            yield from level
            level = [node.get_child_at_index(index) for node in level
                     for index in range(node.get_child_count())]
            level = [node for node in level if node is not None]
        yield from level

    def all(self, role, name=None, inside=None):
        """Every shown node of a role whose name is, contains (text) or matches (pattern)."""
        found = []
        for node in self.walk(inside or self.scope or self.root):
            try:
                if role is not None and node.get_role_name() != role:
                    continue
                label = node.get_name() or ""
                if isinstance(name, re.Pattern):
                    if not name.search(label):
                        continue
                elif name is not None and name not in label:
                    continue
                if role == "frame" or self.shown(node):
                    found.append(node)
            except GLib.Error:
                continue
        return found

    def find(self, role, name=None, inside=None, wait=True, timeout=TIMEOUT_SECONDS):
        """The first such node; one whose name is exactly @name goes first."""
        def look():
            nodes = self.all(role, name, inside)
            if isinstance(name, str):
                nodes.sort(key=lambda node: node.get_name() != name)
            return nodes[0] if nodes else None
        if not wait:
            return look()
        return self.wait_for(look, f"{role} “{name}”", timeout)

    def gone(self, role, name, timeout=TIMEOUT_SECONDS):
        self.wait_for(lambda: not self.all(role, name), f"{role} “{name}” to go", timeout)

    def text(self, node):
        interface = node.get_text_iface()
        return interface.get_text(0, interface.get_character_count()) if interface else ""

    def says(self, text, timeout=TIMEOUT_SECONDS):
        """Waits until a label, button or field on the window holds @text."""
        pattern = text if isinstance(text, re.Pattern) else re.compile(re.escape(text))

        def look():
            for node in self.walk(self.scope or self.root):
                try:
                    if pattern.search(node.get_name() or "") and self.shown(node):
                        return node
                except GLib.Error:
                    continue
            return None
        return self.wait_for(look, f"“{pattern.pattern}” to be shown", timeout)

    def passes(self, text):
        """Waits for words that are shown for a few seconds only: in these not every node of the window
        can be asked on a busy computer, so those are that hang near its top."""
        self.wait_for(lambda: any(text in (node.get_name() or "") for node in self.near(TOAST_LEVELS)),
                      f"“{text}” to be shown in passing")

    @staticmethod
    def in_front(node):
        """Whether the pointer would meet it; what a tab hides keeps its place in the tree."""
        extents = node.get_extents(Atspi.CoordType.WINDOW)
        return node.get_accessible_at_point(extents.x + extents.width // 2,
                                            extents.y + extents.height // 2,
                                            Atspi.CoordType.WINDOW) is not None

    def seen(self, text, inside=None):
        """The nodes in front that hold @text."""
        pattern = text if isinstance(text, re.Pattern) else re.compile(re.escape(text))
        return [node for node in self.all(None, pattern, inside) if self.in_front(node)]

    def sees(self, text, timeout=TIMEOUT_SECONDS):
        return self.wait_for(lambda: self.seen(text), f"“{text}” to be seen", timeout)

    def misses(self, text, timeout=TIMEOUT_SECONDS):
        self.wait_for(lambda: not self.seen(text), f"“{text}” to be seen no more", timeout)

    # -- acting --------------------------------------------------------------------------------

    def position(self, node):
        extents = node.get_extents(Atspi.CoordType.WINDOW)
        frame = self.frame.get_extents(Atspi.CoordType.WINDOW)
        window = dict(line.split("=") for line in
                      run("xdotool", "getwindowgeometry", "--shell", self.xid).splitlines())
        # A shadow around the window, if the window manager asks for one.
        margin_x = (int(window["WIDTH"]) - frame.width) // 2
        margin_y = (int(window["HEIGHT"]) - frame.height) // 2
        return (int(window["X"]) + margin_x + extents.x + extents.width // 2,
                int(window["Y"]) + margin_y + extents.y + extents.height // 2)

    def await_node(self, condition, what, timeout=TIMEOUT_SECONDS):
        """Waits for something of one node; raises Gone when that is gone."""
        failures = []

        def look():
            try:
                return condition()
            except GLib.Error as error:
                failures.append(error)
                if len(failures) >= FEWEST_FAILURES:
                    raise Gone(f"while waiting for {what}") from error
                return None
        return self.wait_for(look, what, timeout)

    def settle(self, node):
        """Waits until a node stands still, so that a click meets it."""
        last = [None]

        def still():
            extents = node.get_extents(Atspi.CoordType.WINDOW)
            now = (extents.x, extents.y, extents.width, extents.height)
            before, last[0] = last[0], now
            return now == before
        self.await_node(still, "a node to stand still")

    def reveal(self, node):
        """Turns the wheel until the node is inside every scrolled area around it."""
        panes = []
        parent = node.get_parent()
        while parent is not None:
            if parent.get_role_name() == "scroll pane":
                panes.insert(0, parent)
            parent = parent.get_parent()
        for pane in panes:
            self.scroll_to(pane, node)

    def scroll_to(self, pane, node):
        def middle():
            extents = node.get_extents(Atspi.CoordType.WINDOW)
            return extents.y + extents.height // 2

        for _ in range(60):
            area = pane.get_extents(Atspi.CoordType.WINDOW)
            before = middle()
            if area.y + 8 <= before <= area.y + area.height - 8:
                return
            # At the edge, so that the wheel is not taken by an inner area.
            x, y = self.position(pane)
            run("xdotool", "mousemove", str(x - area.width // 2 + 4), str(y), "click",
                "5" if before > area.y else "4")
            try:
                self.wait_for(lambda: middle() != before, "the area to scroll", 1)
            except NotThere:
                return
            self.settle(node)

    def click(self, node):
        self.settle(node)
        self.reveal(node)
        x, y = self.position(node)
        run("xdotool", "mousemove", str(x), str(y), "click", "1")

    def key(self, *keys):
        run("xdotool", "key", "--clearmodifiers", *keys)

    def type(self, text):
        run("xdotool", "type", "--clearmodifiers", "--delay", "4", "--", text)

    def fill(self, name, text, role="text", inside=None):
        """Clicks into the field, takes out what is in it and types; again when something on the
        window took the selection away meanwhile."""
        for _ in range(MOST_TRIES):
            field = self.find(role, name, inside)
            self.click(field)
            self.key("ctrl+a")
            self.type(text)
            if not self.is_doubled(field, text):
                break
        return field

    def is_doubled(self, field, text):
        """Whether a field holds what was typed and more. What a password's field holds is not told."""
        try:
            held = [self.text(node) for node in self.walk(field) if node.get_text_iface() is not None]
        except GLib.Error:
            return False
        return any(text in one and one != text for one in held)

    def press(self, name, role="push button", inside=None, timeout=TIMEOUT_SECONDS):
        """Clicks it once it is active; when another has taken its place meanwhile, that one."""
        while True:
            node = self.find(role, name, inside, timeout=timeout)
            try:
                self.await_node(lambda: node.get_state_set().contains(Atspi.StateType.SENSITIVE),
                                f"“{name}” to become active", timeout)
                self.click(node)
                return node
            except (Gone, GLib.Error):
                continue

    def choose(self, combo, value):
        """Opens a combo row and goes to a value by keyboard."""
        row = self.find("combo box", combo)
        self.click(row)

        def names():
            """The choices in the list that has opened, which comes after the chosen one's."""
            lists = self.all("list", None, inside=row)
            if len(lists) < 2:
                return None
            found = [node.get_name() for node in self.all("label", None, inside=lists[-1])]
            return found if value in found else None
        choices = self.wait_for(names, f"{value} among the choices of {combo}")
        self.key("Home")
        for _ in range(choices.index(value)):
            self.key("Down")
        self.key("Return")
        # As long as it is open, a click elsewhere only closes it.
        self.wait_for(lambda: len(self.all("list", None, inside=row)) < 2,
                      f"the choices of {combo} to close")

    def choose_file(self, button, path):
        """Through the file chooser: a slash begins typing a place."""
        scope, self.scope = self.scope, None
        self.press(button, inside=scope)
        self.find("push button", "_Open Open")
        self.type(path)
        self.key("Return")
        self.gone("push button", "_Open Open")
        self.scope = scope

    def resize(self, width, height):
        run("xdotool", "windowsize", self.xid, str(width), str(height))

    def picture(self, path, of_screen=False):
        run("import", "-window", "root" if of_screen else self.xid, path)

    def close(self):
        self.key("ctrl+q")
        try:
            self.process.wait(TIMEOUT_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(TIMEOUT_SECONDS)
        self.log.close()
        return self.process.returncode

    def kill(self):
        self.process.kill()
        self.process.wait(TIMEOUT_SECONDS)
        self.log.close()
