"""Devices that take their time."""

import asyncio
from threading import Event

import pytest

from tui_voice.audio.errors import SoundError
from tui_voice.audio.threads import closed, opened


class SlowDevice:
    def __init__(self) -> None:
        self.go_on = Event()
        self.closed = Event()

    def open(self) -> "SlowDevice":
        assert self.go_on.wait(10)
        return self

    def close(self) -> None:
        self.closed.set()


async def test_a_device_that_never_answers_is_given_up_and_closed_should_it_open_after_all() -> (
    None
):
    device = SlowDevice()
    with pytest.raises(SoundError, match="does not answer"):
        await opened(device.open, timeout_s=0.01)
    device.go_on.set()
    async with asyncio.timeout(10):
        assert await asyncio.to_thread(device.closed.wait, 10)


async def test_what_goes_wrong_while_opening_is_raised() -> None:
    def open_nothing() -> SlowDevice:
        raise SoundError("No speaker found.")

    with pytest.raises(SoundError, match="No speaker found"):
        await opened(open_nothing)


async def test_a_device_is_closed_before_anything_goes_on() -> None:
    device = SlowDevice()
    await closed(device)
    assert device.closed.is_set()
