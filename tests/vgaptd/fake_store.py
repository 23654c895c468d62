# SPDX-License-Identifier: GPL-2.0-only
"""A xenstored that can be read and watched"""
import contextlib
import socket
import struct
import threading

READ, WATCH, UNWATCH, WATCH_EVENT, ERROR = 2, 4, 5, 15, 16    # enum xsd_sockmsg_type
HEADER = struct.Struct("=IIII")      # type, req_id, tx_id, len


class Store:
    def __init__(self, path):
        self.nodes = {}
        self.lock = threading.RLock()
        self.watches = []            # path, token, file
        self.connections = 0
        self.conns = set()
        self.silent = False
        self.silent_after = None     # a node
        self.server = socket.socket(socket.AF_UNIX)
        self.server.bind(str(path))
        self.server.listen(16)
        threading.Thread(target=self.accept, daemon=True).start()

    def place(self, domid, *functions):
        """libxl's notes: (SBDF, vdevfn), one behind the other; None: the slot is not there yet."""
        back = f"/local/domain/0/backend/pci/{domid}/0"
        with self.lock:
            for number, (sbdf, vdevfn) in enumerate(functions):
                self.nodes[f"{back}/dev-{number}"] = sbdf
                self.nodes[f"{back}/vdev-{number}"] = "00:1f.7"
                if vdevfn is not None:
                    self.nodes[f"{back}/vdevfn-{number}"] = vdevfn
            self.nodes[f"{back}/num_devs"] = str(len(functions))
        self.fire(back)

    def drop(self):
        """It dies, and another one is there."""
        for conn in self.conns:
            with contextlib.suppress(OSError):
                conn.shutdown(socket.SHUT_RDWR)
        self.conns.clear()

    def fire(self, path):
        with self.lock:
            for root, token, file in self.watches:
                if path.startswith(root):
                    self.send(file, WATCH_EVENT, 0, 0, f"{path}\0{token}\0".encode())

    @staticmethod
    def send(file, kind, req, tx, body):
        with contextlib.suppress(OSError, ValueError):
            file.write(HEADER.pack(kind, req, tx, len(body)) + body)
            file.flush()

    def accept(self):
        with contextlib.suppress(OSError):
            while True:
                conn = self.server.accept()[0]
                threading.Thread(target=self.serve, args=(conn,), daemon=True).start()

    def serve(self, conn):
        self.connections += 1
        self.conns.add(conn)
        with contextlib.suppress(OSError), conn, conn.makefile("rwb") as file:
            while len(head := file.read(HEADER.size)) == HEADER.size:
                kind, req, tx, size = HEADER.unpack(head)
                words = file.read(size).decode().split("\0")
                if not self.silent:
                    self.answer(file, kind, req, tx, words)
                self.silent |= words[0] == self.silent_after
            with self.lock:
                self.watches = [watch for watch in self.watches if watch[2] is not file]

    def answer(self, file, kind, req, tx, words):
        with self.lock:
            if kind == READ and words[0] in self.nodes:
                self.send(file, READ, req, tx, self.nodes[words[0]].encode())
            elif kind == READ:
                self.send(file, ERROR, req, tx, b"ENOENT\0")
            elif kind == WATCH:
                self.watches.append((words[0], words[1], file))
                self.send(file, WATCH, req, tx, b"OK\0")
                self.send(file, WATCH_EVENT, 0, 0, f"{words[0]}\0{words[1]}\0".encode())
            else:
                self.send(file, kind, req, tx, b"OK\0")
