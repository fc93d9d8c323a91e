"""Which heavy packages are loaded when the first frame has been drawn."""

import json
import tempfile
from pathlib import Path

from benchmarks._pty import program
from benchmarks.result import Result

HEAVY = ("openai", "pydantic", "aiohttp", "numpy", "sounddevice")

PROBE = """
import json, pathlib, sys
from tui_voice.cli.house import House
from tui_voice.cli.start import main

async def build(self, publish):
    answer.write_text(json.dumps(sorted(sys.modules)))
    print("written", flush=True)
    raise SystemExit

House.build = build  # called when the first frame is on the screen
answer = pathlib.Path(sys.argv.pop())
sys.argv.append("--offline")
main()
"""


def run() -> list[Result]:
    """The real command line, stopped where it would begin to build the house."""
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder, "modules")
        answer.touch()
        with program(["-c", PROBE, str(answer)]) as terminal:
            while not answer.read_text():
                terminal.pause(0.05)
        loaded = json.loads(answer.read_text())
    heavy = [name for name in HEAVY if name in loaded]
    peer = ", ".join(heavy) or f"none of {', '.join(HEAVY)}"
    return [Result("import_set", len(heavy), "packages", peer, None, "0", not heavy)]
