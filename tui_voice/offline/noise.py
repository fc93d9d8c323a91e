"""Takes the steady noise of a room out of speech before it is recognised: spectral subtraction."""

import numpy as np
import numpy.typing as npt

_FRAME, _HOP = 512, 128
"""32 and 8 ms at 16 kHz."""

_QUIETEST = 16
"""How many of the quietest frames so far are taken for the room: 128 ms of a pause are enough."""

# Half as much again as the noise is taken off, and a tenth of each band always stays: less noise
# is heard as words, and more of it taken away eats them. Measured on flite's voices in white noise.
_TAKEN = 1.5
_LEAST_GAIN = 0.1

_WINDOW = np.hanning(_FRAME + 1)[:_FRAME]
_SCALE = _HOP / float(np.sum(_WINDOW**2))


class Quietener:
    """Listens to one utterance, 16 kHz mono PCM16, and gives it back with less noise.

    It comes back 24 ms late; ``rest`` brings what is left at the end.
    """

    def __init__(self) -> None:
        self._sound = np.zeros(_FRAME - _HOP)
        self._silent_frames = _FRAME // _HOP - 1  # those that begin in our own zeros
        self._ready = np.zeros(_FRAME)
        self._room = np.zeros((_QUIETEST, _FRAME // 2 + 1))
        self._room_energy = np.full(_QUIETEST, np.inf)

    def feed(self, pcm: bytes) -> bytes:
        """Take a piece; return what is ready."""
        heard = np.frombuffer(pcm, np.int16).astype(np.float64)
        self._sound = np.concatenate([self._sound, heard])
        ready: list[npt.NDArray[np.float64]] = [np.zeros(0)]
        while len(self._sound) >= _FRAME:
            ready.append(self._next(self._sound[:_FRAME]))
            self._sound = self._sound[_HOP:]
        return np.clip(np.concatenate(ready), -32768, 32767).astype(np.int16).tobytes()

    def rest(self) -> bytes:
        """Return the end of it."""
        return self.feed(bytes(2 * _FRAME))

    def _next(self, frame: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        spectrum = np.fft.rfft(_WINDOW * frame)
        power = np.abs(spectrum) ** 2
        self._learn(power)
        kept = 1 - _TAKEN * self._noise() / np.maximum(power, 1e-9)
        gain = np.sqrt(np.maximum(kept, _LEAST_GAIN**2))
        self._ready += _WINDOW * np.fft.irfft(gain * spectrum) * _SCALE
        out = self._ready[:_HOP].copy()
        self._ready = np.concatenate([self._ready[_HOP:], np.zeros(_HOP)])
        return out

    def _learn(self, power: npt.NDArray[np.float64]) -> None:
        if self._silent_frames:
            self._silent_frames -= 1
            return
        energy = float(np.sum(power))
        loudest = int(np.argmax(self._room_energy))
        if energy < self._room_energy[loudest]:
            self._room_energy[loudest] = energy
            self._room[loudest] = power

    def _noise(self) -> npt.NDArray[np.float64]:
        known = np.isfinite(self._room_energy)
        return np.mean(self._room[known], axis=0) if known.any() else self._room[0]
