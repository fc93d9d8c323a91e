"""The set-up scripts, with programs that only pretend: whatever is missing, they end well."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).parents[1] / "scripts"
ORDINARY = ("sh", "cat", "env", "grep", "mkdir", "uname")

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the scripts are for a POSIX shell")


@dataclass
class Machine:
    """A computer with the ordinary commands and those that a test gives it."""

    folder: Path

    def has(self, name: str, *lines: str) -> None:
        program = self.folder / "bin" / name
        program.write_text("\n".join(["#!/bin/sh", *lines]) + "\n")
        program.chmod(0o755)

    def run(self, script: str, *arguments: str, **environment: str) -> tuple[int, str]:
        ran = subprocess.run(
            [SCRIPTS / script, *arguments],
            cwd=self.folder,
            env={"PATH": str(self.folder / "bin"), **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=60,
            check=False,
        )
        return ran.returncode, ran.stdout

    @property
    def apt_calls(self) -> list[str]:
        log = self.folder / "calls"
        return log.read_text().splitlines() if log.exists() else []


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A Debian where we are root, `sox` is installed, and apt has only `flite`."""
    (tmp_path / "bin").mkdir()
    for name in ORDINARY:
        found = next(
            Path(folder) / name for folder in ("/bin", "/usr/bin") if (Path(folder) / name).exists()
        )
        (tmp_path / "bin" / name).symlink_to(found)
    machine = Machine(tmp_path)
    machine.has("id", "echo 0")
    machine.has(
        "dpkg-query",
        f'for last; do :; done; if [ "$last" = sox ] || [ -e "{tmp_path}/has-$last" ]',
        "then printf installed; else exit 1; fi",
    )
    machine.has(
        "apt-get",
        f'echo "$DEBIAN_FRONTEND $*" >>"{tmp_path}/calls"',
        'case "$*" in *"recommends flite") : >"'
        + f'{tmp_path}/has-flite" ;; *update) ;; *) exit 100 ;; esac',
    )
    return machine


def test_what_is_installed_is_not_asked_for(machine: Machine):
    assert machine.run("system-packages", "sox") == (0, "")
    assert machine.apt_calls == []


def test_what_is_missing_is_installed_without_a_question(machine: Machine):
    assert machine.run("system-packages", "sox", "flite") == (
        0,
        "Installing system packages: flite\n",
    )
    assert all(call.startswith("noninteractive ") for call in machine.apt_calls)
    assert machine.run("system-packages", "sox", "flite") == (0, "")


def test_what_cannot_be_had_is_one_line_does_not_keep_out_the_rest_and_is_not_tried_again(
    machine: Machine,
):
    code, told = machine.run("system-packages", "unheard-of", "flite")
    going_on = "Going on without what these hold: sudo apt install unheard-of\n"
    assert (code, told.splitlines(keepends=True)[-1]) == (0, going_on)
    assert (machine.folder / "has-flite").exists()
    calls = len(machine.apt_calls)
    assert machine.run("system-packages", "unheard-of", "flite") == (0, going_on)
    assert len(machine.apt_calls) == calls


def test_without_root_and_with_nobody_to_type_a_password_it_says_so_and_goes_on(machine: Machine):
    machine.has("id", "echo 1000")
    machine.has("sudo", "exit 1")
    told = "Going on without what these hold: sudo apt install flite\n"
    assert machine.run("system-packages", "flite") == (0, told)
    assert machine.apt_calls == []


def test_a_system_without_apt_is_told_what_it_needs(machine: Machine):
    (machine.folder / "bin" / "apt-get").unlink()
    code, told = machine.run("system-packages", "flite")
    assert code == 0
    assert told.count("\n") == 1
    assert "flite" in told


def python_of(version: str) -> str:
    """A Python that knows nothing but to compare its version with the bounds it is asked about."""
    return f'exec "$REAL" -c "import sys; sys.version_info = ({version}, 0); $2"'


@pytest.mark.parametrize(
    ("there_are", "chosen"),
    [
        ({"python3": "3, 12", "python3.13": "3, 13"}, "python3"),
        ({"python3": "3, 9", "python3.11": "3, 11"}, "python3.11"),
        ({"python3": "3, 14", "python3.12": "3, 12"}, "python3.12"),
        ({"python3": "3, 14"}, "python3"),
        ({"python3": "3, 10", "python3.14": "3, 14"}, "python3.14"),
    ],
)
def test_the_python_chosen_is_new_enough_and_one_that_speech_recognition_exists_for(
    machine: Machine, there_are: dict[str, str], chosen: str
):
    for name, version in there_are.items():
        machine.has(name, python_of(version))
    assert machine.run("find-python", REAL=sys.executable) == (0, f"{chosen}\n")


def test_without_a_python_new_enough_it_says_what_to_do(machine: Machine):
    machine.has("python3", python_of("3, 10"))
    code, told = machine.run("find-python", REAL=sys.executable)
    assert code == 1
    assert told.startswith("Python 3.11 or newer is needed: install it")


def test_a_python_named_by_the_person_is_taken_or_refused_but_never_replaced(machine: Machine):
    machine.has("python3", python_of("3, 12"))
    machine.has("mine", python_of("3, 11"))
    machine.has("old", python_of("3, 10"))
    assert machine.run("find-python", REAL=sys.executable, PYTHON="mine") == (0, "mine\n")
    assert machine.run("find-python", REAL=sys.executable, PYTHON="old") == (
        1,
        "PYTHON=old is not a Python of 3.11 or newer.\n",
    )
