#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A person signs in to the emulator in a real browser, which heraldctl and the window open as the
desktop's. Usage: sign-in.py HERALDCTL [HERALD]; with HERALD the window does it, on a display."""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "ui"))
from desk import Desk, ENVIRONMENT  # noqa: E402
from firefox import require_programs, wait_for  # noqa: E402

ADMINISTRATOR = "admin@contosoltd.com"
LOOPBACK = re.compile(r"^http://localhost:(\d+)/?$")


class Emulator:
    """One `heraldctl emulator run`."""

    def __init__(self, heraldctl, folder):
        self.process = subprocess.Popen(
            [heraldctl, "emulator", "run", "--dir", str(folder), "--in-memory"],
            stdout=subprocess.PIPE)
        self.ready = json.loads(self.process.stdout.readline())

    def stop(self):
        self.process.terminate()
        self.process.wait(60)
        self.process.stdout.close()


def read_loopback(browser):
    """Where the address that was opened leads back to."""
    query = urllib.parse.parse_qs(urllib.parse.urlsplit(browser.addresses()[0][1]).query)
    back = query["redirect_uri"][0]
    assert LOOPBACK.match(back), back
    return back


def fetch(url):
    """The status of a page that another program asks for; None when nobody listens."""
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code
    except urllib.error.URLError:
        return None


def choose_person(browser, who):
    browser.click(f"//button[small[text()='{who}']]")


def sign_in(desk):
    """The listener takes one answer, that of this sign-in, and is gone afterwards."""
    login = desk.log_in()
    browser = desk.browser.attach()
    wait_for(lambda: any("Pick an account" in text for text in browser.texts("h1")) or
             browser.texts("button small"), "the sign-in page")
    back = read_loopback(browser)
    assert fetch(f"{back}/?code=stolen&state=guessed") == 400
    assert fetch(f"{back}/favicon.ico") == 404
    assert login.poll() is None
    choose_person(browser, ADMINISTRATOR)
    browser.wait_for_heading("You are signed in")
    assert "Herald goes on by itself. You can close this page." in browser.texts("p")
    assert browser.script("return document.title") == "You are signed in"
    # Nothing of the answer stays where somebody may read it off.
    assert browser.script("return document.referrer") == ""
    answer = desk.end(login, 0)
    assert answer["user"] == ADMINISTRATOR, answer
    wait_for(lambda: fetch(back) is None, "the listener to be gone")
    assert desk.run("--env", ENVIRONMENT, "person", "find", "nobody@example.com") is not None
    assert len(browser.addresses()) == 1


def decline(desk):
    login = desk.log_in()
    browser = desk.browser.attach()
    browser.click("//button[@name='cancel']")
    browser.wait_for_heading("The sign-in did not work")
    said = " ".join(browser.texts("p"))
    assert said.startswith("The sign-in was declined. Sign in again and accept it"), said
    # The service's own words stand below ours, with what its people ask for.
    detail = " ".join(browser.texts("pre"))
    assert "AADSTS" in detail and "Correlation ID: " in detail and "Time: " in detail, detail
    error = desk.end(login, 3)["error"]
    assert error["message"].startswith("The sign-in was declined"), error
    assert any(line.startswith("Correlation ID: ") for line in error["details"]), error
    desk.run("--env", ENVIRONMENT, "person", "find", "nobody@example.com", status=3)


def wait_in_vain(desk):
    """Whoever decides too late signs nobody in."""
    login = desk.log_in("--timeout", "1")
    answer = desk.end(login, 3)
    assert "within the time" in answer["error"]["message"], answer
    browser = desk.browser.attach()
    try:
        choose_person(browser, ADMINISTRATOR)
    except Exception as error:  # pylint: disable=broad-except
        # Marionette tells of a page that cannot be loaded.
        assert "about:neterror" in str(error) or "connectionFailure" in str(error), error
    wait_for(lambda: fetch(read_loopback(browser)) is None, "the listener to be gone")
    assert "You are signed in" not in browser.texts("h1")
    desk.run("--env", ENVIRONMENT, "person", "find", "nobody@example.com", status=3)


def sign_in_with_window(herald, desk):
    import driver  # pylint: disable=import-outside-toplevel

    try:
        window = driver.Window(herald, str(desk.data_dir), desk.browser.environment())
    except SystemExit:
        sys.stderr.write(desk.data_dir.joinpath("herald.log").read_text(encoding="utf-8")[-4000:])
        raise
    try:
        window.says("nothing leaves this computer", 60)
        window.key("ctrl+e")
        window.click(window.says(re.compile(f"^{ENVIRONMENT}$")))
        window.press("_Sign In… Sign In…")
        # The dialog is a window of its own: by its mnemonic.
        window.says(re.compile("^Open the .?browser$"))
        window.key("alt+b")
        window.says("Waiting for the Browser")
        browser = desk.browser.attach()
        choose_person(browser, ADMINISTRATOR)
        browser.wait_for_heading("You are signed in")
        window.says(f"Test – {ENVIRONMENT}")
        window.gone("heading", "Waiting for the Browser")
    except BaseException:
        if os.environ.get("HERALD_TEST_PICTURE"):
            window.picture(os.environ["HERALD_TEST_PICTURE"], True)
        window.log.flush()
        sys.stderr.write(open(window.log_path, encoding="utf-8").read()[-4000:])
        window.kill()
        raise
    assert window.close() == 0
    assert desk.run("--env", ENVIRONMENT, "auth", "status", "--check")["user"] == ADMINISTRATOR


def main():
    require_programs()
    heraldctl = str(pathlib.Path(sys.argv[1]).resolve())
    scenes = {"sign in": sign_in, "decline": decline, "wait in vain": wait_in_vain}
    if len(sys.argv) > 2:
        herald = str(pathlib.Path(sys.argv[2]).resolve())
        scenes = {"window": lambda desk: sign_in_with_window(herald, desk)}
    with tempfile.TemporaryDirectory(prefix="herald-browser-", ignore_cleanup_errors=True) as home:
        emulator = Emulator(heraldctl, pathlib.Path(home, "emulator"))
        try:
            for number, (name, play) in enumerate(scenes.items()):
                print(name, flush=True)
                desk = Desk(heraldctl, pathlib.Path(home, str(number)), emulator.ready["ca"])
                try:
                    desk.add_environment(emulator.ready["https"], emulator.ready["clientId"])
                    play(desk)
                finally:
                    desk.browser.quit()
        finally:
            emulator.stop()


main()
