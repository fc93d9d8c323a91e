"""The everyday questions as a grammar, and when to believe it rather than free dictation. Pure.

A recogniser that may only hear these sentences hears them well, but it hears them in everything.
It is believed when the sounds of its sentence are close to those of free dictation.
"""

import re
from collections.abc import Sequence

MAX_DISTANCE = 0.6
"""Largest share of differing sounds at which the grammar is believed; separated all test clips."""

_RULES = {
    "command": "<time> | <date> | <sum> | <count> | <about> | <repeat> | <joke> | <courtesy>",
    "time": "what time is it [now] | what is the time | what's the time | tell me the time",
    "date": (
        "what day is it [today] | what day is today | what is the date [today] | what's the date"
        " | what is today's date | what month is it | what year is it"
    ),
    "sum": "(what is | what's | how much is) <number> <operator> <number>",
    "operator": "plus | minus | times | multiplied by | divided by",
    "count": "count [up] to <number>",
    "about": (
        "who are you | what are you | what is your name | what's your name | help | help me"
        " | what can you do | what can i say | what can i ask [you]"
    ),
    "repeat": (
        "repeat that | say that again | say it again | can you repeat that | what did you say"
    ),
    "joke": "tell me a joke | tell me another joke",
    "courtesy": (
        "hello | hello there | good morning | good afternoon | good evening"
        " | thank you | thanks | goodbye"
    ),
    "number": "<small> | [a | one] hundred [[and] <small>] | <unit> hundred [[and] <small>]",
    "small": "<unit> | <teen> | <ten> [<unit>]",
    "unit": "zero | one | two | three | four | five | six | seven | eight | nine",
    "teen": (
        "ten | eleven | twelve | thirteen | fourteen | fifteen | sixteen | seventeen | eighteen"
        " | nineteen"
    ),
    "ten": "twenty | thirty | forty | fifty | sixty | seventy | eighty | ninety",
}


def jsgf() -> str:
    """The grammar in the JSpeech Grammar Format that pocketsphinx reads."""
    rules = [f"<{name}> = {body};" for name, body in _RULES.items()]
    return "\n".join(["#JSGF V1.0;", "grammar questions;", f"public {rules[0]}", *rules[1:], ""])


def is_sentence(words: str) -> bool:
    """Whether these words are a whole sentence of the grammar, not only the beginning of one."""
    return _SENTENCE.fullmatch(f" {words}") is not None


def _pattern(body: str) -> str:
    parts = re.findall(r"<\w+>|[\w']+|[][()|]", body)
    return "".join(_as_regex(part) for part in parts)


def _as_regex(part: str) -> str:
    if part.startswith("<"):
        return f"(?:{_pattern(_RULES[part[1:-1]])})"
    return {"[": "(?:", "(": "(?:", "]": ")?", ")": ")", "|": "|"}.get(part, f" {part}")


_SENTENCE = re.compile(_pattern(_RULES["command"]))


def distance(heard: Sequence[str], expected: Sequence[str]) -> float:
    """Edit distance between two lists of sounds, 0 (the same) to 1 (nothing in common)."""
    return edits(heard, expected) / max(len(heard), len(expected), 1)


def edits(heard: Sequence[str], expected: Sequence[str]) -> int:
    """How many must be put in, left out or exchanged to make one of the other."""
    row = list(range(len(expected) + 1))
    for index, sound in enumerate(heard, start=1):
        diagonal, row[0] = row[0], index
        for column, other in enumerate(expected, start=1):
            change = diagonal + (sound != other)
            diagonal, row[column] = row[column], min(row[column] + 1, row[column - 1] + 1, change)
    return row[-1]
