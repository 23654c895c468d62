# SPDX-License-Identifier: GPL-2.0-only
"""A xenstored that can read and list."""
import contextlib
import socket
import struct
import threading

DIRECTORY, READ, ERROR = 1, 2, 16    # enum xsd_sockmsg_type
HEADER = struct.Struct("=IIII")      # type, req_id, tx_id, len


class Xenstored:
    """Serves NODES, a dict by path, at a socket; without any it never answers."""

    def __init__(self, path, nodes):
        self.nodes = nodes
        self.server = socket.socket(socket.AF_UNIX)
        self.server.bind(str(path))
        self.server.listen()
        threading.Thread(target=self.accept, daemon=True).start()

    def close(self):
        self.server.close()

    def accept(self):
        with contextlib.suppress(OSError):
            while True:
                threading.Thread(target=self.serve, args=(self.server.accept()[0],),
                                 daemon=True).start()

    def serve(self, conn):
        with conn, conn.makefile("rwb") as file:
            while len(head := file.read(HEADER.size)) == HEADER.size:
                kind, req, tx, size = HEADER.unpack(head)
                path = file.read(size).rstrip(b"\0").decode()
                if not self.nodes:
                    continue
                kind, body = self.answer(kind, path)
                file.write(HEADER.pack(kind, req, tx, len(body)) + body)
                file.flush()

    def answer(self, kind, path):
        if kind not in (DIRECTORY, READ):
            return ERROR, b"ENOSYS\0"
        if path != "/" and not any((n + "/").startswith(path + "/") for n in self.nodes):
            return ERROR, b"ENOENT\0"
        if kind == READ:
            return READ, self.nodes.get(path, "").encode()
        below = path.rstrip("/") + "/"
        names = {n[len(below):].split("/")[0] for n in self.nodes if n.startswith(below)}
        return DIRECTORY, b"".join(n.encode() + b"\0" for n in sorted(names))
