"""Numbers in words and back, up to 999 999. Pure."""

# fmt: off
_UNITS = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
# fmt: on

_VALUES = {
    **{word: value for value, word in enumerate(_UNITS)},
    **{word: 20 + 10 * index for index, word in enumerate(_TENS)},
    "a": 1,  # as in "a hundred"
}


def in_words(number: int) -> str:
    """Spell a number: ``in_words(42) == "forty-two"``. Raises ``ValueError`` beyond 999 999."""
    if number < 0:
        return f"minus {in_words(-number)}"
    if number < len(_UNITS):
        return _UNITS[number]
    if number < 100:
        tens, unit = divmod(number, 10)
        return _TENS[tens - 2] + (f"-{_UNITS[unit]}" if unit else "")
    if number < 1000:
        hundreds, rest = divmod(number, 100)
        return f"{_UNITS[hundreds]} hundred" + (f" and {in_words(rest)}" if rest else "")
    if number < 1_000_000:
        thousands, rest = divmod(number, 1000)
        return f"{in_words(thousands)} thousand" + (f" {in_words(rest)}" if rest else "")
    raise ValueError(f"{number} is too long a number to spell")


def from_words(words: list[str]) -> int | None:
    """Read a spelled number: ``from_words(["forty", "two"]) == 42``; ``None`` if it is none."""
    total = 0
    part: int | None = None
    for word in words:
        if word == "and" and part is not None:
            continue
        if word == "thousand" and part is not None and not total:
            total, part = part * 1000, 0
        elif word == "hundred" and (part is None or 0 < part < 10):
            part = 100 * (part or 1)
        elif word in _VALUES and _fits(part, _VALUES[word]):
            part = (part or 0) + _VALUES[word]
        else:
            return None
    return None if part is None or words[-1] in ("and", "a") else total + part


def _fits(part: int | None, value: int) -> bool:
    """Whether a word may follow: "forty two" and "hundred twelve" do, "two forty" does not."""
    rest = (part or 0) % 100
    if not rest:
        return 0 < value < 100 or part is None
    return rest >= 20 and rest % 10 == 0 and 0 < value < 10
