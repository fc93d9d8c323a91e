"""``tui-voice ask``: one turn without the screen."""

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tui_voice.cli.continuing import continue_option
from tui_voice.cli.given import save_option, text_given
from tui_voice.cli.options import Command, FrontDoor
from tui_voice.cli.recording import record_events_option
from tui_voice.config.settings import Answers, Turns

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tui_voice.cli.one_turn import Question
    from tui_voice.session.events import PersonEvent
    from tui_voice.ui.conversing import Start


@click.command(cls=Command)
@continue_option
@record_events_option
@click.argument("words", metavar="[TEXT | -]", nargs=-1)
@click.option(
    "--audio",
    metavar="FILE.wav",
    type=click.Path(allow_dash=True),
    help="Ask what is said in a WAV file; '-' reads it.",
)
@save_option
@click.option(
    "--quiet-audio", is_flag=True, help="No sound: a written answer, which also costs less."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, when all is said.")
@click.pass_obj
def ask(
    door: FrontDoor,
    words: tuple[str, ...],
    audio: str | None,
    save: Path | None,
    quiet_audio: bool,
    as_json: bool,
) -> int:
    """Ask one question and print the answer as it comes; its sound goes to the speaker.

    Exit code 1 where there is no whole answer, 2 for wrong flags, 130 after Ctrl-C. The turn is
    kept in the history like any other.

    \b
    Examples:
      tui-voice ask "What is the capital of France?"
      tui-voice ask --audio question.wav --save answer.wav
      git diff | tui-voice ask --quiet-audio -
      tui-voice ask --continue --json "And of Spain?" | jq -r .answer.text
    """
    if bool(words) == bool(audio):
        raise click.UsageError("Ask either a text ('-' reads it) or --audio FILE.wav.")
    if save and quiet_audio:
        raise click.UsageError("--save wants the sound that --quiet-audio does without.")
    from tui_voice.cli.headless import (
        house_of,
        microphone_of,
        sounding_speaker,
        speaker_into,
    )
    from tui_voice.cli.kept import kept_conversation

    settings = replace(door.settings, turns=Turns.MANUAL)
    if save or quiet_audio:
        settings = replace(settings, answers=Answers.AUDIO if save else Answers.TEXT)
    earlier = kept_conversation(door.continued) if door.continued is not None else None
    question = _asked_aloud if audio else partial(_asked, text_given(words))
    sound: dict[str, Callable[..., Any]] = {}
    if audio:
        sound["microphone"] = microphone_of(audio)
    sound["speaker"] = speaker_into(save) if save or quiet_audio else sounding_speaker
    start = house_of(door, settings, sound, earlier)
    continued = earlier.id if earlier else None
    return _hold(start, question, continued, as_json=as_json, saves=save is not None)


def _asked(text: str, at: float) -> "Sequence[PersonEvent]":
    from tui_voice.session.events import MessageTyped

    return (MessageTyped(text, at),)


def _asked_aloud(at: float) -> "Sequence[PersonEvent]":
    from tui_voice.session.events import RecordToggled

    return RecordToggled(at), RecordToggled(at)


def _hold(
    start: "Start", question: "Question", continued: str | None, *, as_json: bool, saves: bool
) -> int:
    from tui_voice.cli.headless import hold, undisturbed
    from tui_voice.cli.one_turn import OneTurn
    from tui_voice.cli.one_turn_json import told
    from tui_voice.cli.results import results

    with undisturbed() as beside:
        out = results(lambda: turn.leave())

        def say(text: str) -> None:
            if not as_json:
                beside.rest()
                out.write(text)
                beside.interrupt = out.on_terminal and not text.endswith("\n")

        turn = OneTurn(question, say, beside, sound_matters=saves)
        signalled = hold(turn, start, out)
    if not as_json and turn.answers:
        out.write("\n")
    elif as_json and not turn.failed:
        out.write_json(told(turn, continued))
    return signalled or int(turn.failed and out.are_read)
