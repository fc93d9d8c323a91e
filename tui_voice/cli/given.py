"""What the commands without a screen are given: a text, a file to save to."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

STANDARD_INPUT = "-"

save_option = click.option(
    "--save",
    metavar="FILE.wav",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=False),
    help="Write the sound into a WAV file, as fast as it comes, instead of playing it.",
)
"""Gives a command the parameter ``save``: a path or None."""


def text_given(words: Sequence[str]) -> str:
    """The text of a command line: its words, or standard input for a single ``-``.

    Raises ``click.UsageError`` where there is none.
    """
    piped = tuple(words) == (STANDARD_INPUT,)
    text = (sys.stdin.read() if piped else " ".join(words)).strip()
    if not text:
        raise click.UsageError("Standard input held no text." if piped else "There is no text.")
    return text
