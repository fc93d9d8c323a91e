"""What the offline server answers: time, date, sums, counting, and saying back what it heard. Pure.

It is no language model and never pretends to be one.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from tui_voice.offline.arithmetic import solve
from tui_voice.offline.numbers import from_words, in_words

COUNT_LIMIT = 100
"""How far it counts: long enough an answer to interrupt."""

_LONGEST_QUESTION = 500
"""Characters; what is longer is no everyday question, and nobody is to wait until it is read."""

WHO = "I am the offline server of tui-voice, not a language model."
ABILITIES = (
    "I can tell the time and the date, do sums, count up to a hundred, tell a joke, "
    "and repeat what I said."
)
GREETING = f"Hello. {WHO} {ABILITIES}"
NOTHING_HEARD = "I did not hear any words. Please say it again."

JOKES = (
    "Why did the microphone go to school? It wanted to be amplified.",
    "I would tell you a joke about silence, but you would not hear it.",
    "My favourite exercise is running. Running offline.",
)


@dataclass(frozen=True, slots=True)
class Context:
    """What an answer may depend on besides the question."""

    now: datetime
    last_answer: str = ""
    answers_given: int = 0


def cannot_hear(reason: str) -> str:
    """What to say when speech came but its words never will; ``reason`` is a sentence."""
    return f"I received your speech but cannot understand it. {reason} Please type instead."


def is_to_read(instructions: str) -> bool:
    """Whether it is told to read the message aloud: the one instruction that it understands."""
    at = 0
    for words in _READ_ALOUD:
        found = words.search(instructions, at)
        if found is None:
            return False
        at = found.end()
    return True


def answer(question: str, context: Context) -> str:
    """Answer a question that was typed or recognised."""
    if len(question) > _LONGEST_QUESTION:
        return _echo(question)
    asked = " ".join(re.sub(r"[^\w\s'+*/().,−×÷-]", " ", question.lower()).split()).strip(" .")
    return (
        _reply(_QUESTIONS, asked, context)
        or _sum(_GREETING.sub("", question))
        or _reply(_COURTESIES, asked, context)
        or _echo(question)
    )


def _reply(replies: "_Replies", asked: str, context: Context) -> str:
    """What the first that fits has to say; nothing where none does."""
    for pattern, reply in replies:
        found = pattern.search(asked)
        if found:
            return reply(found, context)
    return ""


def _time(_found: re.Match[str], context: Context) -> str:
    return f"It is {context.now:%H:%M}."


def _date(_found: re.Match[str], context: Context) -> str:
    return f"Today is {context.now:%A}, {context.now.day} {context.now:%B %Y}."


def _count(found: re.Match[str], _context: Context) -> str:
    words = found["number"].replace("-", " ").split()
    number = int(words[0]) if words[:1] and words[0].isdecimal() else from_words(words)
    if not number or number > COUNT_LIMIT:
        return f"I can count to any number from 1 to {COUNT_LIMIT}."
    return ", ".join(in_words(each) for each in range(1, number + 1)).capitalize() + "."


def _repeat(_found: re.Match[str], context: Context) -> str:
    return context.last_answer or "I have not said anything yet."


def _joke(_found: re.Match[str], context: Context) -> str:
    return JOKES[context.answers_given % len(JOKES)]


def _always(reply: str) -> Callable[[re.Match[str], Context], str]:
    return lambda _found, _context: reply


def _sum(question: str) -> str | None:
    try:
        value = solve(question)
    except ZeroDivisionError:
        return "Nothing can be divided by zero."
    except OverflowError:
        return "That number is too large for me."
    return None if value is None else f"That is {_readable(value)}."


def _readable(value: Fraction) -> str:
    if value.denominator == 1:
        return str(value)
    rounded = f"{float(value):.3f}".rstrip("0").rstrip(".")
    return rounded if Fraction(rounded) == value else f"about {rounded}"


def _echo(question: str) -> str:
    heard = question.strip().rstrip(".")
    return f"I heard: {heard}. {WHO}" if heard else NOTHING_HEARD


_READ_ALOUD = tuple(
    re.compile(rf"\b{words}\b", re.I) for words in ("read", "aloud", "word for word")
)
"""In this order, one by one: a single pattern would take minutes over a text full of the first."""

_Replies = Iterable[tuple[re.Pattern[str], Callable[[re.Match[str], Context], str]]]

_GREETING = re.compile(
    r"^\W*(?:hello|hi|hey|good (?:morning|afternoon|evening))(?: there)?\b[\s,.!]*", re.IGNORECASE
)

_QUESTIONS: _Replies = tuple(
    (re.compile(pattern), reply)
    for pattern, reply in (
        (r"\bwhat time is it|\b(what is|what's|tell me) the time\b", _time),
        (
            r"\bwhat day is\b|\b(what is|what's) (the|today's) date\b"
            r"|\bwhat (month|year) is it\b|\bwhat date is it\b",
            _date,
        ),
        (r"\bcount (up )?to (?P<number>[\w\s-]+)", _count),
        (r"\brepeat\b|\bsay (that|it) again\b|\bwhat did you say\b", _repeat),
        (
            r"\bwho are you\b|\bwhat are you\b|\bwhat('s| is) your name\b",
            _always(f"{WHO} {ABILITIES}"),
        ),
        (r"^help( me)?$|\bwhat can (you do|i say|i ask)\b", _always(ABILITIES)),
        (r"\bjoke\b", _joke),
    )
)
_COURTESIES: _Replies = (
    (_GREETING, _always(GREETING)),
    (re.compile(r"^(thank you|thanks)\b"), _always("You are welcome.")),
    (re.compile(r"^(goodbye|bye|good night)\b"), _always("Goodbye.")),
)
"""What is said beside a question, which then comes first."""
