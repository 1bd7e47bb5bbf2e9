# SPDX-License-Identifier: GPL-3.0-or-later
"""Stands for APNs in a bad mood: refuses over HTTP/2 in words that repeat what it was sent, in the reason
of its answer or, without one, in its farewell (GOAWAY)."""

import ctypes
import json
import socket
import ssl
import threading
import uuid

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, SETTINGS, PING, GOAWAY, CONTINUATION = 0, 1, 4, 6, 7, 9
END_STREAM, END_HEADERS, PADDED, PRIORITY, ACK = 1, 4, 8, 32, 1
FINAL, EMIT = 1, 2
ENHANCE_YOUR_CALM = 11


class Pair(ctypes.Structure):
    _fields_ = [("name", ctypes.POINTER(ctypes.c_uint8)), ("value", ctypes.POINTER(ctypes.c_uint8)),
                ("name_bytes", ctypes.c_size_t), ("value_bytes", ctypes.c_size_t),
                ("flags", ctypes.c_uint8)]


class Inflater:
    """Header blocks by the library that Herald makes them with."""

    def __init__(self):
        self.library = ctypes.CDLL("libnghttp2.so.14")
        self.library.nghttp2_hd_inflate_hd2.restype = ctypes.c_ssize_t
        self.library.nghttp2_hd_inflate_hd2.argtypes = [
            ctypes.c_void_p, ctypes.POINTER(Pair), ctypes.POINTER(ctypes.c_int), ctypes.c_char_p,
            ctypes.c_size_t, ctypes.c_int]
        self.state = ctypes.c_void_p()
        assert self.library.nghttp2_hd_inflate_new(ctypes.byref(self.state)) == 0

    def read(self, block):
        found = []
        pair, flags = Pair(), ctypes.c_int(0)
        while not flags.value & FINAL:
            used = self.library.nghttp2_hd_inflate_hd2(self.state, pair, flags, block, len(block), 1)
            assert used >= 0, used
            block = block[used:]
            if flags.value & EMIT:
                found.append((ctypes.string_at(pair.name, pair.name_bytes).decode(),
                              ctypes.string_at(pair.value, pair.value_bytes).decode()))
        self.library.nghttp2_hd_inflate_end_headers(self.state)
        return found


def write_header(name, value):
    """As it is: short enough for one byte of length each."""
    return b"\0" + b"".join(bytes([len(part)]) + part for part in (name.encode(), value.encode()))


class Talk:
    """One connection."""

    def __init__(self, server, connection):
        self.server = server
        self.stream = connection.makefile("rwb")
        self.inflater = Inflater()
        self.block = b""
        self.headers = []
        self.body = b""

    def send(self, kind, flags, number, payload=b""):
        self.stream.write(len(payload).to_bytes(3, "big") + bytes([kind, flags]) +
                          number.to_bytes(4, "big") + payload)
        self.stream.flush()

    def run(self):
        if self.stream.read(len(PREFACE)) != PREFACE:
            return
        self.send(SETTINGS, 0, 0)
        while len(head := self.stream.read(9)) == 9:
            payload = self.stream.read(int.from_bytes(head[:3], "big"))
            self.take(head[3], head[4], int.from_bytes(head[5:], "big"), payload)

    def take(self, kind, flags, number, payload):
        if kind in (SETTINGS, PING) and not flags & ACK:
            self.send(kind, ACK, 0, payload if kind == PING else b"")
        if kind not in (HEADERS, CONTINUATION, DATA):
            return
        if kind != CONTINUATION and flags & PADDED:
            payload = payload[1:len(payload) - payload[0]]
        if kind == HEADERS and flags & PRIORITY:
            payload = payload[5:]
        if kind == DATA:
            self.body += payload
        else:
            self.block += payload
            if flags & END_HEADERS:
                self.headers, self.block = self.inflater.read(self.block), b""
        if kind != CONTINUATION and flags & END_STREAM:
            self.refuse(number)

    def refuse(self, number):
        # The token first: a farewell is cut somewhere.
        heard = "\n".join(f"{name}: {value}" for name, value in
                          sorted(self.headers, key=lambda pair: pair[0] != "authorization"))
        body, self.body = self.body.decode(), b""
        self.server.heard.append(heard + body)
        words = json.dumps({"reason": f"I heard {heard} and {body}"}).encode()
        if self.server.says_farewell:
            self.send(GOAWAY, 0, 0, (0).to_bytes(4, "big") +
                      ENHANCE_YOUR_CALM.to_bytes(4, "big") + words)
            return
        apns_id = dict(self.headers).get("apns-id", str(uuid.uuid4()))
        self.send(HEADERS, END_HEADERS, number,
                  b"\x08\x03403" + write_header("apns-id", apns_id))
        self.send(DATA, END_STREAM, number, words)


class Server:
    """@says_farewell: instead of answering."""

    def __init__(self, certificate, key):
        self.heard = []
        self.says_farewell = False
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(certificate, key)
        self.context.set_alpn_protocols(["h2"])
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            connection, _ = self.listener.accept()
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        try:
            with self.context.wrap_socket(connection, server_side=True) as secured:
                Talk(self, secured).run()
        except OSError:
            # A client that ends the connection is none of ours to report.
            pass
