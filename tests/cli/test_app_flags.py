"""Every command takes the flags of the app, in front of its name and behind it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from tests.cli.every_command import COMMANDS, Words, needed, read
from tests.e2e.commands import offline_server, run
from tui_voice.cli.main import exit_code, tui_voice
from tui_voice.cli.options import flags_of_the_app
from tui_voice.config.settings import MEANINGS

VALUES = {
    "turns": "server_vad",
    "echo": "off",
    **dict.fromkeys(("llm", "stt", "tts"), "http://localhost/v1"),
}
"""What a flag is given that does not take every word."""

SETTINGS = {str(flag.name): flag for flag in flags_of_the_app() if flag.name in MEANINGS}


def _spelt() -> Iterator[tuple[list[str], dict[str, Any]]]:
    for name, flag in SETTINGS.items():
        if flag.secondary_opts:
            yield flag.opts, {name: True}
            yield flag.secondary_opts, {name: False}
        else:
            value = VALUES.get(name, "teacher")
            yield [*flag.opts, value], {name: value}


SPELT = [*_spelt()]
"""Each flag of a setting as it is typed, and the setting that it means."""

PLACES = [
    pytest.param(words, place, id=" ".join((*words[:place], "--flags", *words[place:])))
    for words, command in COMMANDS.items()
    if not isinstance(command, click.Group)
    for place in range(len(words) + 1)
]
"""Every command, and how many of its words stand in front of the flags."""


def test_every_setting_that_has_a_flag_has_it_here():
    assert [*SETTINGS] == [name for name, meaning in MEANINGS.items() if meaning.flag]


@pytest.mark.parametrize(("words", "place"), PLACES)
def test_every_command_takes_every_flag_wherever_it_stands(
    words: Words, place: int, tmp_path: Path
):
    command = COMMANDS[words]
    own = needed(command)
    before, after = words[:place], words[place:]
    # serve's --llm is its own.
    taken = set[str | None]() if after else {option.name for option in command.params}
    for typed, says in SPELT:
        noted = {name: value for name, value in says.items() if name not in taken}
        assert read([*before, *typed, *after, *own]).flags == noted
    file = tmp_path / "mine.toml"
    assert read([*before, "--config", str(file), *after, *own]).config == file


@pytest.mark.parametrize(("words", "place"), PLACES)
def test_a_wrong_value_is_a_mistake_also_where_nobody_asks_for_the_setting(
    words: Words, place: int, capsys: pytest.CaptureFixture[str]
):
    own = needed(COMMANDS[words])
    assert exit_code(tui_voice, [*words[:place], "--turns", "auto", *words[place:], *own]) == 2
    assert capsys.readouterr() == (
        "",
        "tui-voice: --turns must be manual, server_vad or semantic_vad, not 'auto'.\n",
    )


@pytest.mark.parametrize("words", [words for words in COMMANDS if words], ids=" ".join)
def test_the_help_of_every_command_names_every_flag_and_says_where_they_are_explained(
    words: Words, capsys: pytest.CaptureFixture[str]
):
    assert exit_code(tui_voice, [*words, "--help"]) == 0
    told = capsys.readouterr().out
    assert "Flags of the app ('tui-voice --help' explains them):" in told
    assert set(told.split()) >= {flag.short for flag in flags_of_the_app()}


@pytest.mark.parametrize("place", [0, 1, 2])
def test_every_flag_of_a_setting_has_its_effect(
    place: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    file = tmp_path / "config.toml"
    file.write_text("[profiles.teacher]\n")
    words = ["config", "show"]
    for typed, says in SPELT:
        flags = ["--config", str(file), *typed]
        assert exit_code(tui_voice, [*words[:place], *flags, *words[place:], "--json"]) == 0
        shown = json.loads(capsys.readouterr().out)
        for name, value in says.items():
            assert (shown[name]["value"], shown[name]["source"]) == (value, "flag")


def flags_of_the_model(*arguments: str) -> dict[str, Any]:
    """The values of the flags that ``serve`` shares with the app."""
    context = tui_voice.make_context("tui-voice", [*arguments])
    serve = COMMANDS["serve",]
    below = serve.make_context("serve", context.args, parent=context)
    return {name: below.params[name] for name in ("llm", "llm_model", "stt", "tts")}


def test_what_the_server_is_told_in_front_of_its_name_counts_where_nothing_stands_behind():
    before = ("--llm", "http://one/v1", "--llm-model", "one", "--stt", "http://three/v1")
    assert flags_of_the_model(*before, "serve", "--llm", "http://two/v1") == {
        "llm": "http://two/v1",
        "llm_model": "one",
        "stt": "http://three/v1",
        "tts": "",
    }


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with offline_server("--pace", "1000", "--only-model", "ours") as url:
        yield url


TALKING = {
    "ask": ["--quiet-audio", "hello"],
    "say": ["--save", "hello.wav", "hello"],
    "token": [],
}
"""Commands that speak to a server, and what they need for it besides."""


@pytest.mark.parametrize("where", ["before", "after"])
@pytest.mark.parametrize("name", TALKING)
def test_a_server_is_reached_by_the_flags_alone(
    name: str, where: str, server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    config = tmp_path / "config.toml"
    config.write_text('[profiles.right]\nmodel = "ours"\n')
    flags = ["--config", str(config), "--base-url", server, "--profile", "right", "--no-history"]
    before, after = (flags, []) if where == "before" else ([], flags)
    ran = run(tmp_path, *before, name, *after, *TALKING[name], env={"OPENAI_API_KEY": "any-key"})
    assert (ran.code, ran.err.count("\n")) == (0, 1 if name == "token" else 0), ran.err
    assert not (tmp_path / "data").exists()
