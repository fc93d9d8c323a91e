"""Profiles: tables of settings in the file, laid over the rest of it."""

from pathlib import Path

import pytest

from tui_voice.config.file import TomlSettingsFile
from tui_voice.config.keys import keymap
from tui_voice.config.load import load_settings
from tui_voice.config.profiles import ProfilesFile, name_refusal
from tui_voice.config.settings import Settings, Turns, changes
from tui_voice.config.values import SettingsError
from tui_voice.config.written import read_settings_file

TEXT = """\
# mine
voice = "ash"

# for journeys
[profiles.travel]
voice = "marin"  # warm
turns = "server_vad"

[profiles."at home"]
speed = 1.2
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(TEXT)
    return path


def refusal(file: Path, environment=None, flags=None) -> str:
    with pytest.raises(SettingsError) as caught:
        load_settings(file, environment or {}, flags or {})
    return str(caught.value)


def test_a_profile_is_laid_over_the_file_and_under_environment_and_flags(file: Path):
    settings = load_settings(file, {"TUI_VOICE_TURNS": "manual"}, {"profile": "travel"})
    assert (settings.profile, settings.voice, settings.turns) == ("travel", "marin", Turns.MANUAL)


def test_a_flag_chooses_the_profile_before_the_environment_and_that_before_the_file(file: Path):
    file.write_text('profile = "at home"\n' + TEXT)
    environment = {"TUI_VOICE_PROFILE": "travel"}
    assert load_settings(file, {}, {}).speed == 1.2
    assert load_settings(file, environment, {}).profile == "travel"
    assert load_settings(file, environment, {"profile": "at home"}).profile == "at home"
    assert load_settings(file, environment, {"profile": ""}).voice == "ash"


@pytest.mark.parametrize(
    ("environment", "flags", "where"),
    [
        ({}, {"profile": "work"}, "--profile"),
        ({"TUI_VOICE_PROFILE": "work"}, {}, "TUI_VOICE_PROFILE"),
    ],
)
def test_a_profile_that_is_not_there_is_refused_with_those_that_are(
    file: Path, environment: dict[str, str], flags: dict[str, str], where: str
):
    assert refusal(file, environment, flags) == (
        f"{where} names a profile that is not in the settings file, 'work'. "
        "There are: travel, at home."
    )


def test_a_profile_that_the_file_chooses_and_does_not_have_is_named_with_its_line(file: Path):
    file.write_text('\nprofile = "work"\n')
    assert refusal(file).startswith(f"{file}, line 2: 'profile' names a profile")
    assert refusal(file).endswith("There are none.")


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ('[profiles.a]\nvoise = "x"\n', "line 2: unknown key 'voise'. Did you mean 'voice'?"),
        ("[profiles.a]\n\nspeed = 9\n", "line 3: 'speed' must be a number from 0.25 to 1.5, not 9"),
        ('[profiles.a]\nprofile = "b"\n', "line 2: a profile cannot choose another profile."),
        ("profiles = 3\n", "line 1: 'profiles' must be a table, [profiles]."),
        ("[profiles]\na = 1\n", "line 2: 'a' must be a table, [profiles.a]."),
        ('speed = 1\n[profiles."a"]\nspeed = 9\n', "line 3: 'speed' must be"),
    ],
)
def test_a_mistake_in_a_table_is_named_with_its_own_line(file: Path, table: str, words: str):
    file.write_text(table)
    assert refusal(file).startswith(f"{file}, {words}")


def test_a_change_is_written_where_the_profile_sets_it_and_else_above_the_tables(file: Path):
    TomlSettingsFile(file, "travel").save({"voice": "coral", "speed": 1.5})
    assert file.read_text() == TEXT.replace('"marin"', '"coral"').replace(
        '"ash"\n', '"ash"\n\n# How fast the answers are spoken.\nspeed = 1.5\n'
    )


def test_another_profile_is_written_without_the_settings_it_brings(file: Path):
    written = TomlSettingsFile(file)
    shelf = ProfilesFile(file, {}, {})
    settings = shelf.profiles()
    written.save(changes(settings[""], settings["travel"]))
    assert file.read_text().count("marin") == 1
    assert load_settings(file, {}, {}) == settings["travel"]
    written.save(changes(settings["travel"], settings["at home"]))
    assert load_settings(file, {}, {}) == settings["at home"]
    written.save({"speed": 0.5})
    assert "speed = 0.5" in file.read_text().partition('at home"]')[2]


def test_what_is_changed_together_with_the_profile_is_kept(file: Path):
    wanted = load_settings(file, {}, {"profile": "travel", "speed": "0.75"})
    TomlSettingsFile(file).save(changes(load_settings(file, {}, {}), wanted))
    assert load_settings(file, {}, {}) == wanted


def test_each_profile_is_told_with_the_settings_that_would_be_in_force(file: Path):
    told = ProfilesFile(file, {}, {"speed": "0.5", "profile": "travel"}).profiles()
    assert list(told) == ["", "travel", "at home"]
    assert told[""] == Settings(voice="ash", speed=0.5)
    assert told["at home"] == Settings(profile="at home", voice="ash", speed=0.5)


def test_the_present_settings_can_be_kept_as_a_profile(file: Path):
    shelf = ProfilesFile(file, {}, {})
    shelf.keep("new one", Settings(voice="sage", instructions="Two\nlines", volume=5))
    assert file.read_text().startswith(TEXT.rstrip())
    kept = shelf.profiles()["new one"]
    assert (kept.voice, kept.instructions, kept.volume) == ("sage", "Two\nlines", 100)


def test_a_profile_kept_anew_keeps_what_was_written_into_it_by_hand(file: Path):
    ProfilesFile(file, {}, {}).keep("travel", Settings(voice="sage"))
    assert '"sage"  # warm' in file.read_text()


def test_a_profile_that_is_deleted_is_no_longer_chosen(file: Path):
    file.write_text('profile = "travel"\n' + TEXT)
    ProfilesFile(file, {}, {}).forget("travel")
    assert load_settings(file, {}, {}) == Settings(voice="ash")
    assert "at home" in file.read_text()


def test_keys_are_kept_beside_the_settings_and_go_when_they_are_the_default_again(file: Path):
    shelf = ProfilesFile(file, {}, {})
    shelf.keep_keys(keymap({"mute": "x", "talk": "f8"}))
    assert read_settings_file(file).keys.chosen == {"mute": "x", "talk": "f8"}
    shelf.keep_keys(keymap({"talk": "f10"}))
    assert read_settings_file(file).keys.chosen == {"talk": "f10"}
    assert file.read_text().startswith(TEXT.rstrip())


def test_a_new_setting_stands_before_a_table_also_where_a_text_looks_like_one(file: Path):
    file.write_text('instructions = """\n[no table]\n"""\n# about\n[profiles.a]\nspeed = 1.0\n')
    TomlSettingsFile(file).save({"voice": "ash"})
    assert load_settings(file, {}, {}).voice == "ash"
    assert file.read_text().endswith('voice = "ash"\n\n# about\n[profiles.a]\nspeed = 1.0\n')


@pytest.mark.parametrize("name", ["", " a", "a.b", "-", "x" * 41, "a\n"])
def test_a_name_that_a_profile_cannot_have_is_refused_in_a_sentence(name: str):
    assert name_refusal(name).endswith(".")
    assert name_refusal("travel 2") == ""
