"""Signals that end programs, as a wish to leave."""

import asyncio
import signal

import pytest

from tui_voice.cli.signals import ENDING, until_left


async def test_without_a_signal_the_exit_code_is_zero():
    assert await until_left(asyncio.sleep(0), lambda: None) == 0


@pytest.mark.parametrize("number", ENDING)
async def test_a_signal_asks_to_leave_and_is_the_exit_code(number: int):
    left = asyncio.Event()

    async def stay() -> None:
        signal.raise_signal(number)
        await left.wait()

    assert await asyncio.wait_for(until_left(stay(), left.set), 5) == 128 + number


async def test_afterwards_signals_mean_what_they_meant_before():
    before = [signal.getsignal(number) for number in ENDING]
    with pytest.raises(RuntimeError):
        await until_left(failing(), lambda: None)
    assert [signal.getsignal(number) for number in ENDING] == before


async def failing() -> None:
    raise RuntimeError
