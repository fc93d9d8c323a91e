"""One connection: client events come in, server events go out."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeAlias

from tui_voice.offline import transcription_config
from tui_voice.offline.answering import Answering
from tui_voice.offline.built_in import BuiltIn
from tui_voice.offline.checks import not_among, or_null, text, up_to
from tui_voice.offline.conversation import Conversation
from tui_voice.offline.hearing import Hearing, Spoken, WaitedLongEnough
from tui_voice.offline.input_config import Config
from tui_voice.offline.item_events import ItemEvents
from tui_voice.offline.output import Emit
from tui_voice.offline.parts import Parts
from tui_voice.offline.protocol import (
    Event,
    ProtocolError,
    error_event,
    event,
    parse,
    required,
    required_object,
)
from tui_voice.offline.sent_audio import pcm_of
from tui_voice.offline.session_config import kind_of, merge
from tui_voice.offline.transcription import transcribe
from tui_voice.offline.understanding import Understanding
from tui_voice.offline.voice_activity import SpeechStarted, SpeechStopped

if TYPE_CHECKING:
    from tui_voice.offline.items import Item

_LARGE = 256 * 1024
"""Bytes of a frame, and characters of its sound, from which on they are read in a worker."""

_BREATH_S = 0.001
"""The loop was held to put a large frame together, and is held again while the worker that reads it
has Python's lock: who waited comes in between."""

_EVENT_ID = or_null(up_to(512))  # as long as OpenAI documents

_Take: TypeAlias = Callable[[Event], Awaitable[None]]


