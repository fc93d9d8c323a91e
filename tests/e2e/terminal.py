"""A real terminal for the real app: tmux, watched through its control mode, so nobody sleeps."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path

_names = count()


class Terminal:
    """One program in one tmux window."""

    def __init__(self, socket: str, watcher: asyncio.subprocess.Process) -> None:
        self.open = True
        self._socket = socket
        self._watcher = watcher

    async def press(self, *keys: str) -> None:
        """Press keys, by their tmux names (``Space``, ``Escape``, ``C-q``, ``F2``, ``a``)."""
        await _tmux(self._socket, "send-keys", "-t", "app", *keys)

    async def type(self, text: str) -> None:
        """Type text, letter by letter."""
        await _tmux(self._socket, "send-keys", "-t", "app", "-l", text)

    async def kill(self, signal: str = "KILL") -> None:
        """Send the program a signal; by default one that nothing can hinder: ``exit code 137``."""
        killing = await asyncio.create_subprocess_exec("kill", f"-{signal}", str(await self.pid()))
        assert await killing.wait() == 0, "the program had ended already"

    async def pid(self) -> int:
        """The process of the program."""
        shell = await self.fact("pane_pid")
        return (await children(int(shell)))[0]

    async def fact(self, name: str) -> str:
        """What tmux knows of the window by that name, such as ``alternate_on``."""
        answer = await _tmux(self._socket, "display-message", "-p", "-t", "app", f"#{{{name}}}")
        return answer.strip()

    async def hang_up(self) -> None:
        """Close the window while the program runs, as a lost SSH connection does."""
        self.open = False
        await _tmux(self._socket, "kill-server")

    async def screen(self) -> str:
        """What is on the screen now."""
        return await _tmux(self._socket, "capture-pane", "-p", "-t", "app")

    async def until(self, wanted: str | Callable[[str], bool], timeout_s: float = 30.0) -> str:
        """Wait until the screen shows the text or fulfils the condition; answers with it.

        Raises ``AssertionError`` with the last screen.
        """
        holds = (lambda screen: wanted in screen) if isinstance(wanted, str) else wanted
        screen = await self.screen()
        try:
            async with asyncio.timeout(timeout_s):
                while not holds(screen):
                    await self._something_drawn()
                    screen = await self.screen()
        except TimeoutError:
            raise AssertionError(f"never saw {wanted!r}; the screen was:\n{screen}") from None
        return screen

    async def _something_drawn(self) -> None:
        assert self._watcher.stdout is not None
        while line := await self._watcher.stdout.readline():
            if line.startswith((b"%output", b"%exit", b"%pane-mode-changed")):
                return
        raise AssertionError("tmux is gone")


@asynccontextmanager
async def app_in_terminal(
    folder: Path, *arguments: str, env: Mapping[str, str] | None = None, columns: int = 100,
    rows: int = 30, program: Sequence[str] = ("-m", "tui_voice"), first: bool = False,
) -> AsyncIterator[Terminal]:  # fmt: skip
    """Run ``tui-voice`` as a person would, in a home of its own below ``folder``.

    When it ends, the exit code stands on the screen as ``exit code N``. With ``first`` the home is
    left as it is: one without settings and history is welcomed.
    """
    socket = f"tui-voice-test-{os.getpid()}-{next(_names)}"
    variables = {
        "TERM": "xterm-256color",
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        **{f"XDG_{kind}_HOME": str(folder / kind.lower()) for kind in ("CONFIG", "DATA", "STATE")},
        "XDG_RUNTIME_DIR": str(folder / "runtime"),
        **(env or {}),
    }
    settings = folder / "config" / "tui-voice" / "config.toml"
    if not first:
        settings.parent.mkdir(parents=True, exist_ok=True)
        settings.touch()
    command = [sys.executable, *program, *arguments]
    script = folder / "run"
    assignments = " ".join(f"{name}={_quoted(value)}" for name, value in variables.items())
    script.write_text(
        "trap : INT\n"  # Ctrl-C is for the program; the shell still tells how that ended
        f"env -i {assignments} {' '.join(map(_quoted, command))}\necho exit code $?\nexec cat\n"
    )
    size = ("-x", str(columns), "-y", str(rows))
    await _tmux(socket, "-f", "/dev/null", "new-session", "-d", "-s", "app", *size, f"sh {script}")
    await _tmux(socket, "set-option", "-g", "window-size", "manual")
    watcher = await asyncio.create_subprocess_exec(
        "tmux", "-L", socket, "-C", "attach-session", "-t", "app",
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=1 << 22,
    )  # fmt: skip
    terminal = Terminal(socket, watcher)
    try:
        yield terminal
    finally:
        if terminal.open:
            await _tmux(socket, "kill-server")
        await watcher.communicate()


async def children(pid: int) -> list[int]:
    """The processes that this one has started and that still run."""
    finding = await asyncio.create_subprocess_exec(
        "pgrep", "-P", str(pid), stdout=asyncio.subprocess.PIPE
    )
    output, _ = await finding.communicate()
    return [int(line) for line in output.split()]


async def _tmux(socket: str, *arguments: str) -> str:
    process = await asyncio.create_subprocess_exec(
        "tmux", "-L", socket, *arguments,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    output, errors = await process.communicate()
    assert process.returncode == 0, f"tmux {arguments[0]}: {errors.decode()}"
    return output.decode()


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"
