"""Formats in which a kept conversation leaves the history, and the files it goes to."""

import os
import re
import sys
from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from tui_voice.conversation.export import to_json, to_markdown, to_text
from tui_voice.conversation.items import Item
from tui_voice.conversation.subtitles import to_srt, to_vtt
from tui_voice.ui.inert import inert

if TYPE_CHECKING:
    from tui_voice.audio.kept import Clip

# The sound arm is imported where sound is exported: it brings numpy.

STDOUT = "-"

_OBEYED = re.compile("[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
"""What a terminal would obey and JSON leaves as it is."""


class Format(StrEnum):
    """What a conversation can become."""

    MARKDOWN = "markdown"
    JSON = "json"
    TEXT = "text"
    SRT = "srt"
    VTT = "vtt"
    WAV = "wav"
    FLAC = "flac"


SUFFIXES = {
    ".md": Format.MARKDOWN,
    ".markdown": Format.MARKDOWN,
    ".json": Format.JSON,
    ".txt": Format.TEXT,
    ".srt": Format.SRT,
    ".vtt": Format.VTT,
    ".wav": Format.WAV,
    ".flac": Format.FLAC,
}
SOUND = (Format.WAV, Format.FLAC)


def _inert(write: Callable[[Sequence[Item]], str]) -> Callable[[Sequence[Item]], str]:
    return lambda items: inert(write(items))


def json_for_terminals(items: Sequence[Item]) -> str:
    """JSON that holds no character which a terminal would obey."""
    return inert_json(to_json(items))


def inert_json(text: str) -> str:
    """The same JSON with what a terminal would obey written as an escape."""
    return _OBEYED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


_WRITERS: dict[Format, Callable[[Sequence[Item]], str]] = {
    Format.MARKDOWN: _inert(to_markdown),
    Format.JSON: json_for_terminals,
    Format.TEXT: _inert(lambda items: f"{to_text(items)}\n"),
    Format.SRT: _inert(to_srt),
    Format.VTT: _inert(to_vtt),
}
"""How each becomes a text in which nothing is left that a terminal would obey."""


def format_for(chosen: str | None, file: str) -> Format:
    """The format that was chosen, or that the file's name asks for; Markdown on standard output.

    Raises ``click.UsageError`` where the name says nothing.
    """
    if chosen:
        return Format(chosen)
    if file == STDOUT:
        return Format.MARKDOWN
    known = SUFFIXES.get(Path(file).suffix.lower())
    if known is None:
        raise click.UsageError(f"'{file}' names no format: add --format {'|'.join(Format)}.")
    return known


def export_text(items: Sequence[Item], fmt: Format, file: str) -> None:
    """Write the conversation as a text. Raises ``OSError``."""
    text = _WRITERS[fmt](items)
    if file == STDOUT:
        click.echo(text, nl=False)
        return
    with open_private(file) as out:
        out.write(text.encode(errors="replace"))


def export_sound(clips: "Sequence[Clip]", fmt: Format, file: str) -> None:
    """Write the kept sound in two channels.

    Raises ``OSError``, ``SoundError``, and ``click.UsageError`` where it cannot go to ``file``.
    """
    from tui_voice.audio.kept import write_flac, write_wav
    from tui_voice.cli.asides import asides, bar

    if file == STDOUT and (fmt is Format.FLAC or sys.stdout.isatty()):
        raise click.UsageError(f"Name a file for the sound, such as talk.{fmt}.")
    written = 0.0

    def come(share: float) -> None:
        nonlocal written
        written = share

    with asides().shown(lambda: f"writing the sound … {bar(written)}"):
        if file == STDOUT:
            write_wav(clips, sys.stdout.buffer.write, come)
            sys.stdout.buffer.flush()
        elif fmt is Format.FLAC:
            write_flac(clips, lambda: open_private(file), come)
        else:
            with open_private(file) as out:
                write_wav(clips, out.write, come)


def open_private(file: str) -> BinaryIO:
    """A new file for its owner only, or an old one written anew. Raises ``OSError``."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
    return os.fdopen(os.open(file, flags, 0o600), "wb")
