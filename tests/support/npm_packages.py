# SPDX-License-Identifier: GPL-3.0-or-later
"""Installs what a folder's package-lock.json pins, once, into a folder of the build."""

import fcntl
import shutil
import subprocess
import sys


def install(source, folder):
    """Packages and scripts of `source`; several tests may ask at the same time."""
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        wanted = (source / "package-lock.json").read_bytes()
        stamp = folder / "installed"
        if not stamp.exists() or stamp.read_bytes() != wanted:
            for name in ("package.json", "package-lock.json"):
                shutil.copy(source / name, folder / name)
            subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder,
                           check=True, stdout=sys.stderr)
            stamp.write_bytes(wanted)
        # Modules are looked up from where a script lies.
        for script in source.glob("*.mjs"):
            copy = folder / script.name
            if not copy.exists() or copy.read_bytes() != script.read_bytes():
                shutil.copy(script, copy)
