"""Sums as people say or type them: "what is seven times six", "12 * (3 + 4)". Pure.

A small recursive-descent parser, so that nothing a person says is ever executed.
"""

import re
from fractions import Fraction

from tui_voice.offline.numbers import from_words

_SPOKEN_OPERATORS = {
    "plus": "+",
    "minus": "-",
    "less": "-",
    "times": "*",
    "multiplied by": "*",
    "divided by": "/",
    "over": "/",
    "×": "*",
    "x": "*",
    "÷": "/",
    "−": "-",
}
_TOKEN = re.compile(r"\d+(?:\.\d+)?|[-+*/()]|[a-z]+(?: by\b)?|[×÷−]")
_OPENING = re.compile(r"^(?:and |so )?(?:what is|what's|how much is|calculate|compute)\s+")
_LIMIT = 10**15
_MAX_TOKENS = 60
_LONGEST_NUMBER = 10  # "nine hundred and ninety nine thousand nine hundred and ninety nine"


class NotASumError(ValueError):
    """The words are no arithmetic."""


def solve(question: str) -> Fraction | None:
    """Return the exact value of the sum in a question, or ``None`` when there is none in it.

    Raises ``ZeroDivisionError`` for a division by zero and ``OverflowError`` when the result
    passes 10^15, the limit of what is read out.
    """
    asked = _OPENING.sub("", question.lower().strip(" ?.!=").replace(",", ""))
    try:
        tokens = _tokens(asked)
        value, rest = _sum(tokens)
        if rest or len(tokens) < 3:
            return None
    except NotASumError:
        return None
    if abs(value) > _LIMIT:
        raise OverflowError
    return value


def _tokens(asked: str) -> list[str]:
    if _TOKEN.sub("", asked).strip():
        raise NotASumError(asked)
    words: list[str] = _TOKEN.findall(asked)
    tokens: list[str] = []
    while words and len(tokens) < _MAX_TOKENS:
        token, length = _next(words)
        tokens.append(token)
        words = words[length:]
    return tokens


def _next(words: list[str]) -> tuple[str, int]:
    """The first token and how many words it takes; the longest spelled number wins."""
    for length in range(min(len(words), _LONGEST_NUMBER), 0, -1):
        number = from_words(words[:length])
        if number is not None:
            return str(number), length
    return _SPOKEN_OPERATORS.get(words[0], words[0]), 1


# Each rule takes the tokens that are left and answers with its value and what is left after it.


def _sum(tokens: list[str]) -> tuple[Fraction, list[str]]:
    value, tokens = _product(tokens)
    while tokens and tokens[0] in "+-":
        operator, (right, tokens) = tokens[0], _product(tokens[1:])
        value = value + right if operator == "+" else value - right
    return value, tokens


def _product(tokens: list[str]) -> tuple[Fraction, list[str]]:
    value, tokens = _factor(tokens)
    while tokens and tokens[0] in "*/":
        operator, (right, tokens) = tokens[0], _factor(tokens[1:])
        value = value * right if operator == "*" else value / right
    return value, tokens


def _factor(tokens: list[str]) -> tuple[Fraction, list[str]]:
    match tokens:
        case ["-", *rest]:
            value, rest = _factor(rest)
            return -value, rest
        case ["(", *rest]:
            value, rest = _sum(rest)
            if rest[:1] != [")"]:
                raise NotASumError
            return value, rest[1:]
        case [number, *rest] if number[0].isdigit():
            return Fraction(number), rest
        case _:
            raise NotASumError
