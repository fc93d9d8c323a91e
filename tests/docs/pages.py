"""The pages of the documentation, and the commands they show."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).parents[2]
FLAGS = ROOT / "docs" / "flags.md"
PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted(path for path in (ROOT / "docs").rglob("*.md") if path != FLAGS),
]
"""All but that one, which is what the commands say themselves."""

SHELL, CONSOLE, ZSH = "sh", "console", "zsh"
_FENCE = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")


@dataclass(frozen=True)
class Block:
    """Commands that stand together on a page; in a ``console`` with what they print.

    Those of a ``zsh`` are for that shell alone.
    """

    page: Path
    line: int
    kind: str
    text: str

    @property
    def name(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"

    @property
    def lines(self) -> "list[Block]":
        """Each line as a block of its own."""
        return [replace(self, text=line) for line in self.text.splitlines(keepends=True)]

    @property
    def steps(self) -> list[tuple[str, str | None]]:
        """Each command, and what it prints, where that is shown."""
        if self.kind != CONSOLE:
            return [(self.text, None)]
        shown = re.split(r"^\$ ", self.text, flags=re.MULTILINE)[1:]
        return [(command, told) for command, _, told in (each.partition("\n") for each in shown)]


def blocks(page: Path, text: str | None = None) -> list[Block]:
    """All blocks of commands on a page."""
    text = page.read_text(encoding="utf-8") if text is None else text
    found: list[Block] = []
    for fence in _FENCE.finditer(text):
        kind, body = fence[2], fence[3]
        if kind in (SHELL, CONSOLE, ZSH):
            found.append(Block(page, text.count("\n", 0, fence.start(3)) + 1, kind, body))
        elif re.search(r"^\$ ", body, re.MULTILINE):
            raise AssertionError(f"{page.name}: commands in a block that is not `console`: {body}")
    return found


def lines_with_commands(page: Path) -> Iterator[str]:
    """What names ``tui-voice`` on a page: lines of its blocks, pieces of its running text."""
    text = page.read_text(encoding="utf-8")
    fences = (line for fence in _FENCE.finditer(text) for line in fence[3].splitlines())
    for line in (*fences, *_INLINE.findall(_FENCE.sub("", text))):
        if re.search(r"(?<![-\w/.])tui-voice( |$)", line):
            yield line


def examples_in_help() -> list[Block]:
    """The lines of the commands' own examples, those of a command together.

    Each without what is told beside it.
    """
    found: list[Block] = []
    for number, line in enumerate(FLAGS.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("## "):
            found.append(Block(FLAGS, number, SHELL, ""))
        elif re.match(r" {4}(?=\S).*tui-voice", line):
            example = re.split(r" {3,}", line.strip())[0]
            found[-1] = replace(found[-1], text=f"{found[-1].text}{example}\n")
    return found


def arguments_of(line: str) -> Iterator[list[str]]:
    """What each ``tui-voice`` in a line of shell, or of a program that calls it, is given."""
    for words in _simple_commands(line):
        for number, word in enumerate(words):
            if word == "tui-voice":
                yield words[number + 1 :]
                break
            if "tui-voice " in word:  # quoted: a command for another program
                yield from arguments_of(word[word.index("tui-voice ") :].rstrip(",)"))


def _simple_commands(line: str) -> Iterator[list[str]]:
    """The words of each command of a line, without those of redirections."""
    lexer = shlex.shlex(line.removeprefix("$ "), posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    words: list[str] = []
    a_file_comes = False
    for token in lexer:
        if set(token) <= set(";|&()"):
            yield words
            words = []
        elif set(token) <= set("<>"):
            a_file_comes = True
        elif a_file_comes:
            a_file_comes = False
        else:
            words.append(token)
    yield words
