# SPDX-License-Identifier: GPL-3.0-or-later
"""A server that refuses everything in words that repeat what it was sent, headers and body, as real
services now and then do."""

import http.server
import json
import socket
import ssl
import subprocess
import threading

import tunnel

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
        given = self.server.give(self.path, body)
        if given is not None:
            self.answer(200, given)
            return
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
        # Which tenant it describes itself as, and the token that it gives.
        self.tenant = None
        self.token = None
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self.socket = context.wrap_socket(self.socket, server_side=True)
        self.port = self.server_address[1]
        self.url = f"https://localhost:{self.port}"
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def give(self, path, body):
        """What is answered without a refusal: as much of a sign-in as is wanted; otherwise None."""
        if "openid-configuration" in path and self.tenant is not None:
            base = f"{self.url}/{self.tenant}"
            return {"issuer": base + "/v2.0",
                    "authorization_endpoint": base + "/oauth2/v2.0/authorize",
                    "token_endpoint": base + "/oauth2/v2.0/token"}
        if "grant_type" in body and self.token is not None:
            return {"token_type": "Bearer", "expires_in": 3600, "access_token": self.token}
        return None

    def handle_error(self, *unused):
        """A client that ends the connection is none of ours to report."""


class Switch:
    """An address that leads to one server or, after point_to(), to another."""

    def __init__(self, port):
        self.port = port
        self.connections = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = "https://localhost:%d" % self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def point_to(self, port):
        """Ends what is kept open: a connection stays with its server."""
        self.port = port
        ended, self.connections = self.connections, []
        tunnel.end(ended)

    def accept(self):
        while True:
            connection, _ = self.listener.accept()
            self.connections.append(connection)
            threading.Thread(target=self.serve, args=(connection, self.port), daemon=True).start()

    @staticmethod
    def serve(connection, port):
        with connection, socket.create_connection(("127.0.0.1", port)) as server:
            threading.Thread(target=tunnel.pass_on, args=(server, connection), daemon=True).start()
            tunnel.pass_on(connection, server)
