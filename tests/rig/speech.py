"""Speech to test with."""

import subprocess
from pathlib import Path


def say(text: str, path: Path, voice: str = "slt") -> Path:
    """Have flite speak the text into a WAV file; ``slt`` and ``rms`` are understood best."""
    command = ["flite", "-voice", voice, "-t", text, "-o", str(path)]
    subprocess.run(command, check=True, capture_output=True)
    return path
