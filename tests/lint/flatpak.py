#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be said of the Flatpak manifest without a network: flatpak-builder reads it; each source
is pinned by its content; each dependency comes from the runtime or has a module that is new enough;
it starts what Meson installs. Usage: flatpak.py SOURCE-ROOT APPLICATION-ID FLATPAK-BUILDER"""

import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(sys.argv[1])
APPLICATION_ID = sys.argv[2]
MANIFEST = ROOT / "flatpak" / f"{APPLICATION_ID}.yaml"

# pkg-config names that org.gnome.Platform brings; every other one needs a module.
IN_RUNTIME = {"glib-2.0", "gio-2.0", "gio-unix-2.0", "json-glib-1.0", "gnutls", "libnghttp2",
              "sqlite3", "libsoup-3.0", "libsecret-1", "gtk4", "libadwaita-1", "gtksourceview-5"}
SHA256 = re.compile(r"[0-9a-f]{64}")
COMMIT = re.compile(r"[0-9a-f]{40}")

problems = []


def numbers(text):
    return tuple(int(part) for part in text.split("."))


def check_source(module, source):
    name, kind = module["name"], source.get("type")
    if kind == "dir":
        if (MANIFEST.parent / source["path"]).resolve() != ROOT.resolve():
            problems.append(f"{name}: its folder is not this checkout")
        return
    if not source.get("url", "").startswith("https://"):
        problems.append(f"{name}: its source is not fetched by https")
    if kind == "archive" and not SHA256.fullmatch(source.get("sha256", "")):
        problems.append(f"{name}: its archive has no sha256")
    elif kind == "git" and not COMMIT.fullmatch(source.get("commit", "")):
        problems.append(f"{name}: its repository has no commit; a tag can be moved")
    elif kind not in ("archive", "git"):
        problems.append(f"{name}: {kind} is no kind of source that is pinned")


def find_version(module):
    """The version in the address of its archive."""
    for source in module["sources"]:
        match = re.search(r"-(\d+(?:\.\d+)+)\.tar", source.get("url", ""))
        if match is not None:
            return numbers(match[1])
    return ()


def check_dependencies(modules):
    text = (ROOT / "meson.build").read_text(encoding="utf-8")
    named = re.findall(r"dependency\('([^']+)'(?:, version: '>= ([\d.]+)')?", text)
    if not named:
        problems.append("meson.build names no dependency")
    for name, least in named:
        module = modules.get(name)
        if module is None and name not in IN_RUNTIME:
            problems.append(f"{name}: neither the runtime nor a module brings it")
        elif module is not None and least and find_version(module) < numbers(least):
            problems.append(f"{name}: older than {least}")


def main():
    shown = subprocess.run([sys.argv[3], "--show-manifest", str(MANIFEST)], check=True,
                           stdout=subprocess.PIPE)
    manifest = json.loads(shown.stdout)
    modules = {module["name"]: module for module in manifest["modules"]}
    if manifest["id"] != APPLICATION_ID:
        problems.append(f"{manifest['id']} is not {APPLICATION_ID}")
    if len(modules) != len(manifest["modules"]):
        problems.append("two modules have one name")
    for module in manifest["modules"]:
        if not module.get("sources"):
            problems.append(f"{module['name']}: it has no source")
        for source in module.get("sources", []):
            check_source(module, source)
    check_dependencies(modules)
    installed = re.findall(r"executable\('([^']+)'",
                           (ROOT / "src/ui/meson.build").read_text(encoding="utf-8"))
    if manifest["command"] not in installed:
        problems.append(f"nothing installs {manifest['command']}")


main()
for problem in problems:
    print(f"{MANIFEST.name}: {problem}")
sys.exit(1 if problems else 0)
