"""What writes down free speech: Moonshine where it is installed, pocketsphinx elsewhere."""

import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

import numpy as np

RATE_HZ = 16000

# pocketsphinx's picture of the microphone at the beginning of every utterance, learnt from flite's
# voices: with its own, twice as much is misheard. It is not carried over, so that the same sound is
# the same words whoever spoke before.
_CEPSTRAL_MEANS = "48,4,8,20,0,0,3,-2,-1,0,3,2,0"

_MODEL = Path("assets", "tiny-en")

_SAMPLE_BYTES = 2
_LONGEST = 12 * RATE_HZ
"""Samples; Moonshine's own limit is 15 s, and nobody is to wait for more at the end."""

_CUT_WITHIN = 3 * RATE_HZ
_TENTH = RATE_HZ // 10

# Moonshine finds a word in everything, "you" in silence. Of what has no tenth of a second above
# this, or twice as loud as the quietest one, it is not asked.
_FLOOR_RMS = 100 / 32768
_ABOVE_QUIETEST = 2.0


class Dictation(Protocol):
    """Writes down one utterance at a time."""

    max_distance: float
    """Share of differing sounds up to which a question of the grammar is believed instead."""

    def begin(self) -> None:
        """Start an utterance; the one before is over."""
        ...

    def feed(self, pcm: bytes) -> None:
        """Listen to a piece of it: 16 kHz mono PCM16, not empty."""
        ...

    def so_far(self) -> str:
        """Its words up to here."""
        ...

    def finish(self) -> str:
        """End it; all its words."""
        ...


class PocketSphinx:
    """A decoder of pocketsphinx; it works while it is fed."""

    max_distance = 0.6  # separated all of the test clips

    def __init__(self, **options: object) -> None:
        """``options`` are the decoder's own. Raises ``ImportError`` where it is missing."""
        decoder: Any = import_module("pocketsphinx").Decoder  # ships no types
        # Its second pass over the words (fwdflat) takes three quarters of the time an answer waits
        # for, and does not mishear less.
        quick = {"samprate": RATE_HZ, "loglevel": "FATAL", "fwdflat": False}
        self._decoder = decoder(**quick, **options)
        self._listening = False

    def begin(self) -> None:
        """Start an utterance; the one before is over."""
        if self._listening:
            self._decoder.end_utt()
        self._decoder.set_cmn(_CEPSTRAL_MEANS)
        self._decoder.start_utt()
        self._listening = True

    def feed(self, pcm: bytes) -> None:
        """Listen to a piece of it."""
        self._decoder.process_raw(pcm, False, False)

    def so_far(self) -> str:
        """Its words up to here."""
        hypothesis = self._decoder.hyp()
        return hypothesis.hypstr if hypothesis else ""

    def finish(self) -> str:
        """End it; all its words."""
        if self._listening:
            self._listening = False
            self._decoder.end_utt()
        return self.so_far()

    def sounds(self, word: str) -> list[str]:
        """How a word is pronounced; its letters where the dictionary does not know it."""
        return (self._decoder.lookup_word(word) or " ".join(word)).split()

    def listen_for(self, grammar: str) -> None:
        """Hear nothing but the sentences of a grammar in the JSpeech Grammar Format."""
        self._decoder.add_jsgf_string("grammar", grammar)
        self._decoder.activate_search("grammar")


class Moonshine:
    """Moonshine's smallest model; it works when it is asked, or every twelve seconds."""

    max_distance = 0.5  # one of 300 sentences on other matters was taken for a question

    def __init__(self, *, lasts_s: float = 120) -> None:
        """Open the model. Raises ``ImportError`` or ``MoonshineError`` where it cannot.

        After ``lasts_s`` of sound it is opened anew: it keeps 0.6 MB of every second it heard.
        """
        self._lasts = lasts_s * RATE_HZ
        self._api: Any = import_module("moonshine_voice.transcriber")
        self._kinds: Any = import_module("moonshine_voice.moonshine_api").ModelArch
        self._model = self._open()
        self._heard = 0
        self.begin()

    def begin(self) -> None:
        """Start an utterance; the one before is over."""
        if self._heard > self._lasts:
            self._model.close()
            self._model = self._open()
            self._heard = 0
        self._written = ""
        self._waiting = np.zeros(0, np.float32)
        self._words: str | None = ""

    def feed(self, pcm: bytes) -> None:
        """Keep a piece of it; a long utterance is written down part by part."""
        self._waiting = np.concatenate([self._waiting, np.frombuffer(pcm, np.int16) / 32768.0])
        self._words = None
        while len(self._waiting) > _LONGEST:
            cut = self._quietest()
            self._written = f"{self._written} {self._write(self._waiting[:cut])}".strip()
            self._waiting = self._waiting[cut:]

    def so_far(self) -> str:
        """Its words up to here; asked again about the same sound, it does not work again."""
        if self._words is None:
            self._words = f"{self._written} {self._write(self._waiting)}".strip()
        return self._words

    def finish(self) -> str:
        """All its words."""
        return self.so_far()

    def _open(self) -> Any:
        folder = Path(self._api.__file__).parent / _MODEL
        # Who speaks when is our own detector's matter: a second one would cut off beginnings.
        options = {"vad_threshold": "0", "return_audio_data": "false"}
        return self._api.Transcriber(str(folder), self._kinds.TINY, options=options)

    def _write(self, sound: "np.ndarray[Any, Any]") -> str:
        if not _has_speech(sound):
            return ""
        self._heard += len(sound)
        lines = self._model.transcribe_without_streaming(sound.tolist(), RATE_HZ).lines
        return " ".join(line.text.strip() for line in lines).strip()

    def _quietest(self) -> int:
        """Where to cut a long utterance: the quietest tenth of a second of the last three."""
        begins = range(_LONGEST - _CUT_WITHIN, _LONGEST, _TENTH)
        begin = min(begins, key=lambda at: float(np.sum(self._waiting[at : at + _TENTH] ** 2)))
        return begin + _TENTH // 2


def _has_speech(sound: "np.ndarray[Any, Any]") -> bool:
    tenths = sound[: len(sound) // _TENTH * _TENTH].reshape(-1, _TENTH)
    if len(tenths) < 2:
        return False  # nothing to compare with, and too short for the model
    loudness = np.sqrt(np.mean(tenths**2, axis=1))
    return bool(max(loudness) > max(_FLOOR_RMS, _ABOVE_QUIETEST * min(loudness)))


def has_moonshine() -> bool:
    """Whether Moonshine is installed with its model; later versions bring none."""
    try:
        found = find_spec("moonshine_voice")
    except ValueError:  # how a module that is barred from being imported shows
        return False
    return bool(found and found.origin and (Path(found.origin).parent / _MODEL).is_dir())


def best_dictation() -> Dictation:
    """The best there is. Raises ``ImportError`` when there is none."""
    if has_moonshine():
        moonshine_error: Any = import_module("moonshine_voice.errors").MoonshineError
        try:
            return Moonshine()
        except (OSError, moonshine_error) as error:
            print(f"Moonshine does not load, pocketsphinx listens: {error}", file=sys.stderr)
    return PocketSphinx()
