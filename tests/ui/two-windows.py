#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Works in two windows of one Herald at once, each in its own organisation, and watches that nothing
crosses over: neither in what the organisations are asked, nor in what a window shows, nor in what
is stored. What both do overlaps: a step starts something and leaves it to the other window's turn.
After a tenth of the time memory and descriptors have to be flat.
Usage: two-windows.py --herald HERALD --heraldctl HERALDCTL [--minutes N] [--seed N]"""

import argparse
import json
import os
import pathlib
import random
import re
import sys
import tempfile
import time
import traceback

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import driver  # noqa: E402
import side  # noqa: E402

MOST_GROWTH_KB = 16 * 1024
MOST_MORE_DESCRIPTORS = 16
BETWEEN_READINGS_SECONDS = 20
MENU_SECONDS = 5
# The share of the time after which caches and lists are full, if the time is long enough.
SETTLING = 0.1
FEWEST_MINUTES = 10
# More than an access token lives.
LONG_SECONDS = 2 * 60 * 60
SIZE = (1150, 850)
APART = 1200
ADMIN = "admin@contosoltd.com"


class Desk(driver.Window):
    """One of several windows of a Herald that runs. Keys go where the focus is: the window takes it."""

    def __init__(self, first, name, place):
        self.__dict__.update(first.__dict__)
        self.name = name
        self.frame = self.wait_for(lambda: self.find_frame(name), f"the window of {name}")
        self.root = self.frame
        self.xid = self.wait_for(self.find_xid, f"the window of {name} on the screen")
        driver.run("xdotool", "windowsize", self.xid, *map(str, SIZE),
                   "windowmove", self.xid, str(place), "0")

    def find_frame(self, name):
        return next((node for node in self.all("frame", f"– {name} –", self.application)), None)

    def find_xid(self):
        found = driver.run("xdotool", "search", "--onlyvisible", "--name", f"– {self.name} –")
        return found.split()[0] if found else None

    def take_focus(self):
        driver.run("xdotool", "windowactivate", "--sync", self.xid)


class Work:
    """What a person does in one window. Each step is a generator; where it yields it waits."""

    def __init__(self, of, desk, data_dir, chance):
        self.side = of
        self.desk = desk
        self.data_dir = data_dir
        self.chance = chance
        self.counts = {}
        self.step = None
        self.name = None
        self.n_made = 0
        self.time_passed = False

    def turn(self):
        """Goes on with the step or begins another."""
        self.desk.take_focus()
        if self.step is None:
            self.name = self.chance.choice(
                ["look_up"] * 3 + ["register"] * 2 + ["clean_up", "push", "push", "notify",
                 "audit", "configure", "let_time_pass", "sign_out_and_in"])
            self.step = getattr(self, self.name)()
        try:
            next(self.step)
        except StopIteration:
            self.counts[self.name] = self.counts.get(self.name, 0) + 1
            self.step = None

    def finish(self):
        while self.step is not None:
            self.turn()

    # -- the steps -----------------------------------------------------------------------------

    def open_people(self):
        self.desk.open_page("People", "ctrl+3")
        self.desk.key("ctrl+f")

    def look_up(self):
        desk = self.desk
        number = self.chance.randrange(1, side.N_PEOPLE)
        self.open_people()
        desk.fill("E-mail addresses of the people to find", self.side.people[number], role="entry")
        desk.key("Return")
        yield
        self.row = f"{self.side.mark.title()} Person {number}"
        desk.find("list item", self.row)

    def opens_person(self):
        """The row may be the last search's, which goes when the answer comes: then the click met
        nothing, and is made again as long as the row is there."""
        desk = self.desk
        row = desk.find("list item", self.row, wait=False)
        if row is not None and desk.in_front(row):
            desk.click(row)
        try:
            return desk.sees("Register a device", MENU_SECONDS)
        except driver.NotThere:
            return None

    def open_person(self):
        yield from self.look_up()
        self.desk.wait_for(self.opens_person, "the person's page")
        yield

    def choose_app(self):
        """When the list of apps has come, which has its time here."""
        desk = self.desk
        desk.find("label", re.compile("Shop|Fitness"), desk.find("combo box", "App"))
        desk.choose("App", self.side.app)

    def register(self):
        desk = self.desk
        yield from self.open_person()
        phone = self.chance.choice(self.side.phones[2:])
        # Devices that come late move the button: the click goes without a place.
        desk.find("push button", "Register a device").get_action_iface().do_action(0)
        self.choose_app()
        desk.choose("Platform", {"ios": "iOS", "android": "Android"}[phone["platform"]])
        desk.fill("Device token", phone["token"])
        desk.press("_Register Register")
        yield
        desk.says(re.compile("^(Registered|Already registered|Not registered)"))
        desk.press("Close the panel")

    def open_menu(self):
        """Devices that come late take an open menu away."""
        self.desk.press(re.compile("^Actions for (iOS|Android)"))
        try:
            return self.desk.find("menu item", re.compile("Clean"), self.desk.frame,
                                  timeout=MENU_SECONDS)
        except driver.NotThere:
            return None

    def clean_up(self):
        desk = self.desk
        yield from self.open_person()
        if not desk.all("push button", re.compile("^Actions for (iOS|Android)")):
            return
        desk.wait_for(self.open_menu, "the menu of a device")
        desk.key("c")
        desk.find("dialog", re.compile("Clean"), desk.application)
        desk.key("alt+u")
        yield

    def push(self):
        desk = self.desk
        self.n_made += 1
        title = f"{self.side.mark.title()} push {self.n_made}"
        desk.open_page("Push", "ctrl+5")
        desk.key("ctrl+n")
        desk.find("text", "Subtitle")
        self.choose_app()
        desk.fill("Title", title)
        yield
        desk.press("_Send Test… Send Test…")
        desk.fill(re.compile("[Ee]-mail"), self.side.people[0], role=None)
        desk.key("Return")
        yield
        desk.says(self.side.mark.title())
        desk.press("_Send Send")
        yield
        desk.says(re.compile("Delivered|delivered|Failed|not registered|[Nn]o device"))
        desk.press("Close the panel")
        desk.key("alt+Left")

    def notify(self):
        desk = self.desk
        self.n_made += 1
        title = f"{self.side.mark.title()} case {self.n_made}"
        desk.open_page("In-App", "ctrl+6")
        desk.key("ctrl+n")
        desk.fill("Find users by name or e-mail", ADMIN, role="entry")
        desk.click(desk.find("list item", "Alex Admin", desk.find("list", "Users found")))
        desk.find("push button", "Remove Alex Admin")
        desk.fill("Title", title)
        desk.fill("Body", "A case was assigned to you")
        desk.press("_Send Send")
        yield
        desk.says("Sent to 1 of 1")
        desk.key("alt+Left")

    def audit(self):
        desk = self.desk
        desk.open_page("Devices", "ctrl+4")
        desk.key("F5")
        yield
        desk.open_page("Overview", "ctrl+1")
        desk.key("F5")
        yield

    def configure(self):
        desk = self.desk
        desk.open_page("Apps", "ctrl+2")
        desk.key("F5")
        desk.press(re.compile(f"^{self.side.app}"), role="list item")
        self.n_made += 1
        text = f"{self.side.mark} version {self.n_made}"
        desk.fill("Description", text)
        desk.press("_Save Save")
        yield
        desk.wait_for(lambda: self.side.was_asked(text), "the description to be saved")
        desk.key("alt+Left")

    def let_time_pass(self):
        """The access token expires; the next look-up gets another one."""
        self.side.call("POST", "/_herald/clock", {"advanceSeconds": LONG_SECONDS})
        self.time_passed = True
        yield from self.look_up()
        self.side.call("POST", "/_herald/clock", {"reset": True})

    def sign_out_and_in(self):
        desk = self.desk
        self.act("win.sign-out")
        desk.find("dialog", "Sign Out", desk.application)
        desk.key("alt+s")
        desk.find("push button", "_Sign In…", desk.frame)
        yield
        desk.scope = None
        self.act("win.sign-in")
        dialog = desk.find("frame", "Sign In", desk.application)
        desk.find("label", "Use a", dialog)
        desk.key("alt+c")
        code = desk.find("label", re.compile("^[A-Z0-9]{9}$"), dialog).get_name()
        self.side.approve(code)
        desk.wait_for(lambda: not desk.all("frame", "Sign In", desk.application), "the sign-in")
        desk.find("list item", "Overview", desk.frame)

    def act(self, name):
        actions = self.desk.frame.get_action_iface()
        number = next(i for i in range(actions.get_n_actions()) if actions.get_action_name(i) == name)
        actions.do_action(number)


class Watch:
    """Looks for what crossed over, and at what the process holds on to."""

    def __init__(self, works, process):
        self.works = works
        self.process = process
        self.readings = []
        self.n_requests = 0
        self.start = time.monotonic()

    def look(self):
        for work, other in zip(self.works, reversed(self.works)):
            self.look_at_requests(work, work.side, other.side)
            self.look_at_window(work.desk, work.side, other.side)
            self.look_at_store(work, other.side)
            assert not work.side.tunnel.refused, f"{work.side.name}: {work.side.tunnel.refused}"
        self.readings.append((time.monotonic() - self.start, self.memory_kb(), self.descriptors()))
        print(time.strftime("%H:%M:%S"), "%6.0f s  %7d kB  %3d descriptors" % self.readings[-1], flush=True)

    @staticmethod
    def find_marks(text, of):
        """What of a side stands in a text, its addresses included."""
        marks = [*of.marks, f":{of.port('http')}", f":{of.port('https')}"]
        return [mark for mark in marks if mark.lower() in text.lower()]

    def look_at_requests(self, work, own, other):
        time_passed, work.time_passed = work.time_passed, work.name == "let_time_pass"
        rows = [row for row in own.read_log() if not row["path"].startswith("/_herald/")]
        self.n_requests += len(rows)
        for row in rows:
            text = json.dumps(row)
            assert not self.find_marks(text, other), f"{own.name} was asked for {other.name}: {text}"
            # Who is refused does not learn why: only time may have made a token useless.
            assert row["status"] != 401 or "authorization" not in row["request"]["headers"] or \
                time_passed, f"{own.name}: a token that is not its own? {text}"

    def look_at_window(self, desk, own, other):
        title = desk.frame.get_name()
        texts = []
        for node in desk.walk(desk.frame):
            try:
                texts.append(node.get_name() or "")
            except driver.GLib.Error:
                # It went away while it was looked at.
                continue
        assert f"– {own.name} –" in title, title
        desk.find("label", f"Test – {own.name}", desk.frame)
        found = self.find_marks("\n".join(texts), other)
        assert not found, f"the window of {own.name} shows {found}"
        pixels = driver.run("import", "-window", desk.xid, "-crop", "1x12+400+0", "-depth", "8",
                            "txt:")
        assert own.colour.upper() in pixels and other.colour.upper() not in pixels, pixels

    def look_at_store(self, work, other):
        ask = work.side.look_into
        tables = ask(work.data_dir, "SELECT m.name, group_concat ('coalesce (' || c.name || ', 0)',"
                     " ' || char (10) || ') FROM sqlite_schema m, pragma_table_info (m.name) c"
                     " WHERE m.type = 'table' AND m.sql LIKE '%environment_id%' GROUP BY m.name")
        assert len(tables) > 4, tables
        for name, columns in tables:
            rows = ask(work.data_dir, f"SELECT {columns} FROM {name} WHERE environment_id = ?",
                       work.side.id)
            for row in rows:
                assert not self.find_marks(row[0], other), f"{name} of {work.side.name}: {row[0]}"

    def memory_kb(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1])

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def judge(self, minutes):
        settled = [reading for reading in self.readings if reading[0] >= minutes * 60 * SETTLING]
        growth = settled[-1][1] - settled[0][1]
        more = settled[-1][2] - settled[0][2]
        for work in self.works:
            print(work.side.name, dict(sorted(work.counts.items())),
                  f"{work.side.tunnel.n_tunnels} tunnels")
        print(f"{self.n_requests} requests, memory {growth:+d} kB, descriptors {more:+d}")
        return minutes < FEWEST_MINUTES or growth < MOST_GROWTH_KB and more <= MOST_MORE_DESCRIPTORS


def choose_environment(folder, environment):
    """What Herald opens first, in a file as outside of tests in the desktop's settings."""
    place = pathlib.Path(folder, "config", "glib-2.0", "settings")
    place.mkdir(parents=True)
    (place / "keyfile").write_text(
        f"[io/github/herald_console/Herald]\nenvironment='{environment}'\n", encoding="utf-8")
    return {"GSETTINGS_BACKEND": "keyfile", "XDG_CONFIG_HOME": str(place.parent.parent)}


