"""Runs the app: a free port, one app per folder, the browser opened once it answers."""

from __future__ import annotations

import secrets
import socket
import threading
import webbrowser
from collections.abc import Callable, Sequence
from pathlib import Path

from gaitkit.errors import UsageError

from .app import application
from .folders import Folders
from .guard import Guard
from .lab import Lab, secret_of
from .process import WORKER

DEFAULT_PORT = 8417
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def serve(
    data: Path,
    *,
    host: str = "127.0.0.1",
    port: int | None = None,
    browser: bool = True,
    say: Callable[[str], None],
    command: Sequence[str] = WORKER,
) -> None:
    """Run until interrupted. `say` tells the address. UsageError where that can't be.

    Without `port` a usual one is taken, or any free one. Bound to another host than this machine
    alone, the address holds a key without which nobody gets in.
    """
    import filelock

    folders = Folders(_made(data))
    lock = filelock.FileLock(folders.lock)
    try:
        lock.acquire(timeout=0)
    except filelock.Timeout:
        raise UsageError(_runs_already(folders)) from None
    with lock:
        listening = _bound(host, port)
        key = "" if host in _LOOPBACK else secrets.token_urlsafe(16)
        address = _address(host, listening, key)
        folders.address.write_text(address, encoding="utf-8")
        lab = Lab(data, Guard(secret_of(folders), host=host, key=key), command=command)
        _run(lab, listening, on_ready=lambda: _welcome(address, browser=browser, say=say))


def _made(data: Path) -> Path:
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        (data / ".written").touch()
        (data / ".written").unlink()
    except OSError as error:
        raise UsageError(
            f"--data {data}: expected a folder that can be written ({error}). Choose another one."
        ) from error
    return data


def _runs_already(folders: Folders) -> str:
    try:
        where = folders.address.read_text(encoding="utf-8")
    except OSError:
        where = "another window"
    return (
        f"gaitkit app is running already on {folders.data}, at {where}. Open that address in a "
        f"browser, or end the other one first, or choose another folder with --data."
    )


def _bound(host: str, port: int | None) -> socket.socket:
    """A socket that listens; without a port asked for, on any that is free."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    tried = (DEFAULT_PORT, 0) if port is None else (port,)
    for number in tried:
        listening = socket.socket(family, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, number))
            listening.listen(128)
        except OSError as error:
            listening.close()
            reason = error
        else:
            return listening
    raise UsageError(
        f"--host {host} --port {tried[-1]}: expected an address of this machine that is free, "
        f"got: {reason}. Leave both out, or choose another port."
    )


def _address(host: str, listening: socket.socket, key: str) -> str:
    name = _reachable_name(host)
    shown = f"[{name}]" if ":" in name else name
    return f"http://{shown}:{listening.getsockname()[1]}/{f'?key={key}' if key else ''}"


def _reachable_name(host: str) -> str:
    """For all addresses of this machine, the one that others in the network see."""
    if host not in ("0.0.0.0", "::"):
        return host
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # sends nothing: it only asks for the way there
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"


def _welcome(address: str, *, browser: bool, say: Callable[[str], None]) -> None:
    say(address)
    if browser:
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()


def _run(lab: Lab, listening: socket.socket, *, on_ready: Callable[[], None]) -> None:
    import uvicorn

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            on_ready()

    config = uvicorn.Config(
        application(lab), log_level="warning", access_log=False, server_header=False,
        proxy_headers=False, timeout_graceful_shutdown=3,
    )  # fmt: skip
    try:
        Server(config).run(sockets=[listening])
    except KeyboardInterrupt:
        pass  # how it is meant to be ended
    finally:
        lab.folders.address.unlink(missing_ok=True)
