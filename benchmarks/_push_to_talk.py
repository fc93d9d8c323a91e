"""OpenAI's push-to-talk example, unchanged, in a terminal of ours against a server of ours.

pip fetches the source of the installed openai package, which holds the example, into a folder of
the system's temporary ones. The example imports pyaudio for one constant and pydub for a function
that it never calls: two stand-ins of a line each are put on its path, so that neither package nor
what they are built with has to be there.
"""

import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

from benchmarks._pty import Terminal, program

STAND_INS = {"pyaudio.py": "paInt16 = 8\n", "pydub.py": "class AudioSegment: ...\n"}
FILES = ("push_to_talk_app.py", "audio_util.py")
CONNECTED = b"Session ID: s"


class UnavailableError(Exception):
    """The example cannot be had here; the message says why."""


def fetched() -> Path:
    """The folder with the example, fetched once. Raises ``UnavailableError``."""
    release = version("openai")
    folder = Path(tempfile.gettempdir(), f"tui-voice-benchmarks-openai-{release}")
    if all((folder / name).exists() for name in (*FILES, *STAND_INS)):
        return folder
    with tempfile.TemporaryDirectory() as download:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        command += ["--no-binary", "openai", "--dest", download, f"openai=={release}"]
        pip = subprocess.run(command, capture_output=True, text=True, check=False)
        archive = next(Path(download).glob("*.tar.gz"), None)
        if archive is None:
            last = (pip.stderr.strip().splitlines() or ["pip said nothing"])[-1]
            raise UnavailableError(f"openai {release} cannot be downloaded: {last}")
        folder.mkdir(exist_ok=True)
        with tarfile.open(archive) as packed:
            for name in FILES:
                member = f"openai-{release}/examples/realtime/{name}"
                try:
                    (folder / name).write_bytes(packed.extractfile(member).read())
                except (KeyError, AttributeError):
                    raise UnavailableError(f"openai {release} holds no {name}") from None
    for name, text in STAND_INS.items():
        (folder / name).write_text(text)
    return folder


@contextmanager
def push_to_talk(url: str, sound: Mapping[str, str]) -> Iterator[Terminal]:
    """The example, connected to the server at ``url``; ``sound`` leads to a virtual sound card.

    Raises ``UnavailableError`` where it cannot be had.
    """
    script = fetched() / FILES[0]
    env = {"OPENAI_API_KEY": "none", "OPENAI_BASE_URL": url, "NO_PROXY": "*", **sound}
    with program([str(script)], env) as terminal:
        terminal.until(CONNECTED)
        yield terminal


@contextmanager
def ours(url: str, sound: Mapping[str, str], *arguments: str) -> Iterator[Terminal]:
    """Our program in its place."""
    env = {"OPENAI_API_KEY": "none", "NO_PROXY": "*", **sound}
    command = ["-m", "tui_voice", "--base-url", url, "--no-history", *arguments]
    with program(command, env) as terminal:
        terminal.until(b"connected")
        yield terminal
