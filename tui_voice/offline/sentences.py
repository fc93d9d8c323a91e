"""Cuts an answer that is still being written into what is spoken in one go. Pure."""

import re

_MAX_PIECE = 120
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"')\]]*\s+|\n+\s*")
_COMMA = re.compile(r"[,;:]\s+")


class Sentences:
    """Takes text as it comes; gives it back, nothing lost, in pieces that can be spoken.

    ``whole`` waits for the end of each sentence, and cuts long ones at their commas; otherwise
    text is passed on as it comes.
    """

    def __init__(self, *, whole: bool) -> None:
        self._whole = whole
        self._text = ""

    def take(self, text: str) -> list[str]:
        """Take more; return the pieces that are complete now."""
        if not self._whole:
            return [text] if text else []
        self._text += text
        pieces: list[str] = []
        done = 0
        for found in _SENTENCE_END.finditer(self._text):
            pieces += _at_commas(self._text[done : found.end()])
            done = found.end()
        self._text = self._text[done:]
        return pieces

    def rest(self) -> list[str]:
        """What is left at the end."""
        rest, self._text = self._text, ""
        return _at_commas(rest)


def _at_commas(sentence: str) -> list[str]:
    pieces: list[str] = []
    piece, done = "", 0
    for end in [found.end() for found in _COMMA.finditer(sentence)] + [len(sentence)]:
        part = sentence[done:end]
        done = end
        if piece and len(piece) + len(part) > _MAX_PIECE:
            pieces.append(piece)
            piece = ""
        piece += part
    return [*pieces, piece] if piece else pieces
