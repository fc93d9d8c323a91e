"""The commands without a screen, run as people and scripts run them."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from signal import SIGINT

TIMEOUT_S = 60.0


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str


def environment(folder: Path) -> dict[str, str]:
    """A home of its own below ``folder``, without any key."""
    homes = {f"XDG_{kind}_HOME": str(folder / kind.lower()) for kind in ("CONFIG", "DATA", "STATE")}
    return {"PATH": os.environ["PATH"], "HOME": str(folder), "LANG": "C.UTF-8", **homes}


def run(
    folder: Path, *arguments: str, stdin: bytes = b"", env: Mapping[str, str] | None = None
) -> Ran:
    """Run ``tui-voice`` to its end."""
    ran = subprocess.run(
        [sys.executable, "-m", "tui_voice", *arguments],
        input=stdin,
        capture_output=True,
        env={**environment(folder), **(env or {})},
        timeout=TIMEOUT_S,
        check=False,
    )
    return Ran(ran.returncode, ran.stdout.decode(), ran.stderr.decode())


class Running:
    """``tui-voice`` while it runs."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self._process = process

    def read(self, count: int) -> bytes:
        """The next bytes of its standard output; waits for them."""
        assert self._process.stdout is not None
        return self._process.stdout.read(count)

    def read_line(self) -> str:
        """The next line of its standard output."""
        assert self._process.stdout is not None
        return self._process.stdout.readline().decode()

    def stop_reading(self) -> None:
        """Close its standard output, as ``head -1`` does."""
        assert self._process.stdout is not None
        self._process.stdout.close()

    def give(self, data: bytes) -> None:
        """Write to its standard input, which stays open."""
        assert self._process.stdin is not None
        self._process.stdin.write(data)
        self._process.stdin.flush()

    def interrupt(self) -> None:
        """Press Ctrl-C, which a terminal tells all that the program has started, too."""
        os.killpg(self._process.pid, SIGINT)

    def end(self) -> Ran:
        """Wait for its end; answers with the rest of what it wrote."""
        if self._process.stdout is not None and self._process.stdout.closed:
            self._process.stdout = None
        if self._process.stdin is not None:
            # communicate would close it at once: the program must end without that.
            self._process.wait(TIMEOUT_S)
        out, err = self._process.communicate(timeout=TIMEOUT_S)
        return Ran(self._process.returncode, (out or b"").decode(), err.decode())


@contextmanager
def running(
    folder: Path,
    arguments: Sequence[str],
    *,
    piped: bool = False,
    env: Mapping[str, str] | None = None,
) -> Iterator[Running]:
    """Run ``tui-voice`` beside the test; ``piped``: the test has something to give it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tui_voice", *arguments],
        stdin=subprocess.PIPE if piped else subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**environment(folder), **(env or {})},
        start_new_session=True,
    )
    try:
        yield Running(process)
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()


@contextmanager
def offline_server(*flags: str) -> Iterator[str]:
    """The project's own server, for many commands; its address."""

    process = subprocess.Popen(
        [sys.executable, "-m", "tui_voice", "serve", "--port", "0", "--json", *flags],
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        yield json.loads(process.stdout.readline())["url"]
    finally:
        process.terminate()
        process.communicate()
