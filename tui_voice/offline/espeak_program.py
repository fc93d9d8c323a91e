"""espeak-ng as a program, for machines that have it but not the package espeakng-loader."""

import io
import shutil
import subprocess
import wave

from tui_voice.offline.espeak_library import EspeakError
from tui_voice.offline.voices import Timbre

_TIMEOUT_S = 20.0


class EspeakProgram:
    """The program, run once for each piece. It has no option for the pitch range."""

    rate_hz = 22050

    def __init__(self) -> None:
        """Find the program. Raises ``EspeakError`` when there is none."""
        found = shutil.which("espeak-ng")
        if found is None:
            raise EspeakError("the program espeak-ng is not installed")
        self._program = found

    def synthesise(self, text: str, timbre: Timbre, words_per_minute: int) -> bytes:
        """Speak a text into mono PCM16 at ``rate_hz``; empty when the program fails."""
        options = ["-v", timbre.name, "-s", str(words_per_minute), "-p", str(timbre.pitch)]
        spoken = subprocess.run(  # noqa: S603 - the program found on PATH, the text on its input
            [self._program, *options, "--stdin", "--stdout"],
            input=text.encode(),
            capture_output=True,
            timeout=_TIMEOUT_S,
            check=False,
        )
        return _samples(spoken.stdout)


def _samples(wav: bytes) -> bytes:
    # A program that writes to a pipe cannot know the length, so the header's is not to be trusted;
    # the wave module stops at the end of the data either way.
    try:
        with wave.open(io.BytesIO(wav)) as sound:
            return sound.readframes(len(wav))
    except (wave.Error, EOFError):
        return b""
