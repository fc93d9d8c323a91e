"""Text from a server is data: what a terminal would obey is made visible or left out."""

import unicodedata

_JOINERS = "\u200c\u200d"
"""Invisible, but letters of Persian and emoji hang on them, and no terminal obeys them."""

_SHOWN = {
    "\n": "\n",
    "\t": "    ",
    "\r": "",
    "\x7f": "␡",
    "\u2028": "\n",
    "\u2029": "\n",
    "\u202a": "‹LRE›",
    "\u202b": "‹RLE›",
    "\u202c": "‹PDF›",
    "\u202d": "‹LRO›",
    "\u202e": "‹RLO›",
    "\u2066": "‹LRI›",
    "\u2067": "‹RLI›",
    "\u2068": "‹FSI›",
    "\u2069": "‹PDI›",
}


def _shown(char: str) -> str:
    if char in _SHOWN:
        return _SHOWN[char]
    if char < " ":
        return chr(0x2400 + ord(char))
    match unicodedata.category(char):
        case "Cc" | "Cs":
            return "\N{REPLACEMENT CHARACTER}"
        case "Cf" if char not in _JOINERS:
            return ""
        case _:
            return char


class _Table(dict[int, str]):
    """Fills itself with the characters that are met; Unicode bounds its length."""

    def __missing__(self, code: int) -> str:
        self[code] = shown = _shown(chr(code))
        return shown


_TABLE = _Table()


def inert(text: str) -> str:
    """``text`` with nothing left in it that a terminal would obey; only line feeds stay.

    Control characters become their pictures, bidirectional controls their names, other invisible
    format characters and carriage returns go, lone surrogates become U+FFFD. It works character by
    character: ``inert(a + b) == inert(a) + inert(b)``, so streamed text may be treated piecemeal.
    """
    return text.translate(_TABLE)


def inert_line(text: str) -> str:
    """``text`` made inert and folded into one line."""
    return " ".join(inert(text).split())
