"""Every screen as a picture; ``pytest tests/ui --snapshot-update`` takes them anew."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

import pytest
from textual.pilot import Pilot

from tests.fakes.conversation import FakeConversation
from tests.ui import pictures
from tests.ui.app_rig import app_of
from tui_voice.engine.view import View

Compare = Callable[..., bool]

SIZES = [(80, 24), (120, 40)]
MOMENTS = {
    "quiet": pictures.QUIET,
    "recording": pictures.RECORDING,
    "speaking": pictures.SPEAKING,
    "refused": pictures.REFUSED,
}


def matches(compare: Compare, view: View, size: tuple[int, int], *keys: str) -> bool:
    conversation = FakeConversation(view)

    async def reach(pilot: Pilot[None]) -> None:
        await asyncio.wait_for(conversation.begun.wait(), 5)
        await pilot.pause()
        await pilot.press(*keys)
        for _ in range(4):  # a message may bring forth another: row, screen, app, screen
            await pilot.pause()

    return compare(app_of(conversation, view), terminal_size=size, run_before=reach)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("moment", MOMENTS)
def test_a_moment_of_the_conversation_looks_like_this(
    snap_compare: Compare, moment: str, size: tuple[int, int]
) -> None:
    assert matches(snap_compare, MOMENTS[moment], size)


@pytest.mark.parametrize("size", [(40, 12), (200, 60)])
def test_the_conversation_looks_like_this_where_room_is_scarce_or_plenty(
    snap_compare: Compare, size: tuple[int, int]
) -> None:
    assert matches(snap_compare, pictures.SPEAKING, size)


@pytest.mark.parametrize("theme", ["tui-voice-light", "textual-dark"])
@pytest.mark.parametrize("moment", ["recording", "speaking"])
def test_the_conversation_looks_like_this_in_other_colours(
    snap_compare: Compare, theme: str, moment: str
) -> None:
    view = MOMENTS[moment]
    themed = view._replace(settings=replace(view.settings, theme=theme))
    assert matches(snap_compare, themed, (80, 24))


@pytest.mark.parametrize("size", SIZES)
def test_the_settings_look_like_this(snap_compare: Compare, size: tuple[int, int]) -> None:
    assert matches(snap_compare, pictures.QUIET, size, "f2")


def test_a_changed_setting_looks_like_this(snap_compare: Compare) -> None:
    keys = ("f2", "enter", "down", "down", "down", "enter")
    assert matches(snap_compare, pictures.QUIET, (80, 24), *keys)


@pytest.mark.parametrize("size", SIZES)
def test_the_keys_look_like_this(snap_compare: Compare, size: tuple[int, int]) -> None:
    assert matches(snap_compare, pictures.QUIET, size, "f1")


def test_the_message_box_looks_like_this_while_typing(snap_compare: Compare) -> None:
    assert matches(snap_compare, pictures.QUIET, (80, 24), "i", *"Bom dia")
