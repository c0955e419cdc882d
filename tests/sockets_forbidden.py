"""Runs Python code in a process that the kernel kills at its first socket, C++ threads included.

    python sockets_forbidden.py "code"

Exit status of the code; killed by SIGSYS if anything calls socket(2). Linux on x86-64 and arm64.
"""

from __future__ import annotations

import ctypes
import platform
import struct
import sys

SOCKET_CALL = {"x86_64": 41, "aarch64": 198}
PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, MODE_FILTER = 38, 22, 2
LOAD, JUMP_IF_EQUAL, RETURN = 0x20, 0x15, 0x06
ALLOW, KILL_PROCESS = 0x7FFF0000, 0x80000000


class Program(ctypes.Structure):
    """struct sock_fprog"""

    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_void_p))


def supported() -> bool:
    return sys.platform == "linux" and platform.machine() in SOCKET_CALL


def forbid_sockets() -> None:
    """From here on, for this process and all threads it starts."""
    steps = (
        (LOAD, 0, 0, 0),
        (JUMP_IF_EQUAL, 0, 1, SOCKET_CALL[platform.machine()]),
        (RETURN, 0, 0, KILL_PROCESS),
        (RETURN, 0, 0, ALLOW),
    )
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
    program = Program(len(steps), ctypes.cast(code, ctypes.c_void_p))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or libc.prctl(
        PR_SET_SECCOMP, MODE_FILTER, ctypes.byref(program), 0, 0
    ):
        raise OSError(ctypes.get_errno(), "the kernel took no filter")


if __name__ == "__main__":
    forbid_sockets()
    exec(compile(sys.argv[1], "<forbidden>", "exec"), {"__name__": "__main__"})
