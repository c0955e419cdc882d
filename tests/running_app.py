"""The app as users start it, in a process of its own, on a free port and an empty folder.

    with RunningApp(tmp_path) as app:             # its worker sees stick figures in grey clips
        app.url, app.store, app.post("/people/...")
    with RunningApp(tmp_path, worker="stub"): ...  # its worker only pretends

`kill()` is SIGKILL; `start()` starts it again on the same folder.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import quote, urlencode

import gaitkit
from gaitkit.web.folders import Folders
from gaitkit.web.store import Store

TESTS = Path(__file__).parent
STARTS_WITHIN_S = 240
_START = """
import sys
from pathlib import Path
from gaitkit.web.serve import serve
data, port, host, *command = sys.argv[1:]
serve(Path(data), host=host, port=int(port), browser=False, command=command,
      say=lambda address: print(address, flush=True))
"""


class RunningApp:
    """One app on `folder`/lab. `worker` is staged, stub or real."""

    def __init__(self, folder: Path, *, worker: str = "staged", host: str = "127.0.0.1") -> None:
        self.data = folder / "lab"
        self.folders = Folders(self.data)
        self._host = host
        module = ("-m", "gaitkit.web.worker")
        own = module if worker == "real" else (str(TESTS / "web" / f"{worker}_worker.py"),)
        self._command = (sys.executable, *own)
        self._process: subprocess.Popen | None = None
        self._cookie = self._token = ""

    def start(self) -> str:
        """Start it; gives the address that it shows."""
        paths = (TESTS, Path(gaitkit.__file__).parents[1], os.environ.get("PYTHONPATH", ""))
        self._process = subprocess.Popen(
            [sys.executable, "-c", _START, str(self.data), "0", self._host, *self._command],
            stdout=subprocess.PIPE, text=True, cwd=TESTS,  # not the source, where it is installed
            env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, paths))},
        )  # fmt: skip
        too_long = threading.Timer(STARTS_WITHIN_S, self._process.kill)
        too_long.start()
        self.address = self._process.stdout.readline().strip()
        too_long.cancel()
        if not self.address:
            self.kill()
            raise AssertionError("the app ended at once, or never answered")
        self.port = int(re.search(r":(\d+)/", self.address).group(1))
        self.url = f"http://127.0.0.1:{self.port}"
        self.store = Store(self.folders.database)
        self._cookie = self._token = ""
        return self.address

    def kill(self) -> None:
        """As a power cut does."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        self._process.stdout.close()

    def __enter__(self) -> RunningApp:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()

    def ask(
        self, method: str, path: str, *, body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[int, Mapping[str, str], bytes]:  # fmt: skip
        """One request as it is: status, headers, body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, path, body=body, headers=dict(headers or {}))
        answer = connection.getresponse()
        found = answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
        connection.close()
        return found

    def own_headers(self) -> dict[str, str]:
        """What a page of the app sends with a change."""
        if not self._token:
            _, headers, page = self.ask("GET", "/new")
            self._cookie = headers["set-cookie"].split(";")[0]
            self._token = re.search(r'name="token" content="(\w+)"', page.decode()).group(1)
        return {
            "Origin": self.url, "Cookie": self._cookie, "X-Gaitkit-Token": self._token,
            "Content-Type": "application/x-www-form-urlencoded",
        }  # fmt: skip

    def post(self, path: str, **fields: object) -> tuple[int, str]:
        """A form as a page of the app sends it: status, and where it leads or what it says."""
        body = urlencode(fields, doseq=True).encode()
        status, headers, said = self.ask("POST", path, body=body, headers=self.own_headers())
        return status, headers.get("location", said.decode())

    def upload(self, content: bytes, title: str) -> tuple[int, dict[str, str]]:
        """A file as the page sends it."""
        headers = {**self.own_headers(), "X-Title": quote(title)}
        status, _, said = self.ask("POST", "/uploads", body=content, headers=headers)
        return status, json.loads(said)

    def new_visit(self, *films: tuple[bytes, str], name: str = "Ada") -> str:
        """A visit of these films; gives its id."""
        ids = [self.upload(*film)[1]["id"] for film in films]
        _, where = self.post(
            "/visits", upload=ids, name=name, activity="auto", model="full", height="1.75",
            held_on="2026-03-01", sex="", age="34",
        )  # fmt: skip
        return where.split("/")[2]

    def files(self) -> list[str]:
        """Every file of the lab but those that it always has."""
        always = {"gaitkit.sqlite3", "secret", "running.lock", "running.txt"}
        found = (p for p in self.data.rglob("*") if p.is_file() and p.name not in always)
        return sorted(str(p.relative_to(self.data)) for p in found)


def until(true: Callable[[], bool], *, within_s: float = 120.0) -> None:
    """Wait for something to be so."""
    give_up = time.monotonic() + within_s
    while not true():
        assert time.monotonic() < give_up, "never became true"
        time.sleep(0.05)
