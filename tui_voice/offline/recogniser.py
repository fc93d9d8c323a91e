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
from typing import BinaryIO

from tui_voice.offline import wire
from tui_voice.offline.desk import Desk
from tui_voice.offline.dictation import Dictation, PocketSphinx, best_dictation
from tui_voice.offline.grammar import distance, is_sentence, jsgf
from tui_voice.offline.noise import Quietener
from tui_voice.offline.numbers import spelled


class Recogniser:
    """Free dictation and the grammar side by side, fed while the person speaks."""

    def __init__(self, dictation: Dictation, questions: PocketSphinx | None) -> None:
        """``questions`` hears nothing but the everyday questions; ``None`` does without it."""
        self._dictation = dictation
        self._questions = questions
        self._ears = (dictation, questions) if questions else (dictation,)
        self._quietener = Quietener()
        self._asked = False

    def begin(self) -> None:
        """Start an utterance, dropping the one under way."""
        for ear in self._ears:
            ear.begin()
        self._quietener = Quietener()

    def feed(self, pcm: bytes) -> None:
        """Listen to a piece of it."""
        self._asked = False
        self._hear(self._quietener.feed(pcm))

    def so_far(self) -> str:
        """The words of the utterance under way; empty while there are none."""
        self._asked = True
        return self._chosen(*(ear.so_far() for ear in self._ears))

    def finish(self) -> str:
        """End the utterance and return its words; empty when there were none."""
        # Whoever asked at the end has heard all but 24 ms of silence: the words stand.
        if not self._asked:
            self._hear(self._quietener.rest())
        return self._chosen(*(ear.finish() for ear in self._ears))

    def _hear(self, pcm: bytes) -> None:
        if not pcm:
            return  # pocketsphinx does not take an empty buffer
        for ear in self._ears:
            ear.feed(pcm)

    def _chosen(self, free: str, question: str = "") -> str:
        return question if self._is_close(free, question) else free

    def _is_close(self, free: str, question: str) -> bool:
        words = spelled(free)
        if not words or self._questions is None or not is_sentence(question):
            return False
        sounds = self._questions.sounds
        heard = [sound for word in words for sound in sounds(word)]
        expected = [sound for word in question.split() for sound in sounds(word)]
        return distance(heard, expected) <= self._dictation.max_distance


def serve(incoming: BinaryIO, outgoing: BinaryIO) -> None:
    """Answer frames until the input ends, and the process with it."""
    # Read in a thread: whoever finished first is only known when the pile is seen.
    frames: queue.SimpleQueue[wire.Frame] = queue.SimpleQueue()
    threading.Thread(target=_read_all, args=(incoming, frames), daemon=True).start()
    desk = Desk(Recogniser(best_dictation(), _questions()))
    _say(outgoing, {"ready": True})
    while True:
        while desk.idle or not frames.empty():
            desk.take(frames.get())
        heard = desk.work()
        if heard:
            words = {"text" if heard.final else "so_far": heard.words}
            _say(outgoing, {"utterance": heard.utterance, **words})


def _questions() -> PocketSphinx | None:
    try:
        questions = PocketSphinx(lm=None)
    except ImportError:
        return None
    questions.listen_for(jsgf())
    return questions


def _read_all(incoming: BinaryIO, frames: "queue.SimpleQueue[wire.Frame]") -> None:
    while (frame := wire.read_frame(incoming)) is not None:
        frames.put(frame)
    os._exit(0)  # nobody waits for words any more: not for models to load, nor for their last pass


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
