"""The list of devices as a process of its own sees it: ``python -m tui_voice.audio.listing``.

PortAudio reads the list once and keeps it until it is started anew, which ends every stream. While
one runs, only another process can see what was plugged in since: 0.1 s of work, asked for rarely.
"""

import json
import subprocess
import sys
from contextlib import suppress
from dataclasses import asdict

from tui_voice.audio.device_names import Device, Direction

ANSWER_S = 5.0


def devices_seen_by_a_child(direction: Direction) -> list[Device]:
    """The devices there are now, the default first; empty when the child fails. Blocks."""
    command = [sys.executable, "-m", "tui_voice.audio.listing", direction.name]
    with suppress(OSError, subprocess.SubprocessError, ValueError):
        answer = subprocess.run(  # noqa: S603 # our own module, by our own interpreter
            command, capture_output=True, check=True, timeout=ANSWER_S, stdin=subprocess.DEVNULL
        )
        return [Device(**described) for described in json.loads(answer.stdout)]
    return []


def _main() -> None:
    from tui_voice.audio.portaudio import list_devices

    found = list_devices(Direction[sys.argv[1]])
    print(json.dumps([asdict(device) for device in found]))


if __name__ == "__main__":
    _main()
