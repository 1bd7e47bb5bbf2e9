#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""House rules that a machine can read. Usage: lint.py SOURCE-ROOT RULE; prints each breach with its
file and line and exits 1 when there is one."""

import json
import pathlib
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

ROOT = pathlib.Path(sys.argv[1]).resolve()

# Layer: (project layers it may include, beginnings of system headers it may include).
COMMON = ("glib", "gio/", "gobject/", "gmodule")
LAYERS = {
    "base": ((), ("json-glib/", "sqlite3.h")),
    "crypto": (("base",), ("gnutls/", "json-glib/", "sodium.h")),
    "h2": (("base",), ("nghttp2/",)),
    "model": (("base", "crypto"), ("json-glib/",)),
    "store": (("base", "model"), ("sqlite3.h",)),
    "net": (("base", "crypto", "h2", "model"), ("libsoup/", "json-glib/")),
    "emulator": (("base", "crypto", "h2"), ("libsoup/", "json-glib/", "microhttpd.h", "sqlite3.h")),
    "core": (("base", "crypto", "model", "store", "net"), ("libsecret/", "json-glib/")),
    "cli": (("base", "crypto", "h2", "model", "store", "net", "emulator", "core"), ("json-glib/",)),
    "ui": (
        ("base", "crypto", "h2", "model", "store", "net", "emulator", "core"),
        ("gtk/", "gdk/", "gdk-pixbuf/", "gsk/", "adwaita.h", "gtksourceview/", "pango/", "cairo",
         "graphene", "json-glib/", "qrencode.h"),
    ),
}
C_STANDARD = {
    "arpa/inet.h", "assert.h", "ctype.h", "dlfcn.h", "errno.h", "fcntl.h", "float.h", "inttypes.h", "limits.h",
    "locale.h", "malloc.h", "math.h", "netinet/in.h", "netinet/tcp.h", "poll.h", "signal.h", "stdarg.h",
    "stdbool.h", "stddef.h", "stdint.h", "stdio.h", "stdlib.h", "string.h", "strings.h", "sys/file.h", "sys/random.h",
    "sys/resource.h", "sys/socket.h", "sys/stat.h", "sys/types.h", "termios.h", "time.h", "unistd.h",
}
MAX_FILE_LINES = 1000
MAX_FUNCTION_LINES = 60
MAX_BRACE_DEPTH = 6  # the function's own, three levels, and a switch or a bare block inside

breaches = []


def breach(path, line, text):
    breaches.append(f"{path.relative_to(ROOT)}:{line}: {text}")


def sources(*folders, endings=(".c", ".h")):
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in endings and path.is_file():
                yield path


def lines_of(path):
    return path.read_text(encoding="utf-8").splitlines()


def check_layers():
    for path in sources("src"):
        layer = path.relative_to(ROOT / "src").parts[0]
        allowed, system = LAYERS[layer]
        for number, line in enumerate(lines_of(path), 1):
            own = re.match(r'#\s*include "([^"]+)"', line)
            if own and own[1] != "config.h":
                target = own[1].split("/")[0]
                if "/" not in own[1] or not (ROOT / "src" / own[1]).exists():
                    if not own[1].endswith("-resources.h"):
                        breach(path, number, f"write the path from src/: {own[1]}")
                elif target != layer and target not in allowed:
                    breach(path, number, f"{layer} may not include {target}")
            foreign = re.match(r"#\s*include <([^>]+)>", line)
            if foreign and foreign[1] not in C_STANDARD:
                if not foreign[1].startswith(COMMON + system):
                    breach(path, number, f"{layer} may not include <{foreign[1]}>")


def class_of(stem):
    return "".join(part.capitalize() for part in stem.split("-"))


def check_templates():
    listed = (ROOT / "ui" / "herald.gresource.xml").read_text(encoding="utf-8")
    for path in sorted((ROOT / "ui").glob("*.ui")):
        if f">{path.name}<" not in listed:
            breach(path, 1, "not listed in herald.gresource.xml")
        tree = ElementTree.parse(path)
        template = tree.getroot().find("template")
        if template is None:
            continue
        if template.get("class") != class_of(path.stem):
            breach(path, 1, f"the template's class should be {class_of(path.stem)}")
        for ending in (".c", ".h"):
            if not (ROOT / "src" / "ui" / (path.stem + ending)).exists():
                breach(path, 1, f"src/ui/{path.stem}{ending} is missing")
    for path in sources("src/ui", endings=(".c",)):
        for number, line in enumerate(lines_of(path), 1):
            found = re.search(r'"/io/github/herald_console/Herald/(?:ui/)?([\w-]+)\.ui"', line)
            if found and not (ROOT / "ui" / f"{found[1]}.ui").exists():
                breach(path, number, f"ui/{found[1]}.ui is missing")


def check_potfiles():
    listed = {
        line for line in lines_of(ROOT / "po" / "POTFILES") if line and not line.startswith("#")
    }
    wanted = set()
    for path in sources("src", endings=(".c",)):
        text = path.read_text(encoding="utf-8")
        if re.search(r"(?<![\w])(_|N_|C_|NC_|ngettext|g_dngettext) ?\(", text):
            wanted.add(str(path.relative_to(ROOT)))
    for path in (ROOT / "ui").glob("*.ui"):
        if 'translatable="yes"' in path.read_text(encoding="utf-8"):
            wanted.add(str(path.relative_to(ROOT)))
    for path in (ROOT / "data").glob("*.in"):
        wanted.add(str(path.relative_to(ROOT)))
    for path in (ROOT / "data").glob("*.gschema.xml"):
        wanted.add(str(path.relative_to(ROOT)))
    for name in sorted(wanted - listed):
        breach(ROOT / "po" / "POTFILES", 1, f"missing: {name}")
    for name in sorted(listed - wanted):
        breach(ROOT / "po" / "POTFILES", 1, f"has nothing to translate: {name}")


def strip_text(line):
    """Takes out strings, characters and comments so that braces can be counted."""
    line = re.sub(r'"(?:\\.|[^"\\])*"', '""', line)
    line = re.sub(r"'(?:\\.|[^'\\])'", "''", line)
    return re.sub(r"/\*.*?\*/|//.*", "", line)


def check_sizes():
    for path in sources("src", "tests"):
        lines = lines_of(path)
        if len(lines) > MAX_FILE_LINES:
            breach(path, len(lines), f"{len(lines)} lines; split it ({MAX_FILE_LINES} at most)")
        start, depth, deepest, table = None, 0, 0, False
        for number, line in enumerate(lines, 1):
            code = strip_text(line)
            if line == "{":
                previous = lines[number - 2]
                table = previous.endswith("=") or previous.startswith(
                    ("typedef", "struct", "enum", "union"))
                start, depth, deepest = number, 0, 0
            depth += code.count("{") - code.count("}")
            deepest = max(deepest, depth)
            if line.startswith("}") and start is not None:
                length = number - start - 1
                if not table and length > MAX_FUNCTION_LINES:
                    breach(path, start, f"the function has {length} lines ({MAX_FUNCTION_LINES} at most)")
                if not table and deepest > MAX_BRACE_DEPTH:
                    breach(path, start, "the function nests too deeply")
                start = None


FORBIDDEN = (
    (r"\bgoto\b", "no goto"),
    (r"\b(g_)?alloca0? \(|\bg_newa0? \(", "no memory from the stack by hand"),
    (r"\bTODO\b|\bFIXME\b|\bXXX\b", "finish it or leave it out"),
    (r"\b(g_usleep|usleep|sleep|nanosleep) \(", "wait for a condition, not for luck"),
    (r"\bsystem \(|\bpopen \(", "no shell"),
    (r"\b(strcpy|strcat|sprintf|gets|strtok) \(", "unbounded string function"),
    (r"\bg_autofree [\w ]+\*+\w+\[", "g_autofree frees the first element only"),
    (r"\b_ ?\(\"\" G_G\w+_FORMAT", "xgettext cuts a text at GLib's macros; take %zu or PRId64"),
)


def check_style():
    for path in sources("src", "tests"):
        text = path.read_text(encoding="utf-8")
        lines = text.splitlines()
        if "SPDX-License-Identifier: GPL-3.0-or-later" not in lines[0]:
            breach(path, 1, "the first line names the licence")
        if path.suffix == ".c" and '#include "config.h"' not in text:
            breach(path, 1, "config.h is included first")
        for number, line in enumerate(lines, 1):
            code = re.sub(r'"(?:\\.|[^"\\])*"', '""', line)
            for pattern, reason in FORBIDDEN:
                if re.search(pattern, code):
                    breach(path, number, reason)


def check_sql():
    words = r'"(?:SELECT|INSERT|UPDATE|DELETE FROM|CREATE TABLE|PRAGMA|BEGIN|WITH) '
    for path in sources("src"):
        relative = path.relative_to(ROOT / "src")
        if relative.parts[0] == "emulator":
            continue
        if relative.parts[0] == "store" and relative.name.startswith(
                ("herald-table-", "herald-store", "herald-migrations", "herald-row")):
            continue
        for number, line in enumerate(lines_of(path), 1):
            if re.search(words, line):
                breach(path, number, "SQL stands in store/herald-table-*.c")
    for path in sources("src/store", "src/emulator", endings=(".c",)):
        for number, line in enumerate(lines_of(path), 1):
            if re.search(r"(SELECT|INSERT|UPDATE|DELETE)\b[^\"]*'%s'", line):
                breach(path, number, "bind values, do not print them into SQL")


OTHER_PLACES = re.compile(r"/(?:work|root|farm)/[\w.]|/tmp/w\b|\bshared/(?:design|contract|seeds)\b")


def check_words():
    """Nothing in the project speaks of where it was made, and no secret is in it."""
    names = subprocess.run(["git", "-C", str(ROOT), "ls-files"], capture_output=True, text=True,
                           check=False).stdout.split("\n")
    for name in filter(None, names):
        path = ROOT / name
        if path == pathlib.Path(__file__).resolve():
            continue
        if not path.is_file() or path.suffix in (".png", ".p12", ".db", ".sqlite"):
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        for number, line in enumerate(text.splitlines(), 1):
            if OTHER_PLACES.search(line):
                breach(path, number, "a path of one machine")
            if "-----BEGIN" in line and "PRIVATE KEY" in line and "-----END" not in line:
                if not name.startswith(("tests/", "src/")):
                    breach(path, number, "a private key outside the tests")


def check_docs():
    """Every public function of the lower layers has a doc comment before its body."""
    for path in sources("src/base", "src/crypto", "src/h2", "src/model", "src/store", "src/net",
                        "src/core", endings=(".h",)):
        if path.name.endswith("-private.h"):
            continue
        body = path.with_suffix(".c")
        if not body.exists():
            continue
        header = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.S)
        text = "".join(
            p.read_text(encoding="utf-8") for p in path.parent.glob(path.stem + "*.c"))
        for name in re.findall(r"\b(herald_\w+) \((?!\w+_get_type)", header):
            if name.endswith(("_get_type", "_error_quark")) or name.startswith("herald_define"):
                continue
            if re.search(rf"^{name} \(", text, flags=re.M) is None:
                continue
            if f" * {name}:" not in text:
                breach(path, 1, f"{name} has no doc comment")


def check_readmes():
    for layer in LAYERS:
        if not (ROOT / "src" / layer / "README.md").exists():
            breach(ROOT / "src" / layer, 1, "README.md is missing")


def check_json():
    for path in sorted((ROOT / "data").rglob("*.json")):
        try:
            json.loads(path.read_text(encoding="utf-8"))
        except ValueError as problem:
            breach(path, 1, str(problem))


RULES = {
    "layers": check_layers, "templates": check_templates, "potfiles": check_potfiles,
    "sizes": check_sizes, "style": check_style, "sql": check_sql, "words": check_words,
    "docs": check_docs, "readmes": check_readmes, "json": check_json,
}

RULES[sys.argv[2]]()
for found in breaches:
    print(found)
sys.exit(1 if breaches else 0)
