"""The process that recognises speech: ``python -m tui_voice.offline.recogniser``.

pocketsphinx holds Python's global lock while it works, so it lives in a process of its own. It
reads frames from standard input (see ``wire.py``), 16 kHz mono PCM16, answers with JSON lines on
standard output, and ends when its input does: so it never outlives its parent.
"""

import json
import os
import signal
import sys
from importlib import import_module
from typing import Any, BinaryIO, Protocol

from tui_voice.offline import wire
from tui_voice.offline.grammar import MAX_DISTANCE, distance, is_sentence, jsgf

_RATE_HZ = 16000

# The decoders' picture of the microphone at the beginning of every utterance, learnt from flite's
# voices: with pocketsphinx's own, twice as much is misheard. It is not carried over, so that the
# same sound is the same words whoever spoke before.
_CEPSTRAL_MEANS = "48,4,8,20,0,0,3,-2,-1,0,3,2,0"


class Recogniser:
    """Free dictation and the grammar side by side, fed while the person speaks."""

    def __init__(self) -> None:
        decoder: Any = import_module("pocketsphinx").Decoder  # ships no types
        options = {"samprate": _RATE_HZ, "loglevel": "FATAL"}
        self._dictation = decoder(**options)
        self._questions = decoder(**options, lm=None)
        self._questions.add_jsgf_string("questions", jsgf())
        self._questions.activate_search("questions")
        self._listening = False

    def begin(self) -> None:
        """Start an utterance, dropping the one under way."""
        self.drop()
        for decoder in (self._dictation, self._questions):
            decoder.set_cmn(_CEPSTRAL_MEANS)
            decoder.start_utt()
        self._listening = True

    def feed(self, pcm: bytes) -> None:
        """Listen to a piece of it."""
        if not pcm:
            return  # pocketsphinx does not take an empty buffer
        for decoder in (self._dictation, self._questions):
            decoder.process_raw(pcm, False, False)

    def finish(self) -> str:
        """End the utterance and return its words; empty when there were none."""
        self.drop()
        free = _words(self._dictation)
        question = _words(self._questions)
        return question if self._is_close(free, question) else free

    def drop(self) -> None:
        """End the utterance under way, if there is one."""
        if self._listening:
            self._listening = False
            for decoder in (self._dictation, self._questions):
                decoder.end_utt()

    def _is_close(self, free: str, question: str) -> bool:
        if not free or not is_sentence(question):
            return False
        return distance(self._sounds(free), self._sounds(question)) <= MAX_DISTANCE

    def _sounds(self, words: str) -> list[str]:
        sounds: list[str] = []
        for word in words.split():
            sounds += (self._dictation.lookup_word(word) or word).split()
        return sounds


def _words(decoder: Any) -> str:
    hypothesis = decoder.hyp()
    return hypothesis.hypstr if hypothesis else ""


class Ears(Protocol):
    """What listens to one utterance at a time."""

    def begin(self) -> None:
        """Start an utterance, dropping the one under way."""
        ...

    def feed(self, pcm: bytes) -> None:
        """Listen to a piece of it: 16 kHz mono PCM16."""
        ...

    def drop(self) -> None:
        """End the utterance under way, if there is one."""
        ...

    def finish(self) -> str:
        """End the utterance and return its words; empty when there were none."""
        ...


class Desk:
    """Utterances that arrive interleaved, worked off one at a time.

    The decoders hold one utterance. The sound of the others is kept until they are finished; the
    one that is finished first goes first, and the one under way starts over.
    """

    def __init__(self, ears: Ears) -> None:
        self._ears = ears
        self._sound: dict[int, bytearray] = {}
        self._under_way: int | None = None

    def take(self, frame: wire.Frame) -> str | None:
        """Take a frame; return the words when it ended an utterance."""
        match frame.kind:
            case wire.Kind.SOUND:
                self._sound.setdefault(frame.utterance, bytearray()).extend(frame.payload)
                if self._under_way is None:
                    self._start(frame.utterance)
                elif self._under_way == frame.utterance:
                    self._ears.feed(frame.payload)
            case wire.Kind.FINISH:
                if self._under_way != frame.utterance:
                    self._start(frame.utterance)
                self._forget(frame.utterance)
                return self._ears.finish()
            case wire.Kind.DISCARD:
                if self._under_way == frame.utterance:
                    self._ears.drop()
                self._forget(frame.utterance)
        return None

    def _start(self, utterance: int) -> None:
        self._under_way = utterance
        self._ears.begin()
        self._ears.feed(bytes(self._sound.get(utterance, b"")))

    def _forget(self, utterance: int) -> None:
        self._sound.pop(utterance, None)
        if self._under_way == utterance:
            self._under_way = None


def serve(incoming: BinaryIO, outgoing: BinaryIO) -> None:
    """Answer frames until the input ends."""
    desk = Desk(Recogniser())
    _say(outgoing, {"ready": True})
    while (frame := wire.read_frame(incoming)) is not None:
        words = desk.take(frame)
        if words is not None:
            _say(outgoing, {"utterance": frame.utterance, "text": words})


def _say(outgoing: BinaryIO, message: dict[str, object]) -> None:
    outgoing.write(json.dumps(message).encode() + b"\n")
    outgoing.flush()


def main() -> None:
    """Serve standard input and output."""
    # Ctrl-C in the terminal reaches the whole group; the parent decides when this process ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Keep the answers apart from anything the library might print.
    outgoing = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    serve(sys.stdin.buffer, outgoing)


if __name__ == "__main__":
    main()
