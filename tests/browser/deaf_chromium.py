#!/usr/bin/env python3
"""Chromium that is not told of network interfaces that come and go.

It gives up every request that is under way when one does (ERR_NETWORK_CHANGED), also to loopback; and the tests beside it make container
engines and networks. So it may open no netlink socket, from which it would hear: it then believes that the network stays as it is."""

import ctypes
import errno
import os
import platform
import shutil
import struct
import sys

AF_NETLINK = 16
SOCKET = {"x86_64": 41, "aarch64": 198}  # the number of the system call
NO_NEW_PRIVILEGES, SET_SECCOMP, FILTER = 38, 22, 2
LOAD, JUMP_IF_EQUAL, RETURN = 0x20, 0x15, 0x06
ALLOW, REFUSE = 0x7FFF0000, 0x00050000 | errno.EAFNOSUPPORT
# struct seccomp_data: the call's number at 0, its first argument at 16. https://docs.kernel.org/userspace-api/seccomp_filter.html
PROGRAM = [
    (LOAD, 0, 0, 0),
    (JUMP_IF_EQUAL, 0, 3, SOCKET.get(platform.machine(), -1) & 0xFFFFFFFF),
    (LOAD, 0, 0, 16),
    (JUMP_IF_EQUAL, 0, 1, AF_NETLINK),
    (RETURN, 0, 0, REFUSE),
    (RETURN, 0, 0, ALLOW),
]


class Filter(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("program", ctypes.c_char_p)]


def main() -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    program = b"".join(struct.pack("=HBBI", *instruction) for instruction in PROGRAM)
    if libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0) or libc.prctl(SET_SECCOMP, FILTER, ctypes.byref(Filter(len(PROGRAM), program))):
        print("This kernel takes no filter of system calls; Chromium hears of network changes.", file=sys.stderr)
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    os.execv(path, [path, *sys.argv[1:]])


main()
