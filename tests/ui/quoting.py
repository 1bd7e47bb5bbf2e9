# SPDX-License-Identifier: GPL-3.0-or-later
"""A server that refuses everything in words that repeat what it was sent, headers and body, as real
services now and then do."""

import http.server
import json
import ssl
import subprocess
import threading

NAMES = ("localhost", "api.push.apple.com", "api.sandbox.push.apple.com", "fcm.googleapis.com",
         "oauth2.googleapis.com")


def make_certificate(folder):
    """One for all names, which is its own authority."""
    key, certificate = folder / "quoting.key", folder / "quoting.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", key,
         "-out", certificate, "-subj", "/CN=Quoting", "-addext",
         "subjectAltName=IP:127.0.0.1," + ",".join("DNS:" + name for name in NAMES)],
        check=True, capture_output=True)
    return certificate, key


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode("utf-8")
        self.server.heard.append(f"{self.path}\n{self.headers}{body}")
        words = f"Refused: {self.path} with {self.headers} and {body}"
        self.answer(400 if "grant_type" in body else 401, {
            "error": "invalid_client", "error_description": words, "headers": dict(self.headers),
            "Message": words, "again": body})

    do_POST = do_PATCH = do_DELETE = do_PUT = do_GET

    def answer(self, status, content):
        data = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *unused):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, certificate, key):
        super().__init__(("127.0.0.1", 0), Handler)
        self.heard = []
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self.socket = context.wrap_socket(self.socket, server_side=True)
        self.port = self.server_address[1]
        self.url = f"https://localhost:{self.port}"
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, *unused):
        """A client that ends the connection is none of ours to report."""
