"""Tab, in the shells that are here."""

import asyncio
import os
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest

from tests.cli.every_command import COMMANDS, Words
from tests.history.keeping import keep, said
from tui_voice.config.paths import config_file, history_file, private_folder

BASH = """
eval "$(tui-voice completion bash)"
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_tui_voice_completion tui-voice
printf '%s\\n' "${COMPREPLY[@]}"
"""

# Only the completion system itself may ask for completions: here two functions of it are ours.
ZSH = """
compdef() { :; }
_describe() { print -rl -- ${completions_with_descriptions%%:*} }
compadd() { print -rl -- $completions }
eval "$(tui-voice completion zsh)"
words=("$@")
CURRENT=$#
_tui_voice_completion
"""

FISH = """
tui-voice completion fish | source
complete -C "$argv" | string split -f 1 \\t
"""

SHELLS = {
    "bash": ["bash", "--norc", "-c", BASH, "bash"],
    "zsh": ["zsh", "-f", "-c", ZSH, "zsh"],
    "fish": ["fish", "--no-config", "-c", FISH],
}

PROFILES = '[profiles.teacher]\nvoice = "ash"\n[profiles.spanish]\n'


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with ``tui-voice`` in its path, two profiles and a conversation."""
    (tmp_path / "bin").mkdir()
    program = tmp_path / "bin" / "tui-voice"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m tui_voice "$@"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    monkeypatch.setenv("HOME", str(tmp_path))
    for kind in ("CONFIG", "DATA"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(tmp_path / kind))
    private_folder(config_file().parent)
    config_file().write_text(PROFILES)
    asyncio.run(keep(history_file(), said("u1", "hello"), conversation_id="20261123-151500-3fa2c1"))
    return tmp_path


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("compl", {"completion"}),
        ("ctl un", {"unmute"}),
        ("--turns ", {"manual", "server_vad", "semantic_vad"}),
        ("--model gpt-realtime-2.1", {"gpt-realtime-2.1", "gpt-realtime-2.1-mini"}),
        ("check --voice c", {"coral", "cedar"}),
        ("--profile ", {"spanish", "teacher"}),
        ("--continue ", {"20261123-151500-3fa2c1"}),
        ("history show ", {"20261123-151500-3fa2c1"}),
    ],
)
@pytest.mark.parametrize("shell", SHELLS)
def test_the_shell_offers_what_could_stand_there(
    shell: str, line: str, offered: set[str], home: Path
):
    assert completed(shell, f"tui-voice {line}") == offered


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_where_a_file_is_wanted_the_shell_is_told_to_offer_files(words: Words):
    command = COMMANDS[words]
    context = click.Context(command)
    for wanted in command.get_params(context):
        if "FILE" in (wanted.metavar or str(wanted.name).upper()):
            (offered,) = wanted.shell_complete(context, "talk")
            assert (offered.value, offered.type) == ("talk", "file"), wanted.name


def test_commands_are_offered_without_being_imported():
    """The quickest of all completions, as it should be."""
    code = (
        "import sys, click; from tui_voice.cli.main import COMMANDS, tui_voice\n"
        "offered = tui_voice.shell_complete(click.Context(tui_voice), '')\n"
        "assert {each.value for each in offered} == {*COMMANDS}\n"
        "print([at for at, *_ in COMMANDS.values() if at.partition(':')[0] in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"


def test_what_fish_tells_of_a_value_is_not_cut_at_a_comma(home: Path):
    script = "tui-voice completion fish | source; complete -C $argv"
    told = printed("fish", "--no-config", "-c", script, "tui-voice hist")
    assert told == "history\tList, read, search, export, delete.\n"


def test_a_settings_file_that_cannot_be_read_is_no_noise_on_the_line(home: Path):
    config_file().write_text("broken = = \n")
    assert completed("bash", "tui-voice --profile ") == set()


def test_a_history_that_cannot_be_read_is_no_noise_on_the_line(home: Path):
    history_file().write_bytes(b"no database" * 1000)
    assert completed("bash", "tui-voice --continue ") == set()


def completed(shell: str, line: str) -> set[str]:
    """What the shell offers at the end of the line."""
    words = [line] if shell == "fish" else line.split(" ")
    return set(printed(*SHELLS[shell], *words).split())


def printed(shell: str, *arguments: str) -> str:
    """What the shell prints when it is called so."""
    if shutil.which(shell) is None:
        pytest.skip(f"there is no {shell} here")
    ran = subprocess.run([shell, *arguments], capture_output=True, text=True, check=False)
    assert ran.stderr == ""
    return ran.stdout
