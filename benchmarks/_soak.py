"""Hours of conversation in seconds: the real engine, rules, codec and history around fakes.

The fakes answer at once and a clock by hand takes the place of time, so that only what the house
itself does, and keeps, is left.
"""

import asyncio
import base64
import json
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

from tests.fakes.arms import FakeClock, FakeDevices, FakeSettingsFile
from tui_voice.config.settings import Settings
from tui_voice.engine.conductor import Arms, Conductor
from tui_voice.engine.view import View
from tui_voice.history.store import HistoryStore
from tui_voice.realtime.decode import decode
from tui_voice.realtime.encode import encode
from tui_voice.session import events as ev
from tui_voice.session.effects import ClientEffect
from tui_voice.session.state import Facts, State

Post = Callable[[ev.Event], None]

CHUNK_S = 0.2
CHUNK = bytes(9600)
SOUND = base64.b64encode(CHUNK).decode()
SPOKEN_CHUNKS = 15
ANSWER_CHUNKS = 40
TURN_S = 20.0
"""From one question to the next."""

SESSION_S = 3600
"""The longest a session may last."""

QUESTION = "What else is there to say about the weather of the last days, and of those to come?"
WORDS = [f"word{number % 17} " for number in range(40)]


class SoakServer:
    """Fits ``Transport``; every event passes the codec both ways."""

    def __init__(self, post: Post, clock: FakeClock) -> None:
        self.connections = 0
        self._post = post
        self._now = clock.now
        self._wall = clock.wall
        self._numbers = count(1)

    def connect(self, settings: Settings) -> None:
        self.connections += 1
        opened = ev.ConnectionOpened("soak", False, ev.Credential.NONE, "", self._now())
        self._post(opened)
        expires_at = int(self._wall()) + SESSION_S
        session = {"id": "s", "model": settings.model, "expires_at": expires_at}
        self._say("session.created", session=session)

    def drop(self) -> None:
        """The connection breaks."""
        self._post(ev.ConnectionLost(1006, "The connection broke.", True, self._now()))

    def send(self, effect: ClientEffect) -> None:
        event = json.loads(encode(effect, "event"))
        if event["type"] == "input_audio_buffer.commit":
            item = f"item_{next(self._numbers)}"
            self._say("input_audio_buffer.committed", item_id=item, previous_item_id=None)
            kind = "conversation.item.input_audio_transcription.completed"
            self._say(kind, item_id=item, transcript=QUESTION, usage=None)
        elif event["type"] == "response.create":
            self._answer(next(self._numbers))

    async def disconnect(self) -> None:
        """Nothing is held."""

    def _answer(self, number: int) -> None:
        ids = {"response_id": f"resp_{number}", "item_id": f"item_{number}"}
        self._say("response.created", response={"id": ids["response_id"]})
        for word in WORDS:
            self._say("response.output_audio_transcript.delta", **ids, delta=word)
            self._say("response.output_audio.delta", **ids, delta=SOUND)
        self._say("response.output_audio.done", **ids)
        done = {"id": ids["response_id"], "status": "completed", "usage": {"input_tokens": 9}}
        self._say("response.done", response=done)

    def _say(self, kind: str, **fields: Any) -> None:
        self._post(decode(json.dumps({"type": kind, **fields}), self._now()))


class SoakMicrophone:
    """Fits ``Microphone``: a sentence is there as soon as it listens."""

    def __init__(self, post: Post, clock: FakeClock) -> None:
        self._post = post
        self._clock = clock

    def use(self, device: str, chunk_ms: int) -> None:
        """There is only one."""

    def start(self) -> None:
        self._post(ev.CaptureStarted(self._clock.now()))
        for _ in range(SPOKEN_CHUNKS):
            for _block in range(10):
                self._post(ev.MicrophoneLevelMeasured(-20.0, -26.0))
            self._post(ev.AudioCaptured(CHUNK, self._clock.now()))

    def stop(self) -> None:
        self._post(ev.CaptureStopped(self._clock.now()))

    async def close(self) -> None:
        """Nothing is held."""


class SoakSpeaker:
    """Fits ``Speaker``: what is given to it is heard at once."""

    def __init__(self, post: Post, now: Callable[[], float]) -> None:
        self._post = post
        self._now = now
        self._heard: dict[str, int] = {}

    def use(self, device: str, prebuffer_ms: int, buffer_ms: int) -> None:
        """There is only one."""

    def play(self, item_id: str, pcm: bytes) -> None:
        if item_id not in self._heard:
            self._post(ev.PlaybackStarted(item_id, self._now()))
        self._heard[item_id] = self._heard.get(item_id, 0) + len(pcm) // 2
        for _ in range(2):
            self._post(ev.PlayheadMoved(item_id, self._heard[item_id], -20.0, -26.0, 0))

    def finish(self, item_id: str) -> None:
        if (heard := self._heard.pop(item_id, None)) is not None:
            self._post(ev.PlaybackFinished(item_id, heard, self._now()))

    def stop(self) -> None:
        heard = tuple(self._heard.items())
        self._heard.clear()
        self._post(ev.PlaybackStopped(heard, self._now()))

    async def close(self) -> None:
        """Nothing is held."""


class Soak:
    """A person who talks on and on."""

    def __init__(self, history: Path) -> None:
        self.clock = FakeClock()
        self.view = View()
        self._inbox = asyncio.Queue[ev.Event]()
        post, now = self._inbox.put_nowait, self.clock.now
        self.server = SoakServer(post, self.clock)
        arms = Arms(
            microphone=SoakMicrophone(post, self.clock),
            speaker=SoakSpeaker(post, now),
            transport=self.server,
            devices=FakeDevices(),
            settings_file=FakeSettingsFile(),
            history=HistoryStore(history, post, now),
            clock=self.clock,
        )
        self.conductor = Conductor(State(Settings(), Facts()), self._inbox, arms, self._show)

    async def turn(self) -> None:
        """A spoken question and its answer."""
        for _ in range(2):
            self.conductor.post(ev.RecordToggled(self.clock.now()))
            await self.settle()
            self.clock.pass_time(TURN_S / 2)
        await self.settle()

    async def settle(self) -> None:
        """Returns when nothing is left to be done that needs no time."""
        for _ in iter(self._inbox.empty, True):
            await asyncio.sleep(0)
        await asyncio.sleep(0)

    def _show(self, view: View) -> None:
        self.view = view
