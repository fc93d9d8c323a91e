"""``tui-voice say``: the voice reads a text."""

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tui_voice.cli.given import save_option, text_given
from tui_voice.cli.options import Command, FrontDoor
from tui_voice.cli.recording import record_events_option
from tui_voice.config.settings import Answers, Turns

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tui_voice.session.events import PersonEvent


@click.command(cls=Command)
@record_events_option
@click.argument("words", metavar="TEXT | -", nargs=-1)
@save_option
@click.pass_obj
def say(door: FrontDoor, words: tuple[str, ...], save: Path | None) -> int:
    """Have a text read aloud, word for word.

    A model is asked to keep to the text, which it nearly always does; where it did not, what it
    said is told on standard error. A long text is read in pieces. Nothing is kept in the history.

    Exit code 1 where not all was read, 2 for wrong flags, 130 after Ctrl-C.

    \b
    Examples:
      tui-voice say "The build is done."
      tui-voice say --voice marin --save welcome.wav "Welcome aboard."
      tui-voice say - < chapter.txt
    """
    from tui_voice.cli.headless import hold, house_of, speaker_into, undisturbed
    from tui_voice.cli.one_turn import OneTurn
    from tui_voice.cli.reading import differs, in_pieces

    settings = replace(door.settings, turns=Turns.MANUAL, answers=Answers.AUDIO, history=False)
    texts = in_pieces(text_given(words))
    sound: dict[str, Callable[..., Any]] = {"speaker": speaker_into(save)} if save else {}
    start = house_of(door, settings, sound)
    with undisturbed() as beside:
        turn = OneTurn(
            partial(_reading, texts), _unwritten, beside, parts=len(texts), sound_matters=True
        )
        signalled = hold(turn, start)
        said = " ".join(item.text for item in turn.answers)
        if not turn.failed and differs(" ".join(texts), said):
            beside.tell(f"The voice did not keep to the text. It said: {said}")
    if not turn.failed and not all(item.received_samples for item in turn.answers):
        raise click.ClickException("The server sent no sound: it may have no voice.")
    return signalled or int(turn.failed)


def _unwritten(_text: str) -> None:
    """What is read is known already."""


def _reading(texts: "Sequence[str]", at: float) -> "Sequence[PersonEvent]":
    from tui_voice.session.events import ReadingRequested

    return (ReadingRequested(tuple(texts), at),)
