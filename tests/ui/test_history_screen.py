from pathlib import Path

import pytest

from tests.fakes.archive import FakeArchive
from tests.ui.app_rig import Rig, running
from tests.ui.pictures import NOON, QUIET, TALK
from tui_voice.conversation.items import Item, ItemStatus, Role
from tui_voice.session.events import QuitRequested
from tui_voice.ui.screens.talk import TalkScreen
from tui_voice.ui.widgets.conversation_log import ConversationLog

LISBON = tuple(item for item in TALK if isinstance(item, Item))
SUMS = (
    Item("typed_1", Role.USER, "What is six times seven?", ItemStatus.DONE, at_s=NOON - 86_400),
    Item("b1", Role.ASSISTANT, "Forty-two.", ItemStatus.DONE, at_s=NOON - 86_399),
)


@pytest.fixture
def archive() -> FakeArchive:
    return FakeArchive(lisbon=LISBON, sums=SUMS)


def told(rig: Rig) -> list[str]:
    return [note.message for note in rig.app._notifications]


async def test_the_last_conversation_is_listed_first_and_its_words_are_shown(
    archive: FakeArchive,
) -> None:
    async with running(size=(120, 30), archive=archive) as rig:
        await rig.press("f3")
        await rig.until(lambda: "Expect mild days" in rig.text())
        assert "2026-11-23 12:02  6 turns" in rig.text()
        assert "2026-11-22 12:00  2 turns" in rig.text()
        await rig.press("down")
        await rig.until(lambda: "Forty-two." in rig.text())


async def test_a_search_leaves_what_has_the_words(archive: FakeArchive) -> None:
    async with running(size=(120, 30), archive=archive) as rig:
        await rig.press("f3", "slash", *"Forty")
        await rig.until(lambda: "History: 1 found" in rig.text())
        await rig.until(lambda: "Forty-two." in rig.text())
        await rig.press("escape", "escape")
        assert isinstance(rig.app.screen, TalkScreen)


async def test_going_on_with_one_leaves_the_present_conversation_in_order(
    archive: FakeArchive,
) -> None:
    async with running(size=(120, 30), archive=archive) as rig:
        await rig.press("f3", "down")
        await rig.until(lambda: "Forty-two." in rig.text())
        await rig.press("c")
        assert rig.conversation.heard == [QuitRequested()]
        assert rig.app.continued == "sums"


async def test_the_conversation_one_is_in_is_neither_continued_nor_deleted(
    archive: FakeArchive,
) -> None:
    view = QUIET._replace(entries=LISBON)
    async with running(view, size=(120, 30), archive=archive) as rig:
        await rig.press("f3")
        log = rig.app.screen.query_one(ConversationLog)
        await rig.until(lambda: bool(log.entries))
        await rig.press("c", "d", "d")
        assert "You are in this conversation." in told(rig)
        assert rig.app.continued is None
        assert "lisbon" in archive.kept


async def test_a_conversation_is_deleted_when_asked_twice(archive: FakeArchive) -> None:
    async with running(size=(120, 30), archive=archive) as rig:
        await rig.press("f3", "down")
        await rig.until(lambda: "Forty-two." in rig.text())
        await rig.press("d")
        assert "sums" in archive.kept
        await rig.press("d")
        await rig.until(lambda: "sums" not in archive.kept)
        await rig.until(lambda: "What is six" not in rig.text())


@pytest.mark.parametrize(
    ("key", "name", "words"),
    [
        ("e", "conversation-1.md", "~~"),
        ("j", "conversation-1.json", '"unheard"'),
        ("x", "conversation-1.txt", "[not heard:"),
        ("s", "conversation-1.srt", "00:00:00,000 --> "),
    ],
)
async def test_a_conversation_is_exported(
    archive: FakeArchive,
    key: str,
    name: str,
    words: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    async with running(size=(120, 30), archive=archive) as rig:
        await rig.press("f3")
        await rig.until(lambda: "Expect mild" in rig.text())
        await rig.press(key)
        await rig.until(lambda: bool(told(rig)))
    assert words in (tmp_path / "tui-voice" / name).read_text(encoding="utf-8")


async def test_a_history_that_cannot_be_read_says_so(archive: FakeArchive) -> None:
    archive.trouble = OSError("The history cannot be read: the disk is gone.")
    async with running(archive=archive) as rig:
        await rig.press("f3")
        await rig.until(lambda: told(rig) == ["The history cannot be read: the disk is gone."])


async def test_where_nothing_is_kept_that_is_said() -> None:
    async with running() as rig:
        await rig.press("f3")
        assert told(rig) == ["No conversations are kept here."]
