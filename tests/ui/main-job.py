#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole main job in the real window, with keys and clicks, against the built-in emulator: set up
an app, find a person, register two phones, push, tap, clean up, push again, notify in the app.
With --pictures it keeps a picture of every page, in light, dark and at 360 pixels."""

import argparse
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import traceback

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import driver  # noqa: E402

TITLE = "Spring sale"
MESSAGE = "Hello Andrew, 20 % off until Sunday"
SECOND_TITLE = "Second push"
APP = "Main Job"
PAGES = (("Overview", "ctrl+1"), ("Apps", "ctrl+2"), ("People", "ctrl+3"), ("Devices", "ctrl+4"),
         ("Push", "ctrl+5"), ("In-App", "ctrl+6"), ("Emulator", "ctrl+7"))


class Job:
    def __init__(self, options, data_dir):
        self.options = options
        self.data_dir = data_dir
        self.window = driver.Window(options.herald, data_dir)

    def picture(self, name, of_screen=False):
        if self.options.pictures:
            self.window.picture(os.path.join(self.options.pictures, name + ".png"), of_screen)

    def control(self, *words):
        """Asks the emulator behind the window through the command line."""
        command = [self.options.heraldctl, "--data-dir", self.data_dir, "--json", *words]
        answer = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
        return json.loads(answer.stdout)

    # -- the steps -----------------------------------------------------------------------------

    def set_up_app(self):
        window = self.window
        sample = json.loads(pathlib.Path(self.data_dir, "emulator", "ready.json").read_text(
            encoding="utf-8"))["sample"]
        window.open_page("Apps", "ctrl+2")
        window.says("Contoso Shop")
        window.key("ctrl+n")
        window.fill("Name", APP)
        window.choose_file("Choose… Signing key", sample["apnsKey"])
        window.wait_for(lambda: window.text(window.find("text", "Key ID")) == sample["keyId"],
                        "the key ID from the file's name")
        window.fill("Team ID", "WRONG")
        window.says("A team ID has 10")
        self.picture("apps-editor-finding")
        window.fill("Team ID", sample["teamId"])
        window.fill("Bundle ID", sample["bundleId"])
        window.choose_file("Choose… Service account", sample["serviceAccount"])
        window.says(sample["projectId"])
        save = window.find("push button", "_Save Save")
        window.await_node(lambda: save.get_state_set().contains(driver.Atspi.StateType.SENSITIVE),
                          "the app to be complete")
        window.key("ctrl+s")
        window.press("New Token")
        self.name_token("Backend")
        self.picture("apps-editor")

    def name_token(self, name):
        window = self.window
        scope, window.scope = window.scope, None
        # The dialog is a window of its own; its field has the focus.
        window.find("dialog", None)
        window.key("ctrl+a")
        window.type(name)
        window.key("Return")
        window.scope = scope
        window.says(name)

    def find_person(self):
        window = self.window
        window.open_page("People", "ctrl+3")
        window.fill("E-mail addresses of the people to find", "andrew@contosoltd.com", role="entry")
        window.key("Return")
        window.click(window.find("list item", "Andrew Dixon"))
        window.find("push button", "Register a device")
        self.picture("people-person")

    def register(self, platform, token, n_devices):
        window = self.window
        window.press("Register a device")
        window.choose("App", APP)
        window.choose("Platform", platform)
        field = window.find("text", "Device token")
        window.click(field)
        window.key("ctrl+a")
        window.type(token[:63] if platform == "iOS" else "x")
        if platform == "iOS":
            window.says("63")
            self.picture("people-register-finding")
        window.key("ctrl+a")
        window.type(token)
        window.press("_Register Register")
        window.says(re.compile(f"^{n_devices} devices? get"))
        self.picture("people-registered-" + platform)
        window.press("Close the panel")

    def compose(self, title, message):
        window = self.window
        window.open_page("Push", "ctrl+5")
        window.key("ctrl+n")
        window.wait_for(lambda: window.all("text", "Subtitle"), "the composer")
        window.choose("App", APP)
        before = window.find("label", re.compile("^APNs .* B$")).get_name()
        window.fill("Title", title)
        window.fill("Subtitle", "Only today")
        window.fill("Message", message)
        window.wait_for(lambda: window.find("label", re.compile("^APNs .* B$")).get_name() != before,
                        "the payload meter to move")
        window.wait_for(
            lambda: any(title in (node.get_name() or "") for node in window.walk(window.scope)
                        if node.get_role_name() in ("image", "panel", "drawing area", "label")),
            "the previews to show the title")
        self.picture("push-composer")

    def send(self, expected):
        window = self.window
        window.press("_Send Test… Send Test…")
        window.fill(re.compile("[Ee]-mail"), "andrew@contosoltd.com", role=None)
        window.key("Return")
        window.says("Andrew")
        self.picture("push-recipients")
        window.press("_Send Send")
        for text in expected:
            window.says(text)
        self.picture("push-results")

    def look_at_phones(self, title):
        window = self.window
        window.open_page("Emulator", "ctrl+7")
        cards = window.wait_for(
            lambda: (lambda found: found if len(found) >= 2 else None)(
                window.all("push button", title)),
            "both phones to show the notification")
        self.picture("emulator-phones")
        return cards

    def tap(self, cards, phone):
        window = self.window
        window.click(cards[0])
        window.wait_for(
            lambda: any(entry["openedAt"] for entry in
                        self.control("emulator", "phone", "notifications", phone["id"])),
            "the opened event to be stored")
        self.picture("emulator-tapped")

    def clean_up(self, platform):
        window = self.window
        window.open_page("People", "ctrl+3")
        window.press(re.compile(f"^Actions for {platform}"))
        scope, window.scope = window.scope, None
        window.find("menu item", re.compile("Clean"))
        # The mnemonic of “Clean Up…”.
        window.key("c")
        window.find("dialog", re.compile("Clean"))
        window.find("push button", "Clean _Up")
        self.picture("people-clean-up", of_screen=True)
        window.key("alt+u")
        window.scope = scope
        window.says(re.compile("^1 device gets"))

    def notify_in_app(self):
        window = self.window
        window.open_page("In-App", "ctrl+6")
        window.key("ctrl+n")
        window.fill("Find users by name or e-mail", "admin@contosoltd.com", role="entry")
        window.says("Alex Admin")
        window.key("Return")
        window.find("push button", "Remove Alex Admin")
        window.fill("Title", "Case assigned")
        window.fill("Body", "A case was assigned to you")
        window.press("Add an action")
        window.fill("Label", "Open cases")
        window.fill("URL", "?pagetype=entitylist&etn=incident")
        self.picture("inapp-composer")
        window.press("_Send Send")
        window.wait_for(lambda: [entry for entry in self.control("inapp", "list")
                                 if entry["title"] == "Case assigned"],
                        "the notification in the recipient's notification centre")
        self.picture("inapp-sent")

    def look_around(self):
        """A picture of every page in light and dark, wide and narrow."""
        if not self.options.pictures:
            return
        for style in ("light", "dark"):
            self.close()
            self.window = driver.Window(self.options.herald, self.data_dir,
                                        {"ADW_DEBUG_COLOR_SCHEME": f"prefer-{style}"})
            self.window.says("Spring sale", 60)
            for width in (1100, 360):
                self.window.resize(width, 760)
                for title, keys in PAGES:
                    self.window.open_page(title, keys)
                    self.window.settle(self.window.scope)
                    self.picture(f"{title.lower()}-{style}-{width}")

    def close(self):
        status = self.window.close()
        if status != 0:
            raise SystemExit(f"Herald ended with {status}")

    def run(self):
        self.window.says("next step", 60)
        self.picture("overview-first")
        self.set_up_app()
        phones = self.control("emulator", "phone", "list")
        iphone = next(phone for phone in phones if phone["platform"] == "ios")
        android = next(phone for phone in phones if phone["platform"] == "android")
        self.find_person()
        self.register("iOS", iphone["token"], 1)
        self.register("Android", android["token"], 2)
        self.compose(TITLE, MESSAGE)
        self.send(["iOS", "Android"])
        self.tap(self.look_at_phones(TITLE), iphone)
        self.clean_up("Android")
        self.compose(SECOND_TITLE, MESSAGE)
        self.send([re.compile("[Nn]ot registered any more")])
        self.notify_in_app()
        self.look_around()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--herald", required=True)
    parser.add_argument("--heraldctl", required=True)
    parser.add_argument("--pictures")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="herald-main-job-") as data_dir:
        job = Job(options, data_dir)
        try:
            job.run()
        except BaseException:
            job.window.log.flush()
            sys.stderr.write(open(job.window.log_path, encoding="utf-8").read()[-4000:])
            traceback.print_exc()
            try:
                job.picture("failed", of_screen=True)
            finally:
                job.window.kill()
            raise
        job.close()
    if options.pictures:
        print("Pictures:")
        for name in sorted(os.listdir(options.pictures)):
            print(" ", os.path.join(options.pictures, name))


main()
