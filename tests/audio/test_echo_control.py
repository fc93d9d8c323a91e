"""Which way of keeping the echo out is in force, and what is recognised as headphones."""

import json
from typing import Any

import pytest

from tests.audio.ear import Ear
from tests.audio.shops import Microphones
from tui_voice.audio.capture import Capture
from tui_voice.audio.echo_control import MISSING, EchoControl
from tui_voice.audio.half_duplex import HalfDuplex, Line, OpenLine
from tui_voice.audio.headphones import names_headphones, sounds_in_headphones
from tui_voice.audio.played import Played
from tui_voice.config.kinds import Echo
from tui_voice.session.events import DeviceChanged


def control(*, headphones: bool = False, installed: bool = True) -> EchoControl:
    return EchoControl(Played(), lambda output: headphones, lambda: installed)


def way_of(line: Line) -> Echo:
    if isinstance(line, OpenLine):
        return Echo.OFF
    assert isinstance(line, HalfDuplex)
    return Echo.CANCEL if line.cancels else Echo.HALF_DUPLEX


@pytest.mark.parametrize(
    ("wish", "headphones", "installed", "in_force"),
    [
        (Echo.AUTO, True, True, Echo.OFF),
        (Echo.AUTO, False, True, Echo.HALF_DUPLEX),
        (Echo.AUTO, False, False, Echo.HALF_DUPLEX),
        (Echo.CANCEL, False, True, Echo.CANCEL),
        (Echo.CANCEL, False, False, Echo.HALF_DUPLEX),
        (Echo.HALF_DUPLEX, True, True, Echo.HALF_DUPLEX),
        (Echo.OFF, False, True, Echo.OFF),
    ],
)
def test_what_is_wished_is_in_force_as_far_as_it_is_there(
    wish: Echo, headphones: bool, installed: bool, in_force: Echo
) -> None:
    echo = control(headphones=headphones, installed=installed)
    echo.use(wish, 300, "")
    assert way_of(echo.line()[0]) is in_force


def test_the_room_that_was_learnt_is_kept_until_something_else_is_wished() -> None:
    echo = control(installed=False)
    echo.use(Echo.AUTO, 300, "")
    first, _ = echo.line()
    echo.use(Echo.HALF_DUPLEX, 300, "")
    assert echo.line()[0] is first
    echo.use(Echo.HALF_DUPLEX, 200, "")
    assert echo.line()[0] is not first


async def test_a_canceller_that_is_missing_is_said_in_one_line_and_once() -> None:
    ear, shop = Ear(), Microphones()
    echo = control(installed=False)
    microphone = Capture(ear.post, shop.clock.now, shop.open_source, echo=echo)
    microphone.keep_out_echo(Echo.CANCEL, 300, "")
    for _ in range(2):
        microphone.start()
        await shop.listening()
        microphone.stop()
    await microphone.close()
    assert [event.message for event in ear.heard(DeviceChanged)] == [MISSING]


@pytest.mark.parametrize(
    ("name", "worn"),
    [
        ("External Headphones", True),
        ("Headset Earphone (Jabra Evolve 65)", True),
        ("Anna's AirPods Pro", True),
        ("MacBook Pro Speakers", False),
        ("Speakers (Realtek(R) Audio)", False),
    ],
)
def test_headphones_are_known_by_their_name(name: str, worn: bool) -> None:
    assert names_headphones(name) is worn


def sink(port: str, **more: Any) -> dict[str, Any]:
    ports = [
        {"name": "analog-output-speaker", "type": "Speaker"},
        {"name": "analog-output-headphones", "type": "Headphones"},
    ]
    return {"name": "card", "description": "Audio", "active_port": port, "ports": ports} | more


@pytest.mark.parametrize(
    ("default", "worn"),
    [
        (sink("analog-output-headphones"), True),
        (sink("analog-output-speaker"), False),
        (sink("", ports=[], properties={"device.form_factor": "headset"}), True),
        (sink("", ports=[], description="WH-1000 Headphones", active_port=None), True),
        (sink("", ports=[], description=None), False),
    ],
)
def test_a_sound_server_tells_by_the_port_in_use(default: dict[str, Any], worn: bool) -> None:
    other = sink("analog-output-headphones", name="other")
    info = json.dumps({"default_sink_name": "card"}).encode()
    assert sounds_in_headphones(info, json.dumps([other, default]).encode()) is worn


@pytest.mark.parametrize(("info", "sinks"), [(b"", b""), (b"{}", b"[]"), (b"no", b"[1]")])
def test_a_sound_server_that_tells_nothing_is_no_headset(info: bytes, sinks: bytes) -> None:
    assert not sounds_in_headphones(info, sinks)
