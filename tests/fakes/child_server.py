"""A stand-in for the offline server's process: says where it listens, then waits for its end."""

import sys
from collections.abc import Sequence
from pathlib import Path

_PROGRAM = """
import json, os, sys
folder, *missing = sys.argv[1:]
with open(os.path.join(folder, "starts"), "a") as starts:
    starts.write(f"{os.getpid()}\\n")
print("warming up", file=sys.stderr)
print(json.dumps({"url": "http://127.0.0.1:9/v1", "parts": {}, "missing": missing}), flush=True)
sys.stdin.read()
open(os.path.join(folder, "ended"), "w").close()
"""


def child(folder: Path, missing: Sequence[str] = ()) -> list[str]:
    """A command whose process notes in ``folder`` that it started, and that it ended in peace."""
    return [sys.executable, "-c", _PROGRAM, str(folder), *missing]


def starts(folder: Path) -> list[int]:
    """The process ids of those that were started."""
    return [int(line) for line in (folder / "starts").read_text().splitlines()]
