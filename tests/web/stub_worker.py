"""A worker that measures nothing: it takes its time, writes down what it did, and is done.

At a clip whose title begins with "crash" it dies without a word; at one that begins with "linger"
it stays when all is said.
"""

import json
import os
import sys
import threading
import time
from pathlib import Path

task = json.loads(sys.stdin.readline())


def _end_with_parent() -> None:
    sys.stdin.read()
    os._exit(1)


def _say(message: dict) -> None:
    print(json.dumps(message), flush=True)


def _note(what: str) -> None:
    log = Path(task["out"]).parents[1] / "stub.log"
    with log.open("a", encoding="utf-8") as file:
        file.write(f"{what} {task['title']}\n")


threading.Thread(target=_end_with_parent, daemon=True).start()
if task["task"] == "check":
    _say({"end": {"width_px": 640, "height_px": 480, "duration_s": 2.0}})
    sys.exit()
_note("begun")
if task["title"].startswith("crash"):
    os._exit(139)
for step in range(8):
    _say({"stage": "pose", "share": step / 8})
    time.sleep(0.1)
folder = Path(task["out"]) / "clip"
folder.mkdir(parents=True)
(folder / "analysis.json").write_text('{"schema_version": 1}', encoding="utf-8")
number = {
    "activity": "walk", "metric": "cadence_spm", "side": "both", "value": 110.0, "low": 109.0,
    "high": 111.0, "quality": "good", "view": "side",
}  # fmt: skip
_note("done")
_say({"end": {"numbers": [number]}})
if task["title"].startswith("linger"):
    time.sleep(3600)
