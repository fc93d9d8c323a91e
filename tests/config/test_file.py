"""The settings file keeps everything the person wrote."""

import stat
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_voice.config.file import TomlSettingsFile
from tui_voice.config.load import load_settings
from tui_voice.config.settings import NoiseReduction, Settings, Turns, changes


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "tui-voice" / "config.toml"


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_changed_value_keeps_comments_order_and_spacing(path: Path):
    path.parent.mkdir()
    path.write_text('# my file\nspeed   =  1.5\n\n  voice = "ash"   # the calm one\n# end\n')
    TomlSettingsFile(path).save({"voice": "marin"})
    assert path.read_text() == (
        '# my file\nspeed   =  1.5\n\n  voice = "marin"   # the calm one\n# end\n'
    )


def test_a_new_key_goes_to_the_end_with_its_explanation(path: Path):
    path.parent.mkdir()
    path.write_text('voice = "ash"\n')
    TomlSettingsFile(path).save({"speed": 1.5})
    assert path.read_text() == 'voice = "ash"\n\n# How fast the answers are spoken.\nspeed = 1.5\n'


def test_the_file_and_its_folder_are_made_for_their_owner_only(path: Path):
    TomlSettingsFile(path).save({"voice": "ash"})
    assert path.read_text().startswith("# Settings of tui-voice.")
    assert mode_of(path) == 0o600
    assert mode_of(path.parent) == 0o700


def test_a_value_equal_to_the_default_is_written_all_the_same(path: Path):
    TomlSettingsFile(path).save({"voice": Settings().voice})
    assert tomllib.loads(path.read_text()) == {"voice": "cedar"}


def test_every_kind_of_value_comes_back_as_it_was_saved(path: Path):
    wanted = Settings(
        turns=Turns.SEMANTIC_VAD,
        noise_reduction=NoiseReduction.OFF,
        speed=0.75,
        chunk_ms=20,
        offline=True,
        instructions='Two\nlines, "quoted" \\ and ünïcode',
    )
    TomlSettingsFile(path).save(changes(Settings(), wanted))
    assert load_settings(path, {}, {}) == wanted


@given(text=st.text(st.characters(codec="utf-8")))
def test_any_text_comes_back_as_it_was_saved(tmp_path_factory: pytest.TempPathFactory, text: str):
    path = tmp_path_factory.mktemp("any") / "config.toml"
    TomlSettingsFile(path).save({"instructions": text})
    TomlSettingsFile(path).save({"voice": "ash"})
    assert load_settings(path, {}, {}).instructions == text


def test_a_link_stays_a_link_and_its_target_is_written(path: Path, tmp_path: Path):
    target = tmp_path / "dotfiles" / "voice.toml"
    target.parent.mkdir()
    target.write_text('voice = "ash"\n')
    path.parent.mkdir()
    path.symlink_to(target)
    TomlSettingsFile(path).save({"voice": "marin"})
    assert path.is_symlink()
    assert target.read_text() == 'voice = "marin"\n'


def test_the_permissions_the_person_gave_the_file_are_kept(path: Path):
    path.parent.mkdir()
    path.write_text("")
    path.chmod(0o640)
    TomlSettingsFile(path).save({"voice": "marin"})
    assert mode_of(path) == 0o640


def test_a_file_broken_meanwhile_is_left_alone_and_said_to_be(path: Path):
    path.parent.mkdir()
    path.write_text("voice = \n")
    with pytest.raises(OSError, match="is not valid TOML"):
        TomlSettingsFile(path).save({"voice": "marin"})
    assert path.read_text() == "voice = \n"
    assert list(path.parent.iterdir()) == [path]


def test_a_place_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path):
    folder = tmp_path / "config.toml"
    folder.mkdir()
    with pytest.raises(OSError, match=r"config\.toml"):
        TomlSettingsFile(folder).save({"voice": "marin"})
    assert list(tmp_path.iterdir()) == [folder]
    assert list(folder.iterdir()) == []


def test_a_text_that_cannot_be_written_leaves_the_file_as_it_was(path: Path):
    TomlSettingsFile(path).save({"voice": "ash"})
    before = path.read_bytes()
    with pytest.raises(UnicodeEncodeError):
        TomlSettingsFile(path).save({"voice": "half a \ud83d"})
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]
