#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Enters a secret of each kind into the window, uses it, has services and a proxy refuse it in words
that repeat it, copies what can be copied, and looks for the secrets wherever Herald writes or passes
something on: its folder, its log with all messages on, folders for passing files, what others may
read of its processes, what was copied. Its memory is searched, too, when the file of secrets is
locked, when one signs out, and when the environment is left or removed.
What the emulator keeps is left out: it stands for the services, which must know their secrets.
Usage: planted-secrets.py --herald HERALD --heraldctl HERALDCTL"""

import argparse
import base64
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import traceback
import urllib.parse

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parent),
                str(pathlib.Path(__file__).resolve().parent.parent / "support")]
import driver  # noqa: E402
import farewell  # noqa: E402
import planted  # noqa: E402
import quoting  # noqa: E402
import tunnel  # noqa: E402

PASSPHRASE = "correct horse battery staple 7519"
PROXY_USER = "ada"
PROXY_PASSWORD = "pr0xy/pass w0rd+3816"
FILE_PASSPHRASE = "amber lantern 6207"
APP = "Planted App"
ORG = "Planted Org"
QUOTING_ORG = "Quoting Org"
EMULATOR = "Emulator"
ANDREW = "andrew@contosoltd.com"
MASK = "\N{BULLET}" * 8
# GTK's file chooser has read them, too, and leaves the beginning of a file on a stack.
FROM_FILES = {"APNs key", "service account", "key of the certificate"}
# What an open environment has to keep while somebody works in it.
IN_USE = {"proxy password", "key of the certificate", "APNs key", "service account",
          "access token of the organization"}
WHOLE_TOKEN = re.compile(planted.TOKEN.pattern + rb"\.([A-Za-z0-9_-]+)\.[A-Za-z0-9_-]+")
# What is not in use once it was typed, whatever Herald does with what it frees.
WIPED = {"passphrase", "passphrase of the certificate"}


def audience(token):
    """For whom a signed token is."""
    try:
        claims = token.split(b".")[1]
        return str(json.loads(base64.urlsafe_b64decode(claims + b"=" * (-len(claims) % 4)))["aud"])
    except (ValueError, KeyError):
        return ""


class Person:
    """What somebody has in folders of their own: files with keys, and where the services are."""

    def __init__(self, heraldctl, folder):
        self.folder = folder / "person"
        self.folder.mkdir()
        self.emulator = subprocess.Popen(
            [heraldctl, "emulator", "run", "--dir", str(folder / "organisation" / "emulator")],
            stdout=subprocess.PIPE)
        self.ready = json.loads(self.emulator.stdout.readline())
        phones = json.loads(subprocess.run(
            [heraldctl, "--data-dir", str(folder / "organisation"), "--json", "emulator", "phone",
             "list"], stdout=subprocess.PIPE, check=True).stdout)
        self.phone = next(phone["token"] for phone in phones if phone["platform"] == "ios")
        certificate, self.key = quoting.make_certificate(self.folder)
        self.quoting = quoting.Server(certificate, self.key)
        self.farewell = farewell.Server(certificate, self.key)
        # Where phones are registered.
        self.switch = quoting.Switch(self.port("https"))
        self.tunnel = tunnel.Tunnel(self.port("https"), self.port("h2"),
                                    f"{PROXY_USER}:{PROXY_PASSWORD}")
        self.places = dict(self.tunnel.places)
        self.ca = self.write("ca.pem", pathlib.Path(self.ready["ca"]).read_text(encoding="ascii") +
                             certificate.read_text(encoding="ascii"))
        self.p12 = str(self.folder / "ada.p12")
        subprocess.run(
            ["openssl", "pkcs12", "-export", "-in", certificate, "-inkey", self.key, "-out",
             self.p12, "-passout", "file:" + self.write("p12-passphrase", FILE_PASSPHRASE)],
            check=True)
        # The file chooser looks into the files beside the chosen one: not into the emulator's.
        self.app = dict(self.ready["sample"])
        for name in ("apnsKey", "serviceAccount"):
            self.app[name] = shutil.copy(self.app[name], self.folder)

    def write(self, name, text):
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    def port(self, name):
        return int(self.ready[name].rsplit(":", 1)[1])

    def secrets(self):
        account = json.loads(pathlib.Path(self.app["serviceAccount"]).read_text(encoding="utf-8"))
        return {
            "passphrase": [PASSPHRASE.encode()],
            "proxy password": [PROXY_PASSWORD.encode()],
            "passphrase of the certificate": [FILE_PASSPHRASE.encode()],
            "key of the certificate": planted.key_of(self.key.read_text(encoding="ascii")),
            "client secret": [self.ready["clientSecret"].encode()],
            "APNs key": planted.key_of(
                pathlib.Path(self.app["apnsKey"]).read_text(encoding="ascii")),
            "service account": planted.key_of(account["private_key"]),
        }

    def stop(self):
        self.emulator.terminate()
        return self.emulator.wait(driver.TIMEOUT_SECONDS)


class Job:
    def __init__(self, options, folder):
        self.options = options
        self.folder = folder
        self.data = folder / "data"
        self.data.mkdir()
        self.seen = []  # (where, bytes)
        self.person = Person(options.heraldctl, folder)
        self.secrets = self.person.secrets()
        self.window = driver.Window(options.herald, str(self.data), {
            "G_MESSAGES_DEBUG": "all", "SECRET_FILE_TEST_PATH": "/dev/null/nowhere"})

    # -- the steps -----------------------------------------------------------------------------

    def open_preferences(self, tab):
        window = self.window
        window.key("ctrl+comma")
        with window.dialog("Preferences"):
            # A wide window has the tabs at the top, too.
            window.click(window.wait_for(lambda: window.all("page tab", tab), f"the tab {tab}")[-1])

    def make_vault(self):
        window = self.window
        self.open_preferences("Secrets")
        with window.dialog("Preferences"):
            window.press("Make a Passphrase", role="list item")
        with window.dialog("Protect Secrets"):
            for field in ("New passphrase", "The same again"):
                window.fill(field, PASSPHRASE, role=None)
            assert self.remembers("passphrase"), "the memory of the window cannot be searched"
            window.press("_Make File")
        with window.dialog("Preferences"):
            window.says("In a file that a passphrase protects")
        self.close_preferences()

    def close_preferences(self):
        window = self.window
        with window.dialog("Preferences"):
            window.key("Escape")
        window.wait_for(lambda: window._find_window("Preferences") is None, "Preferences to close")

    def editor(self):
        """What is around the form, for hidden pages have fields of the same names."""
        window = self.window
        node = window.find("push button", "_Save Save")
        while not window.all("text", "Name", inside=node):
            node = node.get_parent()
        return node

    def add_environment(self, name, url, registration):
        window = self.window
        person = self.person
        self.open_preferences("Environments")
        with window.dialog("Preferences"):
            window.press("Add Environment Add")
            window.press("Type the address", role="list item")
            window.scope = self.editor()
            window.fill("Name", name)
            window.choose("Kind", "Test")
            window.fill("Address, such as", url)
            window.fill("Public endpoint of device registration", registration)
            window.choose("Who signs in", "Application with a client secret")
            window.fill("Application (client) ID", person.ready["confidentialClientId"])
            window.fill("Client secret", person.ready["clientSecret"], role=None)
            window.fill("Tenant: ID or domain", person.ready["tenantId"])
            window.fill("Sign-in address", url)
            window.choose("Proxy", "Another one")
            window.fill("Proxy address", person.tunnel.url)
            window.fill("User name there", PROXY_USER)
            window.fill("Password for the proxy", PROXY_PASSWORD, role=None)
            window.fill("Certificate authority file", person.ca)
            window.choose_file("Choose… Client certificate", person.p12)
            window.fill("Passphrase of the file", FILE_PASSPHRASE, role=None)
            window.key("Return")
            window.says("CN=Quoting")
            window.press("_Save Save")
            window.scope = window.frame
            window.find("list item", name)
        self.close_preferences()

    def open_environment(self, name):
        window = self.window
        # No entry there takes the focus back.
        window.open_page("Overview", "ctrl+1")
        window.scope = None
        window.key("ctrl+e")
        environments = window.find("list", "Environments")
        window.find("list item", name, environments)
        names = [node.get_name() for node in window.all("list item", None, environments)]
        window.key("Home", *["Down"] * names.index(name), "Return")
        window.wait_for(lambda: f"– {name} –" in window.frame.get_name(), f"“{name}” to open")

    def test_connection(self, verdict):
        window = self.window
        self.act("win.test-connection")
        with window.dialog("Connection Test"):
            window.says(verdict)
            window.press("Copy the Result")
            window.says("Result copied")
            window.press("Close")
        self.paste("the result of the connection test", "Connection|Sign|ms")

    def act(self, name):
        actions = self.window.frame.get_action_iface()
        number = next(i for i in range(actions.get_n_actions()) if actions.get_action_name(i) == name)
        actions.do_action(number)

    def read_clipboard(self):
        """By pasting it where it does no harm."""
        window = self.window
        scope, window.scope = window.scope, None
        window.key("ctrl+k")
        field = window.find(None, "Find page or action")
        window.key("ctrl+v")
        # A letter behind it tells that all is there.
        window.key("End", "x")
        texts = [node for node in window.walk(field) if node.get_text_iface() is not None]
        text = window.wait_for(lambda: next((window.text(node) for node in texts
                                             if window.text(node).endswith("x")), None),
                               "the clipboard")[:-1]
        window.key("Escape")
        window.scope = scope
        return text

    def paste(self, what, expected):
        text = self.read_clipboard()
        assert re.search(expected, text), f"{what}: {text!r}"
        self.seen.append((what, text.encode()))

    def set_up_app(self):
        window = self.window
        sample = self.person.app
        window.open_page("Apps", "ctrl+2")
        window.says("Contoso Shop")
        window.key("ctrl+n")
        window.fill("Name", APP)
        window.choose_file("Choose… Signing key", sample["apnsKey"])
        window.wait_for(lambda: window.text(window.find("text", "Key ID")) == sample["keyId"],
                        "the key ID from the file's name")
        window.fill("Team ID", sample["teamId"])
        window.fill("Bundle ID", sample["bundleId"])
        window.choose_file("Choose… Service account", sample["serviceAccount"])
        window.says(sample["projectId"])
        window.press("_Save Save")
        window.press("New Token")
        scope, window.scope = window.scope, None
        window.find("dialog", None)
        window.key("ctrl+a")
        window.type("Backend")
        window.key("Return")
        window.scope = scope
        window.says("Backend")

    def copy_token(self):
        """The one secret that the window gives out, when it is asked to."""
        window = self.window
        window.press(re.compile("^Copy token"))
        window.scope = None
        window.says("it leaves the clipboard")
        token = self.read_clipboard()
        assert len(token) > 40, token
        self.secrets["access token of the app"] = [token.encode()]

    def check_credentials(self, *says):
        window = self.window
        window.press("_Check Credentials Check Credentials")
        for text in says:
            window.says(text)

    # -- the search ----------------------------------------------------------------------------

    def remembers(self, *names):
        """Which of the secrets stand in the memory of the window."""
        found = set()
        for where, content in planted.memory(self.window.process.pid):
            found.update(name for name in names
                         if any(part in content for part in self.secrets[name])
                         and not (where == planted.STACK and name in FROM_FILES))
        return sorted(found)

    def collect(self):
        yield from self.seen
        places = {self.data: [self.data / "emulator"], pathlib.Path(os.environ["HOME"]): [],
                  pathlib.Path(tempfile.gettempdir()): [self.folder]}
        for place, without in places.items():
            for path in sorted(place.rglob("*")):
                if path.is_file() and not any(other in path.parents for other in without):
                    yield str(path), path.read_bytes()

    def use(self):
        """With services that take them."""
        self.add_environment(ORG, self.person.ready["https"], self.person.switch.url)
        self.open_environment(ORG)
        self.test_connection(re.compile("Everything works|not all of it"))
        self.set_up_app()
        self.copy_token()
        self.window.open_page("Apps", "ctrl+2")
        self.check_credentials("Apple accepts the key", "Google accepts the service account")
        assert self.person.tunnel.n_tunnels > 0, "the proxy was not asked"

    def look(self, what, expected=MASK):
        """All texts of all windows; a page that is not in front keeps its own."""
        window = self.window
        texts = []
        for node in window.walk(window.application):
            try:
                texts += [node.get_name() or "", node.get_description() or "", window.text(node)]
            except driver.GLib.Error:
                # It went meanwhile.
                continue
        text = "\n".join(texts)
        assert re.search(expected, text), f"{what} is not on the window: {text[-2000:]}"
        self.seen.append((what + " on the window", text.encode()))

    def check_badly(self):
        """The push services, one of which says it in its answer and then in its farewell only."""
        person = self.person
        person.tunnel.lead({})
        self.check_credentials("does not allow connections")
        places = dict.fromkeys(person.places, person.quoting.port)
        places.update({(host, 443): person.farewell.port for host in tunnel.APNS_HOSTS})
        person.tunnel.lead(places)
        self.check_credentials("I heard", "invalid_client")
        self.look("what the push services refuse")
        person.farewell.says_farewell = True
        self.check_credentials("closed the connection")
        self.look("the farewell of APNs")
        held = self.remembers(*self.secrets)
        assert {"APNs key", "service account"} <= set(held), f"the memory is not searched: {held}"
        person.farewell.says_farewell = False

    def find_andrew(self):
        window = self.window
        window.open_page("People", "ctrl+3")
        window.fill("E-mail addresses of the people to find", ANDREW, role="entry")
        window.key("Return")
        window.click(window.find("list item", "Andrew Dixon"))

    def register_badly(self):
        """A phone, and then once more where that is done."""
        window = self.window
        self.find_andrew()
        self.person.switch.point_to(self.person.quoting.port)
        window.press("Register a device")
        window.choose("App", APP)
        window.choose("Platform", "iOS")
        window.fill("Device token", self.person.phone)
        window.press("_Register Register")
        window.says("Refused")
        self.look("what registration refuses")
        self.person.switch.point_to(self.person.port("https"))
        window.press("_Register Register")
        window.says(re.compile("^1 device gets"))
        window.press("Close the panel")

    def send_badly(self):
        """Its exchange is read back from the history, and copied."""
        window = self.window
        window.open_page("Push", "ctrl+5")
        window.key("ctrl+n")
        window.wait_for(lambda: window.all("text", "Subtitle"), "the composer")
        window.choose("App", APP)
        window.fill("Title", "Planted")
        window.fill("Message", "Nobody gets it")
        window.press("_Send Test… Send Test…")
        window.fill(re.compile("[Ee]-mail"), ANDREW, role=None)
        window.key("Return")
        window.says("Andrew")
        window.press("_Send Send")
        for button, toast, expected in (
                ("Copy as curl", "secrets as variables", r"^curl [^$]*\$[A-Z_]+"),
                ("Copy Request and Answer", "secrets masked", f"I heard authorization: bearer {MASK}")):
            window.click(window.says("I heard"))
            with window.dialog("Request and Answer"):
                self.look("the exchange", f"I heard authorization: bearer {MASK}")
                window.press(button)
                window.passes(toast)
                window.press("Close")
            window.wait_for(lambda: window._find_window("Request and Answer") is None,
                            "the exchange to close")
            self.paste(button, expected)

    def sign_in_badly(self):
        """Where the sign-in service refuses in words that repeat the secret, and then Dataverse."""
        person = self.person
        person.quoting.tenant = person.ready["tenantId"]
        self.add_environment(QUOTING_ORG, person.quoting.url, person.quoting.url)
        self.open_environment(QUOTING_ORG)
        self.window.says("Refused")
        self.look("what the sign-in service refuses")
        person.quoting.token = "planted-token-" + person.ready["tenantId"][::-1]
        self.secrets["access token of Dataverse"] = [person.quoting.token.encode()]
        self.test_connection("Something does not work")
        self.look("what Dataverse refuses")
        heard = "\n".join(person.quoting.heard)
        assert person.ready["clientSecret"] in urllib.parse.unquote(heard), heard
        assert "Bearer " + person.quoting.token in heard, heard

    def be_refused(self):
        """With a proxy and services that repeat them."""
        person = self.person
        self.check_badly()
        heard = "\n".join(person.quoting.heard + person.farewell.heard)
        tokens = set(re.findall(r"(?i)bearer (\S+)", heard))
        assert any(token.startswith("eyJ") for token in tokens), heard
        self.secrets["access token of a push service"] = [token.encode() for token in tokens]
        self.register_badly()
        self.send_badly()
        self.sign_in_badly()
        person.tunnel.lead(person.places)

    def forgets(self, when):
        """That none of the secrets stands in the memory any more."""
        if not self.options.wipes:
            left = WIPED & set(self.remembers(*self.secrets))
            assert not left, left
            return
        # Connections that are being ended hold theirs a moment longer.
        left = []

        def is_clean():
            left[:] = self.remembers(*self.secrets)
            return not left
        try:
            self.window.wait_for(is_clean, "the secrets to leave the memory")
        finally:
            print(f"in memory after {when}:", ", ".join(left) or "nothing")

    def learn_token(self):
        """What Dataverse is asked with goes through a tunnel, but it stands in the memory."""
        found = set()
        for _where, content in planted.memory(self.window.process.pid):
            found.update(token.group() for token in WHOLE_TOKEN.finditer(content)
                         if self.person.ready["https"] in audience(token.group()))
        assert found, "no access token is in memory"
        self.secrets.setdefault("access token of the organization", []).extend(found)

    def work(self):
        """With an app, so that there is something to be let go of."""
        window = self.window
        window.open_page("Apps", "ctrl+2")
        window.click(window.find("list item", APP))
        self.check_credentials("Apple accepts the key", "Google accepts the service account")
        self.learn_token()
        held = self.remembers(*self.secrets)
        assert IN_USE <= set(held), f"the memory is not searched: {held}"

    def lock(self):
        """While an environment is open and in use; then it opens again with the passphrase."""
        window = self.window
        self.open_environment(ORG)
        self.work()
        self.open_preferences("Secrets")
        with window.dialog("Preferences"):
            window.press("Lock the File Now", role="list item")
            window.says("What the locked file holds is not listed")
        self.close_preferences()
        self.forgets("locking")
        window.scope = None
        window.says("Secrets Are Locked")
        window.press("_Unlock… Unlock…")
        with window.dialog("Unlock Secrets"):
            window.fill("Passphrase", PASSPHRASE, role=None)
            window.key("Return")
        window.gone("push button", "_Unlock… Unlock…")

    def answer(self, question, key):
        window = self.window
        window.find("dialog", question, window.application)
        window.key(key)

    def sign_out(self):
        """Of the environment that is open; then its client secret is entered again."""
        window = self.window
        self.open_environment(ORG)
        self.work()
        self.act("win.sign-out")
        self.answer("Sign Out", "alt+s")
        self.forgets("signing out")
        window.scope = None
        window.says("No client secret is known")
        self.act("win.edit-environment")
        with window.dialog("Preferences"):
            window.scope = self.editor()
            window.fill("Client secret", self.person.ready["clientSecret"], role=None)
            window.press("_Save Save")
            window.scope = window.frame
            window.find("list item", ORG)
        self.close_preferences()

    def remove(self):
        """The environment that is open."""
        window = self.window
        self.open_environment(ORG)
        self.work()
        # With it goes what was recorded of it.
        self.seen[:] = list(self.collect())
        self.open_preferences("Environments")
        with window.dialog("Preferences"):
            window.press(f"Remove “{ORG}”")
            self.answer("Remove", "alt+r")
            window.gone("list item", ORG)
        self.close_preferences()
        self.forgets("removing the environment")

    def leave(self):
        """When no environment is open that has secrets, none is in memory."""
        self.work()
        self.open_environment(EMULATOR)
        self.window.says("next step", 60)
        self.forgets("leaving")

    def run(self):
        self.window.says("next step", 60)
        self.make_vault()
        self.use()
        self.be_refused()
        self.lock()
        self.leave()
        self.sign_out()
        self.remove()

    def check(self):
        assert self.window.close() == 0
        places = list(self.collect())
        databases = [content for where, content in places if ".db" in where]
        assert any(APP.encode() in content for content in databases), "the app is not found"
        assert any(where.endswith("herald.log") and b"DEBUG" in content
                   for where, content in places), "nothing was logged"
        planted.check_search(self.secrets)
        planted.check(places, self.secrets)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--herald", required=True)
    parser.add_argument("--heraldctl", required=True)
    parser.add_argument("--wipes", action="store_true",
                        help="Herald overwrites what it frees, so that nothing is to be found")
    parser.add_argument("--picture", help="where to keep a picture of a failure")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="herald-planted-") as folder:
        job = Job(options, pathlib.Path(folder))
        try:
            with planted.Watcher(job.window.process.pid, "Herald", job.seen):
                job.run()
            job.check()
        except BaseException:
            traceback.print_exc()
            if options.picture:
                job.window.picture(options.picture, of_screen=True)
            job.window.kill()
            raise
        finally:
            ended = job.person.stop()
    sys.exit(ended)


if __name__ == "__main__":
    main()
