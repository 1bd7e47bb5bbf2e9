#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a program of other people's client libraries against a fresh emulator.

Usage: peers.py HERALDCTL FOLDER SCRIPT. FOLDER is a place in the build folder for what npm installs;
SCRIPT is a file beside this one, in one of the languages of TOOLS. It finds the emulator's ready line
in the file that HERALD_READY names, and fails by its exit status."""

import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "support"))
from npm_packages import install  # noqa: E402 pylint: disable=wrong-import-position

START_SECONDS = 60
# The one that Debian's packages belong to; another may be first on the path.
SYSTEM_PYTHON = "/usr/bin/python3"
SCRIPT_SECONDS = 300
SKIPPED = 77
JARS = pathlib.Path("/usr/share/java")
# The library of google-api-client.java, and what it needs.
JAR_NAMES = ("google-api-client", "google-http-client", "google-http-client-gson",
             "google-oauth-client", "grpc-context", "gson", "guava", "opencensus-api",
             "opencensus-contrib-http-util")
# What runs a script, and where Debian puts one of the libraries that it uses.
TOOLS = {
    ".go": ("go", "/usr/share/gocode/src/github.com/coreos/go-oidc"),
    ".java": ("java", JARS / "google-api-client.jar"),
    ".mjs": ("node", "/"),
    ".py": ("python3", "/"),
    ".rb": ("ruby", "/usr/lib/ruby/vendor_ruby/googleauth.rb"),
}


def skip_without_tools(script):
    tool, library = TOOLS[pathlib.Path(script).suffix]
    if shutil.which(tool) is None or not os.path.exists(library):
        print(f"{tool} is not installed, or lacks {library}.")
        sys.exit(SKIPPED)


def make_command(script, folder):
    path = str(HERE / script)
    if script.endswith(".mjs"):
        return ["node", str(folder / script)]
    if script.endswith(".go"):
        return ["go", "test", "-vet=off", "-count=1", path]
    if script.endswith(".java"):
        return ["java", "-cp", ":".join(f"{JARS / name}.jar" for name in JAR_NAMES), path]
    if script.endswith(".rb"):
        return ["ruby", "-W0", path]
    return [SYSTEM_PYTHON if os.path.exists(SYSTEM_PYTHON) else sys.executable, path]


def start_emulator(heraldctl, home, errors):
    environment = dict(os.environ, HOME=str(home), XDG_RUNTIME_DIR=str(home))
    process = subprocess.Popen([heraldctl, "emulator", "run", "--dir", str(home / "emulator")],
                               stdout=subprocess.PIPE, stderr=errors, env=environment)
    signal.alarm(START_SECONDS)
    line = process.stdout.readline()
    signal.alarm(0)
    if not line:
        process.kill()
        sys.exit("The emulator did not start.")
    return process, json.loads(line)


def run_script(script, folder, home, ready):
    ready_file = home / "ready.json"
    ready_file.touch(mode=0o600)
    ready_file.write_text(json.dumps(ready), encoding="utf-8")
    environment = dict(os.environ, HOME=str(home), HERALD_READY=str(ready_file),
                       NODE_EXTRA_CA_CERTS=ready["ca"], REQUESTS_CA_BUNDLE=ready["ca"],
                       SSL_CERT_FILE=ready["ca"], PYTHONPATH=str(HERE),
                       # Debian's libraries lie where Go looked before it had modules.
                       GO111MODULE="off", GOPATH="/usr/share/gocode", GOFLAGS="",
                       GOCACHE=str(folder / "go"))
    # A preloaded sanitizer is meant for the emulator alone.
    environment.pop("LD_PRELOAD", None)
    return subprocess.run(make_command(script, folder), cwd=home, env=environment,
                          timeout=SCRIPT_SECONDS, check=False).returncode


def main():
    heraldctl, folder, script = sys.argv[1], pathlib.Path(sys.argv[2]).resolve(), sys.argv[3]
    skip_without_tools(script)
    if script.endswith(".mjs"):
        install(HERE, folder)
    with tempfile.TemporaryDirectory(prefix="herald-peer-") as temporary:
        home = pathlib.Path(temporary)
        with open(home / "errors", "w+", encoding="utf-8") as errors:
            emulator, ready = start_emulator(heraldctl, home, errors)
            try:
                status = run_script(script, folder, home, ready)
            finally:
                emulator.send_signal(signal.SIGTERM)
                ended = emulator.wait(START_SECONDS)
            errors.seek(0)
            said = errors.read()
            sys.stderr.write(said)
            if ended != 0 or "CRITICAL" in said:
                sys.exit(f"The emulator ended with {ended} or with a complaint.")
            sys.exit(status)


main()
