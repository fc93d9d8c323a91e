"""The process that recognises speech: ``python -m tui_voice.offline.recogniser``.

pocketsphinx holds Python's global lock while it works, so it lives in a process of its own. It
reads frames from standard input (see ``wire.py``), 16 kHz mono PCM16, answers with JSON lines on
standard output, and ends when its input does: so it never outlives its parent.
"""

import json
import os
import queue
import signal
import sys
import threading
from importlib import import_module
from typing import Any, BinaryIO

from tui_voice.offline import wire
from tui_voice.offline.desk import Desk
from tui_voice.offline.grammar import MAX_DISTANCE, distance, is_sentence, jsgf
from tui_voice.offline.noise import Quietener

_RATE_HZ = 16000

# The decoders' picture of the microphone at the beginning of every utterance, learnt from flite's
# voices: with pocketsphinx's own, twice as much is misheard. It is not carried over, so that the
# same sound is the same words whoever spoke before.
_CEPSTRAL_MEANS = "48,4,8,20,0,0,3,-2,-1,0,3,2,0"


class Recogniser:
    """Free dictation and the grammar side by side, fed while the person speaks."""

    def __init__(self) -> None:
        decoder: Any = import_module("pocketsphinx").Decoder  # ships no types
        # Its second pass over the words (fwdflat) takes three quarters of the time an answer waits
        # for, and does not mishear less.
        options = {"samprate": _RATE_HZ, "loglevel": "FATAL", "fwdflat": False}
        self._dictation = decoder(**options)
        self._questions = decoder(**options, lm=None)
        self._questions.add_jsgf_string("questions", jsgf())
        self._questions.activate_search("questions")
        self._quietener = Quietener()
        self._listening = False

    def begin(self) -> None:
        """Start an utterance, dropping the one under way."""
        self.drop()
        for decoder in (self._dictation, self._questions):
            decoder.set_cmn(_CEPSTRAL_MEANS)
            decoder.start_utt()
        self._quietener = Quietener()
        self._listening = True

    def feed(self, pcm: bytes) -> None:
        """Listen to a piece of it."""
        self._hear(self._quietener.feed(pcm))

    def finish(self) -> str:
        """End the utterance and return its words; empty when there were none."""
        if self._listening:
            self._hear(self._quietener.rest())
        self.drop()
        return self.so_far()

    def so_far(self) -> str:
        """The words of the utterance under way; empty while there are none."""
        free = _words(self._dictation)
        question = _words(self._questions)
        return question if self._is_close(free, question) else free

    def drop(self) -> None:
        """End the utterance under way, if there is one."""
        if self._listening:
            self._listening = False
            for decoder in (self._dictation, self._questions):
                decoder.end_utt()

    def _hear(self, pcm: bytes) -> None:
        if not pcm:
            return  # pocketsphinx does not take an empty buffer
        for decoder in (self._dictation, self._questions):
            decoder.process_raw(pcm, False, False)

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


def serve(incoming: BinaryIO, outgoing: BinaryIO) -> None:
    """Answer frames until the input ends."""
    desk = Desk(Recogniser())
    _say(outgoing, {"ready": True})
    # Read in a thread: whoever finished first is only known when the pile is seen.
    frames: queue.SimpleQueue[wire.Frame | None] = queue.SimpleQueue()
    threading.Thread(target=_read_all, args=(incoming, frames), daemon=True).start()
    while True:
        while desk.idle or not frames.empty():
            frame = frames.get()
            if frame is None:
                return
            desk.take(frame)
        heard = desk.work()
        if heard:
            words = {"text" if heard.final else "so_far": heard.words}
            _say(outgoing, {"utterance": heard.utterance, **words})


def _read_all(incoming: BinaryIO, frames: "queue.SimpleQueue[wire.Frame | None]") -> None:
    while (frame := wire.read_frame(incoming)) is not None:
        frames.put(frame)
    frames.put(None)


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
