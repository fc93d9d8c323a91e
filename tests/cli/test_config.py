"""``tui-voice config`` and ``tui-voice profiles``, as a person or a script calls them."""

import json
import tomllib
from pathlib import Path
from typing import NamedTuple

import pytest

from tui_voice.cli.main import exit_code, tui_voice
from tui_voice.config.settings import MEANINGS

TEACHER = '[profiles.teacher]\nvoice = "ash"\nspeed = 0.8\n'


class Told(NamedTuple):
    code: int
    out: str
    err: str


class Home:
    """A settings file, and the command line that uses it."""

    def __init__(self, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.file = file
        self._capsys = capsys

    def run(self, *words: str) -> Told:
        code = exit_code(tui_voice, ["--config", str(self.file), *words])
        return Told(code, *self._capsys.readouterr())


@pytest.fixture
def home(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Home:
    file = tmp_path / "mine.toml"
    file.write_text('# my own\nvoice = "sage" # I like it\n')
    return Home(file, capsys)


def test_every_setting_is_shown_with_its_origin_and_the_lines_are_a_settings_file(home: Home):
    told = home.run("config", "show", "--turns", "server_vad")
    assert told.code == 0
    assert list(tomllib.loads(told.out)) == list(MEANINGS)
    by_name = {line.split(" = ")[0]: line for line in told.out.splitlines()}
    assert by_name["voice"].startswith('voice = "sage" ')
    assert by_name["voice"].endswith(f"# file {home.file}")
    assert by_name["turns"].endswith("# flag --turns")
    assert by_name["speed"].endswith("# default")


@pytest.mark.parametrize(
    "words",
    [
        ["--config", "FILE", "config", "set", "voice", "ash"],
        ["config", "--config", "FILE", "set", "voice", "ash"],
        ["config", "set", "--config", "FILE", "voice", "ash"],
        ["config", "set", "voice", "ash", "--config", "FILE"],
        ["config", "set", "--config", "FILE", "voice", "ash", "--profile", "teacher"],
    ],
    ids=" ".join,
)
def test_the_file_may_be_named_anywhere(words: list[str], tmp_path: Path):
    file = tmp_path / "mine.toml"
    file.write_text(TEACHER.replace("ash", "sage"))
    assert exit_code(tui_voice, [str(file) if word == "FILE" else word for word in words]) == 0
    assert 'voice = "ash"' in file.read_text()
    path = ["config", "path", "--config", str(file)]
    assert exit_code(tui_voice, path) == 0


def test_settings_are_shown_to_programs_as_an_object(home: Home):
    home.file.write_text(TEACHER)
    shown = json.loads(home.run("config", "show", "--json", "--profile", "teacher").out)
    assert shown["voice"] == {"value": "ash", "source": "profile", "where": "teacher"}
    assert shown["history"] == {"value": True, "source": "default", "where": ""}


def test_what_looks_like_a_secret_is_not_shown(home: Home):
    home.file.write_text('token_command = "echo ek-0123456789"\n')
    for form in ([], ["--json"]):
        told = home.run("config", "show", *form).out
        assert "ek-0123456789" not in told
        assert "echo" in told


def test_the_path_is_told_whether_the_file_is_there_or_not(home: Home):
    home.file.unlink()
    assert home.run("config", "path") == (0, f"{home.file}\n", "")


def test_a_setting_is_written_and_every_other_word_of_the_file_stays(home: Home):
    assert home.run("config", "set", "voice", "marin") == (0, "", "")
    assert home.file.read_text() == '# my own\nvoice = "marin" # I like it\n'


def test_a_setting_is_written_where_the_profile_in_force_has_it(home: Home):
    home.file.write_text(f'profile = "teacher"\nvoice = "sage"\n{TEACHER}')
    home.run("config", "set", "voice", "marin")
    written = tomllib.loads(home.file.read_text())
    assert (written["voice"], written["profiles"]["teacher"]["voice"]) == ("sage", "marin")


@pytest.mark.parametrize(
    ("key", "value", "refusal"),
    [
        ("turns", "auto", "'turns' must be manual, server_vad or semantic_vad, not 'auto'."),
        ("speed", "9", "'speed' must be a number from 0.25 to 1.5, not 9.0."),
        ("vioce", "ash", "There is no setting 'vioce'. Did you mean 'voice'?"),
        ("profile", "nobody", "There is no profile 'nobody' in"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence_and_nothing_is_written(
    key: str, value: str, refusal: str, home: Home
):
    before = home.file.read_text()
    told = home.run("config", "set", key, value)
    assert (told.code, told.out) == (2, "")
    assert told.err.startswith(f"tui-voice: {refusal}")
    assert home.file.read_text() == before


def test_it_is_said_when_the_environment_counts_more(home: Home, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TUI_VOICE_VOICE", "coral")
    told = home.run("config", "set", "voice", "ash")
    assert told.err == "Written; but as long as it is set, TUI_VOICE_VOICE counts more.\n"


def test_a_folder_that_cannot_be_written_to_is_a_failure(home: Home):
    home.file.unlink()
    home.file.mkdir()
    home.file = home.file / "is" / "no" / "file.toml"
    home.file.parent.parent.touch()
    assert home.run("config", "path").code == 0
    told = home.run("config", "edit")
    assert (told.code, told.out) == (1, "")
    assert told.err.startswith("tui-voice: The settings cannot be written: ")


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An editor that writes what stands in this file."""
    text = tmp_path / "text"
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", f"cp {text}")
    return text


def test_the_editor_is_given_the_file_and_what_it_leaves_is_checked(home: Home, editor: Path):
    editor.write_text('voice = "marin"\n')
    assert home.run("config", "edit") == (0, "", "")
    assert home.file.read_text() == 'voice = "marin"\n'
    editor.write_text('vioce = "marin"\n')
    assert home.run("config", "edit") == (
        2,
        "",
        f"tui-voice: {home.file}, line 1: unknown key 'vioce'. Did you mean 'voice'?\n",
    )
    assert home.file.read_text() == 'vioce = "marin"\n'


def test_a_file_that_is_not_there_is_made_for_its_owner_before_it_is_edited(
    home: Home, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("VISUAL", "true")
    home.file.unlink()
    assert home.run("config", "edit").code == 0
    assert home.file.stat().st_mode & 0o777 == 0o600


def test_an_editor_that_fails_is_a_failure(home: Home, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("VISUAL", "false")
    assert home.run("config", "edit").code == 1


def test_profiles_are_listed_with_the_one_in_force_marked(home: Home):
    home.file.write_text(TEACHER + '[profiles.plain]\nvoice = "cedar"\n')
    told = home.run("profiles", "--profile", "teacher")
    assert told.out == '* teacher  voice = "ash", speed = 0.8\n  plain  voice = "cedar"\n'
    (teacher, plain) = json.loads(home.run("profiles", "--json").out)
    assert teacher == {
        "name": "teacher",
        "in_force": False,
        "settings": {"voice": "ash", "speed": 0.8},
    }
    assert plain["name"] == "plain"


def test_without_profiles_that_is_said_to_the_person_only(home: Home):
    assert home.run("profiles") == (0, "", f"There are none in {home.file}.\n")
    assert home.run("profiles", "--json").out == "[]\n"