class Session:
    """The state of one connection; events are taken one after the other."""

    def __init__(
        self,
        config: Config,
        parts: Parts,
        emit: Emit,
        *,
        pace: float,
        kind_is_open: bool = False,
        wall: Callable[[], datetime] = datetime.now,
    ) -> None:
        """``pace``: how many times faster than it is heard the sound is sent.

        ``kind_is_open``: the first update may make a transcription of the conversation.
        """
        self._config = config
        self._kind_is_open = kind_is_open
        self._emit = emit
        self._conversation = Conversation()
        self._understanding = Understanding()
        self._hearing = Hearing(parts)
        self._answering = Answering(
            self._conversation,
            self._understanding,
            parts.language_model or BuiltIn(wall),
            parts.text_to_speech,
            emit,
            heard=self._hearing.answered,
            pace=pace,
        )
        self._items = ItemEvents(self._conversation, self._understanding, self._hearing, emit)
        self._hearing.configure(self._turn_detection)
        self._tasks: set[asyncio.Task[None]] = set()
        self._takes: dict[str, _Take] = {
            "session.update": self._update_session,
            "input_audio_buffer.append": self._append_audio,
            "input_audio_buffer.commit": self._commit_audio,
            "input_audio_buffer.clear": self._clear_audio,
            "conversation.item.create": self._items.create,
            "conversation.item.retrieve": self._items.retrieve,
            "conversation.item.delete": self._items.delete,
            "conversation.item.truncate": self._items.truncate,
            "response.create": self._create_response,
            "response.cancel": self._cancel_response,
        }

    async def open(self) -> None:
        """Greet the client."""
        await self._emit(event("session.created", session=self._config))

    async def take(self, raw: bytes) -> None:
        """Take one client frame; whatever is wrong with it becomes an ``error`` event."""
        cause: str | None = None
        try:
            client_event = await _read(raw)
            cause = _EVENT_ID("event_id", client_event.get("event_id"))
            await self._taker_of(client_event.get("type"))(client_event)
        except ProtocolError as error:
            await self._emit(error_event(error, cause))

    async def refuse(self, words: str) -> None:
        """Answer a frame that is no event."""
        await self._emit(error_event(ProtocolError(words, code="invalid_event"), None))

    async def close(self) -> None:
        """Stop whatever is under way; nobody listens any more."""
        self._hearing.clear()
        await self._answering.close()
        for task in self._tasks:
            task.cancel()

    @property
    def _turn_detection(self) -> dict[str, Any] | None:
        return self._config["audio"]["input"]["turn_detection"]

    @property
    def _transcribes_only(self) -> bool:
        return self._config["type"] == "transcription"

    def _taker_of(self, type_: object) -> _Take:
        if not isinstance(type_, str):
            raise ProtocolError("The 'type' field is missing.", code="invalid_event")
        known = [
            name
            for name in self._takes
            if not (self._transcribes_only and name.startswith("response."))
        ]
        if type_ not in known:
            raise not_among("type", type_, known)
        return self._takes[type_]

    async def _update_session(self, client_event: Event) -> None:
        before = self._turn_detection
        update = required_object(client_event, "session")
        config = self._config
        if self._kind_is_open and kind_of(update) == "transcription":
            config = transcription_config.default_config(config["id"], config["expires_at"])
        self._config = merge(config, update, audio_given=self._answering.audio_given)
        self._kind_is_open = False
        if self._turn_detection != before:
            self._hearing.configure(self._turn_detection)
        await self._emit(event("session.updated", session=self._config))

    async def _append_audio(self, client_event: Event) -> None:
        audio = required(client_event, "audio", str)
        pcm = await asyncio.to_thread(pcm_of, audio) if len(audio) > _LARGE else pcm_of(audio)
        async for change in self._hearing.append(pcm):
            match change:
                case SpeechStarted():
                    await self._speech_started(change)
                case SpeechStopped():
                    await self._speech_stopped(change)
                case WaitedLongEnough():
                    await self._waited(change)

    async def _commit_audio(self, _client_event: Event) -> None:
        await self._hearing.room()
        await self._add_spoken(self._hearing.commit())

    async def _clear_audio(self, _client_event: Event) -> None:
        self._hearing.clear()
        await self._emit(event("input_audio_buffer.cleared"))

    async def _speech_started(self, change: SpeechStarted) -> None:
        await self._emit(
            event(
                "input_audio_buffer.speech_started",
                audio_start_ms=change.at_ms,
                item_id=self._hearing.item_id,
            )
        )
        if self._vad("interrupt_response"):
            await self._answering.interrupt()

    async def _speech_stopped(self, change: SpeechStopped) -> None:
        await self._emit(
            event(
                "input_audio_buffer.speech_stopped",
                audio_end_ms=change.at_ms,
                item_id=self._hearing.item_id,
            )
        )
        await self._hearing.room()
        await self._add_spoken(self._hearing.take_turn(change))
        if self._vad("create_response"):
            await self._answering.begin(self._config)

    async def _waited(self, change: WaitedLongEnough) -> None:
        await self._emit(
            event(
                "input_audio_buffer.timeout_triggered",
                audio_start_ms=change.from_ms,
                audio_end_ms=change.to_ms,
                item_id=self._hearing.item_id,
            )
        )
        await self._add_spoken(self._hearing.take_turn(change))
        await self._answering.begin(self._config)

    def _vad(self, what: str) -> bool:
        return bool(self._turn_detection and self._turn_detection[what])

    async def _add_spoken(self, spoken: Spoken) -> None:
        """Give a spoken turn its place in the conversation, and have it written down."""
        item: Item = {
            "id": spoken.item_id,
            "type": "message",
            "status": "completed",
            "role": "user",
            "content": [{"type": "input_audio", "transcript": None}],
        }
        previous = self._conversation.add(item)
        self._conversation.lengthen(item["id"], spoken.pcm, spoken.audio_ms)
        self._understanding.expect(item["id"], spoken.words)
        await self._emit(
            event("input_audio_buffer.committed", previous_item_id=previous, item_id=item["id"])
        )
        await self._items.announce(item, previous)
        if self._config["audio"]["input"]["transcription"]:
            words = self._understanding.words(item["id"])
            self._start(transcribe(item, words, spoken.audio_ms, self._emit))

    async def _create_response(self, client_event: Event) -> None:
        await self._answering.begin(self._config, client_event.get("response"))

    async def _cancel_response(self, client_event: Event) -> None:
        response_id = or_null(text)("response_id", client_event.get("response_id"))
        await self._answering.cancel(response_id)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _read(raw: bytes) -> Event:
    if len(raw) <= _LARGE:
        return parse(raw)
    await asyncio.sleep(_BREATH_S)
    return await asyncio.to_thread(parse, raw)
