# SPDX-License-Identifier: GPL-3.0-or-later
"""A desk with a browser: heraldctl with a home and a keyring of its own, and what it signs in to."""

import json
import os
import pathlib
import subprocess

from firefox import Firefox, PATIENCE_SECONDS

ENVIRONMENT = "Org"


class Desk:
    """One person's home. A new one for each sign-in, as its browser is started once."""

    def __init__(self, heraldctl, home, authority, trust="C,,"):
        self.heraldctl = heraldctl
        self.home = pathlib.Path(home)
        self.home.mkdir()
        self.authority = authority
        self.browser = Firefox(self.home, authority, trust)
        self.data_dir = self.home / "herald"
        self.data_dir.mkdir()

    def environment(self):
        return dict(os.environ, **self.browser.environment(), XDG_RUNTIME_DIR=str(self.home),
                    SECRET_BACKEND="file", SECRET_FILE_TEST_PATH=str(self.data_dir / "test.keyring"),
                    SECRET_FILE_TEST_PASSWORD="test", LC_ALL="C.UTF-8", LANGUAGE="C")

    def start(self, *words):
        """A command that is not waited for."""
        return subprocess.Popen([self.heraldctl, "--data-dir", str(self.data_dir), "--json", *words],
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                env=self.environment())

    @staticmethod
    def end(process, status):
        """Its answer, after its exit status was compared."""
        out, err = process.communicate(timeout=PATIENCE_SECONDS)
        assert "CRITICAL" not in err, err
        assert process.returncode == status, f"{process.returncode}: {out}{err}"
        return json.loads(out) if out else None

    def run(self, *words, status=0):
        return self.end(self.start(*words), status)

    def add_environment(self, url, client_id):
        self.run("env", "add", ENVIRONMENT, "--url", url, "--client-id", client_id, "--kind", "test",
                 "--ca-file", self.authority)

    def log_in(self, *options):
        return self.start("--env", ENVIRONMENT, "auth", "login", *options)
