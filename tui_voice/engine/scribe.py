"""The driver of a transcription: inbox → step → perform. Decides nothing."""

import asyncio
from collections.abc import Callable
from typing import Protocol, assert_never

from tui_voice.engine.ports import Cancellable, Clock, Transport
from tui_voice.session import effects as do
from tui_voice.session.events import QuitRequested, Started, TimerFired
from tui_voice.session.transcribing import step
from tui_voice.session.transcription import (
    Deed,
    Happening,
    Hear,
    Note,
    SoundEnded,
    SpeechHeard,
    Tell,
    Transcription,
)


class Speech(Protocol):
    """Sound to write down, in pieces between pauses."""

    @property
    def heard_s(self) -> float:
        """How much of it was heard, silence included."""
        ...

    async def next(self) -> SpeechHeard | SoundEnded:
        """The next piece; waits for it. After ``SoundEnded`` it is not asked any more."""
        ...

    def stop(self) -> None:
        """What was heard until now is all."""
        ...

    async def close(self) -> None:
        """Release everything."""
        ...


class Scribe:
    """Runs one transcription; ``tell`` takes each passage as it is settled, in order, and notes."""

    def __init__(
        self,
        state: Transcription,
        inbox: asyncio.Queue[Happening],
        speech: Speech,
        transport: Transport,
        clock: Clock,
        tell: Callable[[Tell | Note], None],
    ) -> None:
        self.state = state
        """Where it stands."""
        self._inbox = inbox
        self._speech = speech
        self._transport = transport
        self._clock = clock
        self._tell = tell
        self._timer: Cancellable | None = None
        self._hearing: asyncio.Task[None] | None = None
        self._over = False

    async def run(self) -> None:
        """Write down all there is to hear, until the end or until nothing more can be done."""
        self._inbox.put_nowait(Started(self._clock.now(), self._clock.wall()))
        try:
            while not self._over:
                self.state, deeds = step(self.state, await self._inbox.get())
                for deed in deeds:
                    self._perform(deed)
                await asyncio.sleep(0)
        finally:
            await self._close()

    def stop(self) -> None:
        """Hear nothing more; what was heard is still written down."""
        self._speech.stop()

    def give_up(self) -> None:
        """End it now."""
        self._inbox.put_nowait(QuitRequested())

    def _perform(self, deed: Deed) -> None:
        match deed:
            case do.Connect(settings):
                self._transport.connect(settings)
            case do.UpdateSession() | do.AppendAudio() | do.CommitAudio():
                self._transport.send(deed)
            case do.StartTimer(name, delay_s):
                self._timer = self._clock.call_later(delay_s, lambda: self._fire(name))
            case Hear():
                self._hearing = asyncio.create_task(self._hear())
            case Tell() | Note():
                self._tell(deed)
            case do.Quit():
                self._over = True
            case _:
                assert_never(deed)

    def _fire(self, name: str) -> None:
        self._inbox.put_nowait(TimerFired(name, self._clock.now()))

    async def _hear(self) -> None:
        self._inbox.put_nowait(await self._speech.next())

    async def _close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if self._hearing is not None:
            self._hearing.cancel()
        await asyncio.gather(
            self._speech.close(), self._transport.disconnect(), return_exceptions=True
        )
