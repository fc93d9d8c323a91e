"""What is said about the machine on which there is, or is no, sound."""

import pytest

from tui_voice.audio.surroundings import paths, remarks

LINUX = "6.8.0-generic"
WSL = "5.15.167.4-microsoft-standard-WSL2"
SSH = {"SSH_CONNECTION": "10.0.0.1 50000 10.0.0.2 22"}
TUNNEL = {"PULSE_SERVER": "tcp:localhost:24713"}
RUNTIME = {"XDG_RUNTIME_DIR": "/run/user/1000"}


@pytest.mark.parametrize(
    ("environment", "kernel", "there", "devices", "remedy"),
    [
        ({}, WSL, {"/mnt/wslg": True}, 1, "libasound2-plugins"),
        ({}, WSL, {}, 0, "wsl --shutdown"),
        (SSH, LINUX, {}, 1, "tui-voice token"),
        (SSH, LINUX, {}, 0, "ssh -R 24713:$XDG_RUNTIME_DIR/pulse/native"),
        (SSH | TUNNEL, LINUX, {}, 2, "those that PULSE_SERVER names"),
        (TUNNEL, LINUX, {}, 0, "pulse/cookie"),
        ({}, LINUX, {"/.dockerenv": True}, 0, "PULSE_SERVER"),
        (RUNTIME, LINUX, {"/run/user/1000/pulse/native": True}, 0, "pipewire-alsa"),
        (RUNTIME, LINUX, {"/run/user/1000/pipewire-0": True}, 0, "libasound2-plugins"),
    ],
)
def test_each_kind_of_machine_has_its_remedy(
    environment: dict[str, str], kernel: str, there: dict[str, bool], devices: int, remedy: str
) -> None:
    (words,) = remarks(environment, kernel, there, devices)
    assert remedy in words


def test_a_tunnel_that_is_not_open_is_told_beside_how_to_open_it() -> None:
    over_ssh, unanswered = remarks(SSH | TUNNEL, LINUX, {}, devices=0)
    assert "ssh -R" in over_ssh
    assert "does not answer" in unanswered


def test_a_desktop_with_sound_needs_no_remark() -> None:
    there = {"/run/user/1000/pulse/native": True}
    assert remarks(RUNTIME, LINUX, there, devices=2) == []


def test_a_sound_server_is_not_blamed_where_portaudio_is_missing() -> None:
    assert remarks({"PULSE_SERVER": "unix:/tmp/pulse"}, LINUX, {}, devices=None) == []


def test_a_container_that_was_given_its_hosts_sound_needs_none_either() -> None:
    environment = {"PULSE_SERVER": "unix:/tmp/pulse"}
    assert remarks(environment, LINUX, {"/.dockerenv": True}, devices=2) == []


def test_every_path_that_matters_is_asked_for() -> None:
    assert "/run/user/1000/pulse/native" in paths(RUNTIME)
    assert "/.dockerenv" in paths({})
