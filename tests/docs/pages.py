"""The pages of the documentation, and the commands they show."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
FLAGS = ROOT / "docs" / "flags.md"
PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted(path for path in (ROOT / "docs").rglob("*.md") if path != FLAGS),
]
"""All but that one, which is what the commands say themselves."""

SHELL, CONSOLE = "sh", "console"
_FENCE = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")


@dataclass(frozen=True)
class Block:
    """Commands that stand together on a page; in a ``console`` with what they print."""

    page: Path
    line: int
    kind: str
    text: str

    @property
    def name(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"

    @property
    def steps(self) -> list[tuple[str, str | None]]:
        """Each command, and what it prints, where that is shown."""
        if self.kind == SHELL:
            return [(self.text, None)]
        shown = re.split(r"^\$ ", self.text, flags=re.MULTILINE)[1:]
        return [(command, told) for command, _, told in (each.partition("\n") for each in shown)]


def blocks(page: Path, text: str | None = None) -> list[Block]:
    """All blocks of commands on a page."""
    text = page.read_text(encoding="utf-8") if text is None else text
    found: list[Block] = []
    for fence in _FENCE.finditer(text):
        kind, body = fence[2], fence[3]
        if kind in (SHELL, CONSOLE):
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


def examples_in_help() -> list[str]:
    """The lines of the commands' own examples, without what is told beside them."""
    lines = re.findall(r"^ {4}(\S.*)$", FLAGS.read_text(encoding="utf-8"), re.MULTILINE)
    return [re.split(r" {3,}", line)[0] for line in lines]


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
