"""A device that has fallen silent: gone, or kept waiting."""

import asyncio
import threading

import pytest

from tui_voice.audio.watchdog import SURELY_GONE_S, SUSPICIOUS_S, Watchdog

QUIET_S = SUSPICIOUS_S + 0.1


class DeviceList:
    """Answers when the test lets it; ``asked`` counts."""

    def __init__(self, *, lists_it: bool) -> None:
        self.asked = 0
        self.may_answer = threading.Event()
        self.may_answer.set()
        self._lists_it = lists_it

    def is_there(self) -> bool:
        self.asked += 1
        assert self.may_answer.wait(10)
        return self._lists_it


async def found_gone(watchdog: Watchdog, looks: int = 1_000) -> bool:
    for _ in range(looks):
        if watchdog.gone(QUIET_S):
            return True
        await asyncio.to_thread(bool)  # lets the thread that asks come to its end
    return False


async def test_a_device_that_is_silent_and_no_longer_listed_is_gone() -> None:
    assert await found_gone(Watchdog(DeviceList(lists_it=False).is_there))


async def test_a_device_that_is_silent_but_listed_is_waited_for_and_asked_about_once() -> None:
    devices = DeviceList(lists_it=True)
    watchdog = Watchdog(devices.is_there)
    assert not await found_gone(watchdog, looks=50)
    assert devices.asked == 1
    assert watchdog.gone(SURELY_GONE_S + 0.1)


async def test_a_device_that_speaks_before_the_list_has_answered_is_not_gone() -> None:
    devices = DeviceList(lists_it=False)
    devices.may_answer.clear()
    watchdog = Watchdog(devices.is_there)
    assert not watchdog.gone(QUIET_S)
    await asyncio.sleep(0)
    assert not watchdog.gone(0.02)
    devices.may_answer.set()
    assert not watchdog.gone(QUIET_S), "this is another silence, about which is asked anew"
    watchdog.rest()


@pytest.mark.parametrize("quiet_s", [0.0, 0.02, SUSPICIOUS_S])
async def test_nothing_is_asked_about_a_device_that_is_only_late(quiet_s: float) -> None:
    devices = DeviceList(lists_it=False)
    watchdog = Watchdog(devices.is_there)
    assert not watchdog.gone(quiet_s)
    await asyncio.sleep(0)
    assert devices.asked == 0
