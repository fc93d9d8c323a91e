"""What commands about kept conversations share: which one is meant, and what may go wrong."""

import signal
from collections.abc import Generator
from contextlib import contextmanager
from types import FrameType

import click

from tui_voice.audio.errors import SoundError
from tui_voice.cli.asides import asides
from tui_voice.config.paths import history_file
from tui_voice.history.naming import UnknownConversationError, named
from tui_voice.history.reading import HistoryError, KeptConversation, load


def kept_conversation(wanted: str) -> KeptConversation:
    """The conversation of this id, of the only one that begins so, or the ``last``.

    Raises ``click.UsageError`` where there is none, ``click.ClickException`` where the history
    cannot be read.
    """
    with at_work("reading the history"):
        path = history_file()
        found = load(path, named(path, wanted))
    if found is None:
        raise click.UsageError(f"'{wanted}' was deleted in this moment.")
    return found


@contextmanager
def at_work(doing: str) -> Generator[None]:
    """Tell the person what is done, if it takes its time; what goes wrong becomes a line."""
    with failing_in_a_line(), asides().shown(lambda: f"{doing} …"), _interrupted_as_ever():
        yield


@contextmanager
def failing_in_a_line() -> Generator[None]:
    """What goes wrong becomes a line for the person, with its exit code."""
    try:
        yield
    except UnknownConversationError as problem:
        raise click.UsageError(str(problem)) from problem
    except (HistoryError, SoundError) as problem:
        raise click.ClickException(str(problem)) from problem
    except BrokenPipeError:
        raise  # whoever read has read enough
    except OSError as problem:
        raise click.ClickException(f"{problem.filename}: {problem.strerror}.") from problem


@contextmanager
def _interrupted_as_ever() -> Generator[None]:
    """Ctrl-C stays what it is, of which SQLite makes an error where it has called us back."""
    pressed = False

    def press(number: int, frame: FrameType | None) -> None:
        nonlocal pressed
        pressed = True
        signal.default_int_handler(number, frame)

    before = signal.signal(signal.SIGINT, press)
    try:
        yield
    except HistoryError:
        if pressed:
            raise KeyboardInterrupt from None
        raise
    finally:
        signal.signal(signal.SIGINT, before)
