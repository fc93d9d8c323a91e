"""The arms of the house without anything at their ends, each named after its port.

They note every call in one common list, so that a test can read the order across arms.
"""

import asyncio
from collections.abc import Callable
from typing import Any

from tui_voice.config.settings import Echo, Settings
from tui_voice.conversation.kept import KeptTurn
from tui_voice.session.effects import ClientEffect

Calls = list[tuple[Any, ...]]


class FakeMicrophone:
    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    def use(self, device: str, chunk_ms: int) -> None:
        self._calls.append(("microphone.use", device, chunk_ms))

    def keep_out_echo(self, way: Echo, preroll_ms: int, output: str) -> None:
        self._calls.append(("microphone.keep_out_echo", way, preroll_ms, output))

    def start(self) -> None:
        self._calls.append(("microphone.start",))

    def stop(self) -> None:
        self._calls.append(("microphone.stop",))

    async def close(self) -> None:
        self._calls.append(("microphone.close",))


class FakeSpeaker:
    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    def use(self, device: str, prebuffer_ms: int, buffer_ms: int) -> None:
        self._calls.append(("speaker.use", device, prebuffer_ms, buffer_ms))

    def set_volume(self, percent: int) -> None:
        self._calls.append(("speaker.set_volume", percent))

    def play(self, item_id: str, pcm: bytes) -> None:
        self._calls.append(("speaker.play", item_id, len(pcm)))

    def finish(self, item_id: str) -> None:
        self._calls.append(("speaker.finish", item_id))

    def stop(self) -> None:
        self._calls.append(("speaker.stop",))

    async def close(self) -> None:
        self._calls.append(("speaker.close",))


class FakeTransport:
    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    def connect(self, settings: Settings) -> None:
        self._calls.append(("transport.connect", settings.model))

    def send(self, effect: ClientEffect) -> None:
        self._calls.append(("transport.send", type(effect).__name__))

    async def disconnect(self) -> None:
        self._calls.append(("transport.disconnect",))


class FakeDevices:
    async def list(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        return ("Headset",), ("Headset", "Loudspeaker")


class FakeSettingsFile:
    """Keeps what is saved; ``refusal`` is raised instead where there is one."""

    def __init__(self) -> None:
        self.saved: list[dict[str, Any]] = []
        self.refusal: OSError | None = None
        self.asked = asyncio.Event()

    def save(self, changes: dict[str, Any]) -> None:
        if self.refusal is not None:
            raise self.refusal
        self.saved.append(changes)


class FakeHistory:
    def __init__(self) -> None:
        self.kept: list[KeptTurn] = []
        self.sound: dict[str, bytes] = {}
        self.closed = False

    def keep(self, turn: KeptTurn) -> None:
        self.kept.append(turn)

    def forget(self, item_id: str) -> None:
        self.kept = [turn for turn in self.kept if turn.item.id != item_id]

    def keep_sound(self, item_id: str, pcm: bytes) -> None:
        self.sound[item_id] = self.sound.get(item_id, b"") + pcm

    def end_sound(self, item_id: str, samples: int) -> None:
        self.sound[item_id] = self.sound[item_id][: 2 * samples]

    async def close(self) -> None:
        self.closed = True


class FakeCall:
    """A call that is still to come."""

    def __init__(self, at: float, callback: Callable[[], None]) -> None:
        self.at = at
        self.callback = callback
        self.cancelled = False

    def cancel(self) -> None:
        self.cancelled = True


class FakeClock:
    """Time that passes when a test says so."""

    def __init__(self) -> None:
        self.time = 100.0
        self._calls: list[FakeCall] = []

    def now(self) -> float:
        return self.time

    def wall(self) -> float:
        return self.time + 1_700_000_000

    def call_later(self, delay_s: float, callback: Callable[[], None]) -> FakeCall:
        call = FakeCall(self.time + delay_s, callback)
        self._calls.append(call)
        return call

    def pass_time(self, seconds: float) -> None:
        """Let time pass, and everything that was due in it happen, in order."""
        until = self.time + seconds
        while due := [call for call in self._calls if call.at <= until and not call.cancelled]:
            call = min(due, key=lambda call: call.at)
            self._calls.remove(call)
            self.time = call.at
            call.callback()
        self.time = until
