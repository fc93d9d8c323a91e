"""Stands in for ``sounddevice`` in a child whose ``PYTHONPATH`` leads here.

The file named by ``PLUGGED_IN`` says in JSON which devices are there: name, inputs, outputs, rate.
Like PortAudio it reads that once, knows nothing of what came since, and does not open what is gone.
A device opens at its own rate and with all of its channels only.
"""

import json
import os
import threading
from pathlib import Path
from types import SimpleNamespace

PERIOD_S = 0.02
default = SimpleNamespace(device={"input": -1, "output": -1})
opened = []
"""Names of the devices that were opened, in order."""
_known = []


class PortAudioError(Exception):
    pass


def _plugged_in():
    return [tuple(device) for device in json.loads(Path(os.environ["PLUGGED_IN"]).read_text())]


def _initialize():
    _known[:] = _plugged_in()
    for place, way in enumerate(("input", "output"), 1):
        able = [index for index, device in enumerate(_known) if device[place]]
        default.device[way] = able[0] if able else -1


def _terminate():
    _known.clear()


def query_devices():
    return [
        {
            "index": index,
            "name": name,
            "max_input_channels": inputs,
            "max_output_channels": outputs,
            "default_samplerate": rate_hz,
        }
        for index, (name, inputs, outputs, rate_hz) in enumerate(_known)
    ]


class _Stream:
    """Calls back every 20 ms, from a thread."""

    latency = 0.04
    closed = False
    way = 0

    def __init__(self, device, samplerate, channels, blocksize, callback, **others):
        wanted = _known[device]
        if wanted not in _plugged_in():
            raise PortAudioError("Device unavailable")
        if (samplerate, channels) != (wanted[3], wanted[self.way]):
            raise PortAudioError("Invalid sample rate")
        opened.append(wanted[0])
        self._frames = blocksize
        self._block = memoryview(bytearray(2 * blocksize * channels))
        self._callback = callback
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self):
        self._thread.start()

    def close(self):
        self.closed = True
        self._ended.set()
        self._thread.join()

    def _run(self):
        time = SimpleNamespace(currentTime=1.0, outputBufferDacTime=1.0)
        while not self._ended.wait(PERIOD_S):
            self._callback(self._block, self._frames, time, None)


class RawInputStream(_Stream):
    way = 1


class RawOutputStream(_Stream):
    way = 2


_initialize()
