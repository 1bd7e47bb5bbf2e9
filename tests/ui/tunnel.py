# SPDX-License-Identifier: GPL-3.0-or-later
"""An HTTP proxy that lets tunnels through to one emulator only, whatever the service is called, and
remembers every host that it was asked for. Who is refused hears what was asked once more."""

import base64
import re
import socket
import threading

CHUNK_BYTES = 65536
LONGEST_HEAD_BYTES = 8192
# What stands for the push services' own names: APNs speaks HTTP/2, Herald's FCM client HTTP/1.1.
APNS_HOSTS = ("api.push.apple.com", "api.sandbox.push.apple.com")
FCM_HOSTS = ("fcm.googleapis.com", "oauth2.googleapis.com")


def end(connections):
    for connection in connections:
        try:
            connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            # It ended by itself.
            continue


def pass_on(source, target):
    try:
        while chunk := source.recv(CHUNK_BYTES):
            target.sendall(chunk)
    except OSError:
        pass
    end((source, target))


def refuse(connection, status, head):
    connection.sendall(f"HTTP/1.1 {status}\r\nContent-Type: text/plain\r\n"
                       f"Content-Length: {len(head)}\r\n\r\n".encode() + head)


class Tunnel:
    """One side's way to servers elsewhere. @https and @h2: the ports of its emulator. @user: whom alone
    it serves, as “name:password”."""

    def __init__(self, https, h2, user=None):
        self.basic = user and base64.b64encode(user.encode()).decode()
        self.places = {(host, 443): h2 for host in APNS_HOSTS}
        self.places.update({(host, 443): https for host in FCM_HOSTS})
        self.refused = set()
        self.n_tunnels = 0
        self.open = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = "http://127.0.0.1:%d" % self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            connection, _ = self.listener.accept()
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def lead(self, places):
        """Elsewhere from now on, those who are connected, too."""
        self.places = places
        ended, self.open = self.open, []
        end(ended)

    def serve(self, connection):
        with connection:
            head = b""
            while b"\r\n\r\n" not in head and len(head) < LONGEST_HEAD_BYTES:
                chunk = connection.recv(CHUNK_BYTES)
                if not chunk:
                    return
                head += chunk
            text = head.decode("latin-1")
            method, target = text.split(" ", 2)[:2]
            host, _, port = target.rpartition(":")
            port = self.places.get((host, int(port))) if method == "CONNECT" else None
            if self.basic and not re.search(
                    rf"(?im)^proxy-authorization: *basic +{re.escape(self.basic)}\r?$", text):
                refuse(connection, '407 Who?\r\nProxy-Authenticate: Basic realm="Contoso"', head)
                return
            if port is None:
                self.refused.add(target)
                refuse(connection, "403 Forbidden", head)
                return
            with socket.create_connection(("127.0.0.1", port)) as server:
                self.n_tunnels += 1
                self.open.append(connection)
                connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                threading.Thread(target=pass_on, args=(server, connection), daemon=True).start()
                pass_on(connection, server)
