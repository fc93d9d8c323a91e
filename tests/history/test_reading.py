"""What is kept is found again: listed, loaded, searched."""

from pathlib import Path

import pytest

from tests.history.keeping import MORNING, keep, said, turns_of
from tui_voice.conversation.items import Role
from tui_voice.history.reading import Summary, conversations, latest, load, search


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history.db"


def test_where_nothing_was_kept_there_is_nothing_and_nothing_is_made(path: Path):
    assert conversations(path) == ()
    assert latest(path) is None
    assert load(path, "any") is None
    assert search(path, "any") == ()
    assert not path.exists()


async def test_conversations_are_listed_with_their_first_words_the_last_added_to_first(path: Path):
    await keep(
        path,
        said("u1", "", at_s=MORNING),
        said("u2", "one", at_s=MORNING + 1),
        conversation_id="first",
    )
    await keep(path, said("u1", "two", at_s=MORNING + 2), conversation_id="second")
    await keep(path, said("u3", "more", at_s=MORNING + 3), conversation_id="first")
    assert latest(path) == "first"
    assert conversations(path) == (
        Summary("first", MORNING, MORNING + 3, 3, "one"),
        Summary("second", MORNING + 2, MORNING + 2, 1, "two"),
    )


async def test_what_tools_did_is_kept_and_counts_for_no_turn(path: Path):
    call = said("f1", "{}", Role.CALL, MORNING - 1, tool="weather", call_id="c1")
    output = said("o1", "", Role.OUTPUT, call_id="c1")
    await keep(path, call, output, said("a1", "It is foggy.", Role.ASSISTANT, MORNING + 1))
    (summary,) = conversations(path)
    assert (summary.turns, summary.words) == (1, "It is foggy.")
    assert [turn.item.tool for turn in turns_of(path, summary.id)] == ["weather", "", ""]


async def test_a_loaded_conversation_is_one_to_go_on_with(path: Path):
    turns = (said("u1", "Who are you?"), said("a1", "A server.", Role.ASSISTANT, MORNING + 1))
    await keep(path, *turns, conversation_id="it")
    kept = load(path, "it")
    assert kept is not None
    assert kept.id == "it"
    assert kept.conversation.items == tuple(turn.item for turn in turns)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("weather", ["the weather today"]),
        ("TODAY the", ["the weather today"]),
        ("THE", ["Athens, then", "the weather today"]),
        ("ubung", ["Übung für später"]),
        ("spät üb", ["Übung für später"]),
        ("STRASSE", ["Große Straße"]),
        ("天気", ["今日の天気は？"]),
        ("100%", []),
        ("weather tomorrow", []),
    ],
)
async def test_turns_are_found_by_words_whatever_case_accents_or_script(
    path: Path, wanted: str, found: list[str]
):
    lines = ("the weather today", "Übung für später", "Große Straße", "今日の天気は？")
    await keep(path, *(said(line, line) for line in lines), conversation_id="first")
    await keep(path, said("u1", "Athens, then"), conversation_id="second")
    assert [match.turn.item.text for match in search(path, wanted)] == found


async def test_of_many_only_the_newest_are_found(path: Path):
    await keep(path, *(said(f"u{number}", f"again {number}") for number in range(5)))
    assert [match.turn.item.text for match in search(path, "again", most=2)] == [
        "again 4",
        "again 3",
    ]


async def test_what_is_found_names_its_conversation(path: Path):
    await keep(path, said("u1", "here"), conversation_id="it")
    (match,) = search(path, "here")
    assert match.conversation_id == "it"
