#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs heraldctl against a service that other people wrote.

Usage: services.py HERALDCTL FOLDER SCRIPT. FOLDER is a place in the build folder for what npm installs;
SCRIPT is a .mjs beside this file, which starts the service and heraldctl, and fails by its exit
status."""

import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "support"))
from npm_packages import install  # noqa: E402 pylint: disable=wrong-import-position

SCRIPT_SECONDS = 300


def make_certificate(home):
    """An authority that is its own server: `localhost` by https, trusted by nobody else."""
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
                    "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
                    "-keyout", str(home / "server.key"), "-out", str(home / "server.pem")],
                   check=True, stderr=subprocess.DEVNULL)


def main():
    heraldctl, folder = (pathlib.Path(word).resolve() for word in sys.argv[1:3])
    script = sys.argv[3]
    install(HERE, folder)
    with tempfile.TemporaryDirectory(prefix="herald-service-") as temporary:
        home = pathlib.Path(temporary)
        make_certificate(home)
        environment = dict(os.environ, HERALDCTL=str(heraldctl), HERALD_HOME=str(home),
                           NODE_EXTRA_CA_CERTS=str(home / "server.pem"))
        # A preloaded sanitizer is meant for heraldctl alone.
        preload = environment.pop("LD_PRELOAD", None)
        if preload is not None:
            environment["HERALD_PRELOAD"] = preload
        sys.exit(subprocess.run(["node", str(folder / script)], cwd=home, env=environment,
                                timeout=SCRIPT_SECONDS, check=False).returncode)


main()
