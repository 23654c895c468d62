# SPDX-License-Identifier: GPL-2.0-only
"""A made-up xen_vgapt, and Xen: what fakevgapt.c asks is answered here, as the contract has it"""
import contextlib
import errno
import os
import socket
import struct
import threading

QUESTION = struct.Struct("=QQI512s")
REPLY = struct.Struct("=iII512s")
NEWS = struct.Struct("=QIIIBBH")
GIVEN, TAKEN, DOMAIN_GONE = 1, 2, 3
STANDING, WAITS = 1, 2
RIGHT_RESET, RIGHT_HOLD, RIGHT_MODEL = 1 << 2, 1 << 5, 1 << 6
RIGHT_ROM, RIGHT_LEGACY = 1 << 0, 1 << 1
EVENT_REVOKED, EVENT_DOMAIN_GONE, EVENT_TAKEN = 1 << 0, 1 << 1, 1 << 4


class Refused(Exception):
    pass


def parse(sbdf):
    segment, bus, rest = sbdf.split(":")
    device, function = rest.split(".")
    return int(segment, 16), int(bus, 16), int(device, 16) << 3 | int(function)


class Capability:
    def __init__(self, place, domid, rights):
        self.place, self.domid, self.rights = place, domid, rights
        self.ours, self.theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.inode = os.fstat(self.theirs.fileno()).st_ino
        self.paused = False
        self.state = 0
        self.hung_up = False

    @property
    def closed(self):
        """Its last copy, in whatever process"""
        if self.hung_up:
            return False
        try:
            return self.ours.recv(1, socket.MSG_DONTWAIT) == b""
        except BlockingIOError:
            return False

    def hang_up(self, state):
        self.state |= state
        self.hung_up = True
        self.paused = False
        self.ours.close()


class Module:
    def __init__(self, path):
        self.lock = threading.RLock()
        self.listeners = {}
        self.capabilities = []
        self.answers = {}               # by the id of the news
        self.log = []                   # of calls
        self.refusals = {}              # errno by the name of a call
        self.plain = set()              # functions that are no display adapters
        self.standing = []
        self.servers = set()            # (domain, number): Xen's ioreq servers but QEMU's
        self.strangers = []             # calls to what is none of ours
        self.last_id = 0
        self.server = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.server.bind(str(path))
        self.server.listen(16)
        threading.Thread(target=self.serve, daemon=True).start()

    #
    # What the test asks and does
    #
    def news(self, what, sbdf, domid, flags=WAITS):
        with self.lock:
            self.last_id += 1
            message = NEWS.pack(self.last_id, what, flags, *parse(sbdf), domid)
            for ours, _ in self.listeners.values():
                ours.send(message)
            return self.last_id

    def give(self, sbdf, domid):
        return self.news(GIVEN, sbdf, domid)

    def of(self, sbdf=None, domid=None, right=None):
        with self.lock:
            return [cap for cap in self.capabilities if not cap.closed
                    and (sbdf is None or cap.place == parse(sbdf))
                    and (domid is None or cap.domid == domid)
                    and (right is None or cap.rights & right)]

    def pauses(self, domid):
        return sum(cap.paused for cap in self.of(domid=domid))

    def end(self, domid, sbdf=None, state=EVENT_DOMAIN_GONE):
        """Of a domain, or of what it has of a function: capabilities hang up."""
        for cap in self.of(sbdf, domid):
            if not cap.hung_up:
                cap.hang_up(state)

    def calls(self, name):
        return [entry for entry in self.log if entry[0] == name]

    #
    # What the daemon asks
    #
    def serve(self):
        with contextlib.suppress(OSError):
            while True:
                conn, _ = self.server.accept()
                with conn:
                    self.reply(conn)

    def reply(self, conn):
        data = conn.recv(QUESTION.size)
        if len(data) < QUESTION.size:
            return
        request, inode, size, body = QUESTION.unpack(data)
        result, given = 0, None
        body = bytearray(body[:size])
        try:
            with self.lock:
                given = self.call(request & 0xff if request > 1 else -request, inode, body)
        except Refused as why:
            result = -why.args[0]
        message = REPLY.pack(result, given is not None, len(body), bytes(body))
        if given is None:
            conn.send(message)
        else:
            socket.send_fds(conn, [message], [given.fileno()])
            given.close()

    def call(self, number, inode, body):
        names = {0: "open", -1: "ioreq_server", 0x01: "attach", 0x08: "listen", 0x09: "answer",
                 0x10: "info", 0x17: "events", 0x18: "hold", 0x19: "release"}
        name = names.get(number)
        if name is None:
            raise Refused(errno.ENOTTY)
        if name in self.refusals:
            raise Refused(self.refusals[name])
        found = [cap for cap in self.capabilities if cap.inode == inode]
        if name in ("info", "events", "hold", "release"):
            if not found:
                self.strangers.append(name)
                raise Refused(errno.ENOTTY)
            return getattr(self, name)(found[0], body)
        return getattr(self, name)(inode, body)

    def open(self, _inode, _body):
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        theirs.setblocking(False)
        self.opened = (os.fstat(theirs.fileno()).st_ino, ours, theirs)
        self.pending = {**getattr(self, "pending", {}), self.opened[0]: ours}
        return theirs

    def listen(self, inode, _body):
        for ours, _ in self.listeners.values():
            with contextlib.suppress(BlockingIOError):
                if ours.recv(1, socket.MSG_DONTWAIT) != b"":
                    raise Refused(errno.EBUSY)
                continue
            raise Refused(errno.EBUSY)
        self.listeners = {inode: (self.pending[inode], None)}
        for sbdf, domid in self.standing:
            self.last_id += 1
            self.pending[inode].send(
                NEWS.pack(self.last_id, GIVEN, STANDING, *parse(sbdf), domid))

    def answer(self, _inode, body):
        _, _, number, error, _ = struct.unpack("=IIQII", body)
        if number in self.answers:
            raise Refused(errno.ENOENT)
        self.answers[number] = error

    def ioreq_server(self, _inode, body):
        if struct.unpack("=HH", body) not in self.servers:
            raise Refused(errno.ENOENT)

    def attach(self, _inode, body):
        _, flags, segment, bus, devfn, domid, rights = struct.unpack("=IIIBBHI", body)
        assert flags == 0
        place = (segment, bus, devfn)
        if rights & (RIGHT_ROM | RIGHT_LEGACY) and place in self.plain:
            raise Refused(errno.EOPNOTSUPP)
        cap = Capability(place, domid, rights)
        self.capabilities.append(cap)
        self.log.append(("attach", place, domid, rights))
        return cap.theirs

    def info(self, cap, body):
        struct.pack_into("=IBBH", body, 8, *cap.place, cap.domid)
        struct.pack_into("=I", body, 40, cap.rights)

    @staticmethod
    def events(cap, body):
        struct.pack_into("=II", body, 8, cap.state, cap.state)

    def hold(self, cap, _body):
        self.log.append(("hold", cap.place, cap.domid))
        if not cap.rights & RIGHT_HOLD:
            raise Refused(errno.EACCES)
        if cap.hung_up:
            raise Refused(errno.ENODEV)
        if cap.paused:
            raise Refused(errno.EALREADY)
        cap.paused = True

    def release(self, cap, _body):
        self.log.append(("release", cap.place, cap.domid))
        if not cap.rights & RIGHT_HOLD:
            raise Refused(errno.EACCES)
        if cap.hung_up:
            raise Refused(errno.ENODEV)
        if not cap.paused:
            raise Refused(errno.EALREADY)
        cap.paused = False