def open_windows(options, sides, folder, data_dir):
    first = driver.Window(options.herald, data_dir, choose_environment(folder, sides[0].id))
    try:
        first.wait_for(lambda: f"– {sides[0].name} –" in first.frame.get_name(), "the first window")
        first.says("next step")
        first.key("ctrl+e")
        # A popover is a surface of its own: the click goes without a place.
        first.find("push button", f"Open “{sides[1].name}” in a New Window") \
            .get_action_iface().do_action(0)
        return [Desk(first, of.name, place) for of, place in zip(sides, (0, APART))]
    except BaseException:
        first.kill()
        raise


def work_on(options, works, watch):
    chance = random.Random(options.seed)
    end = watch.start + options.minutes * 60
    next_look = 0
    while time.monotonic() < end:
        chance.choice(works).turn()
        if time.monotonic() >= next_look:
            watch.look()
            next_look = time.monotonic() + BETWEEN_READINGS_SECONDS
    for work in works:
        work.finish()
    watch.look()
    return watch.judge(options.minutes)


def run(options, sides, folder):
    data_dir = os.path.join(folder, "data")
    os.mkdir(data_dir)
    os.environ.update(SECRET_BACKEND="file", SECRET_FILE_TEST_PASSWORD="test",
                      SECRET_FILE_TEST_PATH=os.path.join(data_dir, "test.keyring"))
    for of in sides:
        of.make_known(data_dir)
        of.answer_slowly()
    desks = open_windows(options, sides, folder, data_dir)
    works = [Work(of, desk, data_dir, random.Random(f"{options.seed} {of.name}"))
             for of, desk in zip(sides, desks)]
    try:
        good = work_on(options, works, Watch(works, desks[0].process))
    except BaseException:
        traceback.print_exc(file=sys.stdout)
        desks[0].log.flush()
        print([(work.name, work.counts) for work in works],
              open(desks[0].log_path, encoding="utf-8").read()[-4000:], flush=True)
        if options.picture:
            desks[0].picture(options.picture, of_screen=True)
        desks[0].kill()
        raise
    return desks[0].close() == 0 and good


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--herald", required=True)
    parser.add_argument("--heraldctl", required=True)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--picture", help="where to keep a picture of a failure")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="herald-two-windows-") as folder:
        sides = []
        try:
            sides.append(side.Side(options.heraldctl, folder, "Alpha", "larch", "#c01c28"))
            sides.append(side.Side(options.heraldctl, folder, "Beta", "maple", "#1c71d8"))
            good = run(options, sides, folder)
        finally:
            ended = [of.stop() for of in sides]
    sys.exit(0 if good and ended == [0, 0] else 1)


if __name__ == "__main__":
    main()
