#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests a second that the emulator answers, beside a bare server and a Node.js mock in the same run.

Usage: bench-emulator.py HERALDCTL CONSTANT-SERVER [SECONDS]. The four calls that a busy back end makes:
look-up by e-mail, registration, FCM send (wrk, 16 connections) and APNs send (h2load, one connection,
100 streams; reference nghttpd). Beside the rate stands the processor time that the server spent on a
request, which other programs on the machine change less. Every answer is checked to be a success; no
figure passes or fails."""

import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
SECONDS = int(sys.argv[3]) if len(sys.argv) > 3 else 5
PHONES = 400
COUNTING_BODY = """
local n = %d
request = function ()
  n = n + 1
  return wrk.format ("POST", nil, nil, string.format ([[%s]], %s))
end
"""


def start(*command, **more):
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                               **more)
    return process, process.stdout.readline().strip()


def stop(process):
    process.stdin.close()
    process.wait(30)


def node(*arguments):
    return subprocess.run(["node", HERE / "mock.mjs", *arguments], check=True, text=True,
                          stdout=subprocess.PIPE).stdout.strip()


class Bench:
    def __init__(self, heraldctl, folder):
        self.folder = folder
        environment = dict(os.environ, HOME=str(folder), XDG_RUNTIME_DIR=str(folder))
        self.process, line = start(heraldctl, "emulator", "run", "--dir", str(folder / "emulator"),
                                   env=environment)
        self.ready = json.loads(line)
        self.app = self.ready["apps"][0]

    def make_phones(self, platform):
        """Phones of the first app; answers their tokens."""
        tokens = []
        for i in range(PHONES):
            request = urllib.request.Request(
                f"{self.ready['http']}/_herald/phones", method="POST",
                data=json.dumps({"name": f"Bench {i}", "platform": platform,
                                 "app": self.app["id"]}).encode(),
                headers={"Authorization": f"Bearer {self.ready['adminToken']}",
                         "Content-Type": "application/json"})
            with urllib.request.urlopen(request) as answer:
                tokens.append(json.load(answer)["token"])
        return tokens

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)


def run_wrk(url, headers, script, folder):
    command = ["wrk", "-t1", "-c16", f"-d{SECONDS}", *(x for h in headers for x in ("-H", h))]
    if script is not None:
        path = folder / "body.lua"
        path.write_text(script, encoding="utf-8")
        command += ["-s", str(path)]
    said = subprocess.run([*command, url], check=True, text=True, stdout=subprocess.PIPE).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        sys.exit(f"Not every answer was a success:\n{said}")
    return float(re.search(r"Requests/sec:\s*([0-9.]+)", said).group(1))


def run_h2load(url, headers, payload, uris, folder):
    body, list_file = folder / "payload", folder / "uris"
    body.write_text(payload, encoding="utf-8")
    list_file.write_text("".join(f"{url}/3/device/{token}\n" for token in uris), encoding="utf-8")
    said = subprocess.run(
        ["h2load", "-c1", "-m100", f"-D{SECONDS}", f"-d{body}", f"-i{list_file}",
         *(x for h in headers for x in ("-H", h))],
        check=True, text=True, stdout=subprocess.PIPE).stdout
    codes = re.search(r"status codes: (\d+) 2xx, (\d+) 3xx, (\d+) 4xx, (\d+) 5xx", said)
    if codes is None or int(codes[1]) == 0 or any(int(codes[i]) for i in (2, 3, 4)):
        sys.exit(f"Not every answer was a success:\n{said}")
    return float(re.search(r"([0-9.]+) req/s", said).group(1))


def get_cpu_seconds(process):
    fields = pathlib.Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(process, run):
    """Requests a second, and microseconds of the process for each of them."""
    before = get_cpu_seconds(process)
    rate = run()
    return rate, (get_cpu_seconds(process) - before) * 1e6 / (rate * SECONDS)


def report(name, emulator, bare, mock):
    print(f"{name}: {emulator[0]:.0f}/s, {emulator[1]:.0f} µs", flush=True)
    for other, figures in (("bare server", bare), ("Node.js", mock)):
        print(f"  {other:<12} {figures[0]:>9.0f}/s (ratio {emulator[0] / figures[0]:.2f})"
              f" {figures[1]:>6.1f} µs (ratio {figures[1] / emulator[1]:.2f})", flush=True)


def measure_http(bench, constant, name, path, headers, script, status, body):
    bare, bare_port = start(constant, str(status), body)
    mock, mock_port = start("node", HERE / "mock.mjs", "http", str(status), body)
    try:
        report(name, *(measure(process, lambda: run_wrk(origin + path, headers, script,
                                                        bench.folder))
                       for process, origin in ((bench.process, bench.ready["http"]),
                                               (bare, f"http://127.0.0.1:{bare_port}"),
                                               (mock, f"http://127.0.0.1:{mock_port}"))))
    finally:
        stop(bare)
        stop(mock)


def measure_lookup(bench, constant):
    path = ("/api/data/v9.2/contacts?$select=fullname&$filter="
            "emailaddress1%20eq%20'andrew@contosoltd.com'")
    headers = [f"Authorization: Bearer {bench.ready['bearer']}"]
    request = urllib.request.Request(bench.ready["http"] + path,
                                     headers=dict(h.split(": ", 1) for h in headers))
    with urllib.request.urlopen(request) as answer:
        body = answer.read().decode()
    measure_http(bench, constant, "contact by e-mail", path, headers, None, 200, body)


def measure_registration(bench, constant):
    body = json.dumps({"MobileAppId": bench.app["id"], "UserId": bench.ready["userId"],
                       "ApiToken": bench.app["apiToken"], "ApnsDeviceToken": "%064x"})
    measure_http(bench, constant, "registration",
                 f"/api/v1.0/orgs/{bench.ready['organizationId']}/pushdeviceregistration/devices",
                 ["Content-Type: application/json", "x-ms-track-registration: true"],
                 COUNTING_BODY % (os.getpid() * 1000000, body, "n"), 202,
                 '{"RegistrationRequestId":"00000000-0000-0000-0000-000000000000"}')


def measure_fcm(bench, constant):
    token = node("google", bench.app["serviceAccount"], f"{bench.ready['http']}/token")
    tokens = bench.make_phones("android")
    body = json.dumps({"message": {"token": "%s", "data": {"title": "Sale", "body": "Only today"}}})
    script = ("local tokens = {" + ",".join(f'"{t}"' for t in tokens) + "}\n" +
              COUNTING_BODY % (0, body, f"tokens[n % {len(tokens)} + 1]"))
    measure_http(bench, constant, "FCM send", f"/v1/projects/{bench.app['projectId']}/messages:send",
                 ["Content-Type: application/json", f"Authorization: Bearer {token}"], script, 200,
                 '{"name":"projects/contoso/messages/0:1700000000000000%0000000000000000"}')


def start_nghttpd(folder, certificate, key):
    (folder / "3" / "device").mkdir(parents=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(["nghttpd", "-a", "127.0.0.1", "-d", str(folder), str(port), key,
                                certificate], stdout=subprocess.DEVNULL)
    return process, port


def measure_apns(bench):
    certificate, key = (str(bench.folder / "emulator" / name)
                        for name in ("server.pem", "server.key"))
    token = node("apns", bench.app["apnsKey"], bench.app["keyId"], bench.app["teamId"])
    tokens = bench.make_phones("ios")
    headers = [f"authorization: bearer {token}", f"apns-topic: {bench.app['bundleId']}",
               "apns-push-type: alert"]
    payload = json.dumps({"aps": {"alert": {"title": "Sale", "body": "Only today"}}})
    root = bench.folder / "root"
    bare, bare_port = start_nghttpd(root, certificate, key)
    for device in tokens:
        (root / "3" / "device" / device).touch()
    mock, mock_port = start("node", HERE / "mock.mjs", "h2", certificate, key)
    try:
        report("APNs send", *(
            measure(process, lambda: run_h2load(origin, headers, payload, tokens, bench.folder))
            for process, origin in (
                (bench.process, bench.ready["h2"].replace("localhost", "127.0.0.1")),
                (bare, f"https://127.0.0.1:{bare_port}"), (mock, f"https://127.0.0.1:{mock_port}"))))
    finally:
        bare.terminate()
        bare.wait()
        stop(mock)


def main():
    with tempfile.TemporaryDirectory(prefix="herald-bench-") as folder:
        bench = Bench(sys.argv[1], pathlib.Path(folder))
        try:
            measure_lookup(bench, sys.argv[2])
            measure_registration(bench, sys.argv[2])
            measure_fcm(bench, sys.argv[2])
            measure_apns(bench)
        finally:
            bench.stop()


main()
