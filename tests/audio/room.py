"""A simulated room: a loudspeaker, a microphone, and a person who may speak over the answer."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RATE_HZ = 24_000
BLOCK = 480
FFT_SIZE = 16_384
Samples = NDArray[np.float64]


def impulse_response(length_ms: int, seed: int = 3) -> Samples:
    """A direct path of 5 ms and a tail that falls by 60 dB within ``length_ms``; energy 1."""
    length = RATE_HZ * length_ms // 1000
    tail = np.random.default_rng(seed).normal(size=length)
    tail *= 10 ** (-3 * np.arange(length) / length)
    response = np.concatenate([np.zeros(RATE_HZ // 200), [2.0], tail * 0.3])
    return response / np.sqrt(np.sum(response**2))


def at_level(samples: Samples, rms_db: float) -> Samples:
    """The sound so loud that its speech (what is within 20 dB of its peak) has this RMS in dBFS."""
    loud = samples[np.abs(samples) > np.max(np.abs(samples)) / 10]
    return samples * (10 ** (rms_db / 20) * 32_768 / np.sqrt(np.mean(loud**2)))


@dataclass
class Room:
    """What a microphone hears: the answer through the room, a person, noise; in PCM16 blocks."""

    answer: Samples
    """As it is played."""
    response: Samples
    coupling_db: float
    """How much softer the echo is than what is played."""
    person: Samples | None = None
    person_from: int = 0
    noise_db: float = -65.0
    jumps: tuple[tuple[int, int], ...] = ()
    """Where (samples) a device loses its place: so many samples of silence slip in, or are lost."""
    drift_ppm: float = 0.0
    """By how much the microphone counts too fast."""
    changes: tuple[tuple[int, Samples], ...] = ()
    """Where (samples) the room becomes another at once, and what answers from then on."""

    def heard(self, seed: int = 5) -> Iterator[bytes]:
        """Block after block, as long as the answer, its echo and the person last."""
        echo = convolved(self.answer, self.response)
        for place, response in self.changes:
            later = convolved(self.answer, response)[place:]
            echo = np.concatenate([echo[:place], later])
        echo *= 10 ** (self.coupling_db / 20)
        echo = displaced(echo, self.jumps)
        length = max(echo.size, self.person_from + (0 if self.person is None else self.person.size))
        sound = (
            np.random.default_rng(seed).normal(size=length) * 10 ** (self.noise_db / 20) * 32_768
        )
        sound[: echo.size] += echo
        if self.person is not None:
            sound[self.person_from : self.person_from + self.person.size] += self.person
        if self.drift_ppm:
            moments = np.arange(length) / (1 + self.drift_ppm / 1e6)
            sound = np.interp(moments, np.arange(length), sound)
        pcm = np.clip(np.rint(sound), -32_768, 32_767).astype("<i2").tobytes()
        size = 2 * BLOCK
        return (pcm[i : i + size] for i in range(0, len(pcm) - size + 1, size))


def convolved(sound: Samples, response: Samples) -> Samples:
    """The sound as it comes through a room, piece by piece: one great transform takes seconds."""
    size = FFT_SIZE - response.size + 1
    pieces = np.pad(sound, (0, -sound.size % size)).reshape(-1, size)
    spectra = np.fft.rfft(pieces, FFT_SIZE) * np.fft.rfft(response, FFT_SIZE)
    through = np.zeros(pieces.size + response.size - 1)
    for number, piece in enumerate(np.fft.irfft(spectra, FFT_SIZE)):
        through[number * size : number * size + FFT_SIZE] += piece
    return through[: sound.size + response.size - 1]


def displaced(sound: Samples, jumps: tuple[tuple[int, int], ...]) -> Samples:
    """The sound with so many samples of silence put in at each place, or so many taken out."""
    begin, pieces = 0, list[Samples]()
    for place, by in jumps:
        pieces += [sound[begin:place], np.zeros(max(0, by))]
        begin = place - min(0, by)
    return np.concatenate([*pieces, sound[begin:]])[: sound.size]
