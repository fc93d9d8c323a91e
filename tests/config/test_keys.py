"""Keys: what they are called, whose they are, and which cannot be."""

import string
from pathlib import Path

import pytest
from textual.keys import _character_to_key

from tui_voice.config.actions import ACTIONS
from tui_voice.config.keys import Keymap, KeysError, canonical, key_name, keymap
from tui_voice.config.values import SettingsError
from tui_voice.config.written import read_settings_file


def refused(table: dict[str, object]) -> str:
    with pytest.raises(KeysError) as caught:
        keymap(table)
    return str(caught.value)


@pytest.mark.parametrize("character", string.printable.strip())
def test_a_character_is_called_as_the_terminal_library_calls_it(character: str):
    assert canonical(character) == _character_to_key(character)
    assert key_name(canonical(character)) == character


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("Esc", "escape"),
        ("Ctrl+S", "ctrl+s"),
        ("F5", "f5"),
        ("?", "question_mark"),
        ("§", "section_sign"),
    ],
)
def test_a_key_may_be_written_as_people_do(written: str, key: str):
    assert canonical(written) == key
    assert canonical(key) == key


def test_no_two_actions_have_the_same_key_where_both_work():
    assert [action for action in ACTIONS if Keymap().conflict(action)] == []


def test_all_default_keys_are_keys():
    for action in ACTIONS:
        assert [canonical(key) for key in Keymap().keys(action)] == list(Keymap().keys(action))


def test_what_is_chosen_comes_before_the_default():
    chosen = keymap({"mute": "x, F8"})
    assert chosen.keys("mute") == ("x", "f8")
    assert chosen.names("mute") == "x, f8"
    assert chosen.name("cancel") == "esc"


def test_two_actions_may_change_their_keys_with_each_other():
    chosen = keymap({"mute": "t", "copy_turn": "m"})
    assert (chosen.name("mute"), chosen.name("copy_turn")) == ("t", "m")


def test_keys_equal_to_the_default_are_no_choice():
    assert keymap({"mute": "m"}) == Keymap()
    assert keymap({"mute": "x"}).with_keys("mute", ["m"]) == Keymap()


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({"mut": "x"}, "unknown action 'mut'. Did you mean 'mute'?"),
        ({"mute": "foo"}, "'mute' must name a key, not 'foo'."),
        ({"mute": ""}, "'mute' must be keys as text"),
        ({"mute": 5}, "'mute' must be keys as text"),
        (
            {"mute": "t"},
            "'mute' cannot have t: it is a key of 'copy_turn' (Copy the turn in sight).",
        ),
        ({"send": "f2"}, "'send' cannot have f2: it is a key of 'settings' (Settings)."),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(table: dict[str, object], words: str):
    assert refused(table).startswith(words)


def test_the_same_key_may_mean_something_else_on_another_screen():
    assert keymap({"export_text": "m"}).name("export_text") == "m"


def test_a_refused_key_in_the_file_is_named_with_its_line(tmp_path: Path):
    file = tmp_path / "config.toml"
    file.write_text('voice = "ash"\n\n[keys]\ntalk = "f8"\nmute = "nokey"\n')
    with pytest.raises(SettingsError) as caught:
        read_settings_file(file)
    assert str(caught.value) == f"{file}, line 5: 'mute' must name a key, not 'nokey'."
