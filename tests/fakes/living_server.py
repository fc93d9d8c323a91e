"""A peer of the Realtime protocol that lives: it holds a conversation, until a test breaks it.

It refuses what the protocol refuses and keeps ``complaints`` about it. What it says is made of
numbers, so that nothing can be lost, doubled or exchanged without being seen.
"""

import base64
import json
import struct
from asyncio import Transport
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto
from itertools import count
from types import TracebackType
from typing import Any, Self

from aiohttp import WSMsgType, web

from tests.fakes.bell import Bell

DELTA_SAMPLES = 2400
"""100 ms of an answer's sound."""

SOUND = base64.b64encode(bytes(DELTA_SAMPLES * 2)).decode()

DELTAS = 4
"""To an answer."""


class Answering(Enum):
    """How much of an answer the server gives by itself."""

    WHOLE = auto()
    HALF = auto()
    """Then it waits."""
    NOT = auto()


@dataclass
class Session:
    """One connection as the server saw it."""

    secret: str
    socket: web.WebSocketResponse
    wire: Transport
    received: list[dict[str, Any]] = field(default_factory=list)
    items: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Role and words of each item the client made, by id; of a tool's, its type and the rest."""
    buffer: bytearray = field(default_factory=bytearray)
    turns: list[bytes] = field(default_factory=list)
    """The sound of each committed turn."""
    clock_bytes: int = 0
    """Appended since the session began."""
    hands_free: bool = False
    hearing: str = ""
    """The item that the speech will be which it hears."""
    known: set[str] = field(default_factory=set)
    calls: set[str] = field(default_factory=set)
    """The ``call_id`` of each call of a tool in the conversation."""
    active: str = ""
    begun: int = 0
    answered: int = 0
    clean: bool = False
    """The client said goodbye."""

    @property
    def kinds(self) -> list[str]:
        """The types of what the client sent, in order."""
        return [event["type"] for event in self.received]

    def freeze(self) -> None:
        """Read nothing more."""
        self.wire.pause_reading()

    def thaw(self) -> None:
        """Read on."""
        self.wire.resume_reading()

    def reset(self) -> None:
        """Drop the connection without a word."""
        self.wire.abort()

    def hang_up(self) -> None:
        """End the connection without a close frame."""
        self.wire.close()

    def close(self, code: int | None) -> None:
        """Send a close frame with this code, even one that must never be sent."""
        body = b"" if code is None else struct.pack("!H", code)
        self.wire.write(bytes([0x88, len(body)]) + body)

    async def say(self, event: dict[str, Any] | str | bytes) -> None:
        """Send an event, or a frame as it is."""
        if isinstance(event, bytes):
            await self.socket.send_bytes(event)
        else:
            await self.socket.send_str(event if isinstance(event, str) else json.dumps(event))


class LivingServer:
    """Listens on a free loopback port while its ``async with`` lasts.

    ``refusals`` and ``mint_refusals`` answer the next handshakes and requests for a secret with a
    status and the code of an error, each once, and quote the secret. ``greets`` is false for a
    server that takes the call and then says nothing.
    """

    def __init__(self, bell: Bell) -> None:
        self.bell = bell
        self.base_url = ""
        self.sessions: list[Session] = []
        self.calls = 0
        self.minted: list[str] = []
        self.refusals: deque[tuple[int, str]] = deque()
        self.mint_refusals: deque[tuple[int, str]] = deque()
        self.greets = True
        self.answering = Answering.WHOLE
        self.committing = True
        """Whether it says that a turn was committed."""
        self.transcribing = True
        self.usage: dict[str, Any] | None = None
        """What it says that each answer has used."""
        self.on_session: Callable[[Session], None] = lambda session: None
        self.complaints: list[str] = []
        self._numbers = count(1)

    @property
    def session(self) -> Session:
        """The newest connection."""
        return self.sessions[-1]

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_get("/v1/realtime", self._socket)
        app.router.add_post("/v1/realtime/client_secrets", self._mint)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self.base_url = f"http://{host}:{port}/v1"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, _error: object, _trace: TracebackType | None
    ) -> None:
        await self._runner.cleanup()
        if kind is None:
            assert self.complaints == []

    # ── HTTP ──

    async def _mint(self, request: web.Request) -> web.Response:
        if self.mint_refusals:
            key = request.headers["Authorization"].removeprefix("Bearer ")
            return _refusal(*self.mint_refusals.popleft(), key)
        self.minted.append(f"hush-{next(self._numbers)}")
        body = {"value": self.minted[-1], "expires_at": 1, "session": {"type": "realtime"}}
        return web.json_response(body)

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        self.calls += 1
        self.bell.ring()
        secret = request.headers.get("Sec-WebSocket-Protocol", "").rpartition(".")[2]
        if self.refusals:
            return _refusal(*self.refusals.popleft(), secret)
        socket = web.WebSocketResponse(protocols=["realtime"], max_msg_size=0, autoping=True)
        await socket.prepare(request)
        assert isinstance(request.transport, Transport)
        session = Session(secret, socket, request.transport)
        self.sessions.append(session)
        try:
            if self.greets:
                await session.say(self.event("session.created", session={"id": "s", "model": "m"}))
            self.on_session(session)
            while (message := await socket.receive()).type is WSMsgType.TEXT:
                session.received.append(message.json())
                await self._answer(session, session.received[-1])
                self.bell.ring()
            session.clean = message.type is WSMsgType.CLOSE
        except ConnectionError:
            pass  # it was broken on purpose
        self.bell.ring()
        return socket

    # ── the protocol ──

    async def _answer(self, session: Session, event: dict[str, Any]) -> None:
        match event["type"]:
            case "session.update":
                heard = event["session"].get("audio", {}).get("input", {})
                session.hands_free = heard.get("turn_detection") is not None
                await session.say(self.event("session.updated", session=event["session"]))
            case "conversation.item.create":
                await self._create(session, event["item"])
            case "input_audio_buffer.append":
                pcm = base64.b64decode(event["audio"])
                session.buffer += pcm
                session.clock_bytes += len(pcm)
            case "input_audio_buffer.clear":
                session.buffer.clear()
            case "input_audio_buffer.commit":
                await self._commit(session)
            case "response.create":
                await self._respond(session, event.get("response", {}).get("metadata"))
            case "response.cancel":
                await self._end(session, "cancelled")
            case "conversation.item.truncate" | "conversation.item.delete":
                if event["item_id"] not in session.known:
                    self.complaints.append(f"{event['type']} of an unknown item")
            case other:
                self.complaints.append(f"sent {other}")

    async def _create(self, session: Session, item: dict[str, Any]) -> None:
        if item["id"] in session.known:
            self.complaints.append(f"{item['id']} was created twice")
        session.known.add(item["id"])
        session.items[item["id"]] = _told(item)
        if item["type"] == "function_call":
            session.calls.add(item["call_id"])
        elif item["type"] == "function_call_output" and item["call_id"] not in session.calls:
            self.complaints.append(f"no call for {item['id']}")
        await session.say(self.event("conversation.item.added", item=item, previous_item_id=None))

    async def speech_begins(self) -> None:
        """Hands-free: it hears speech in what it has got so far."""
        session = self.session
        assert session.hands_free
        session.hearing = f"said_{next(self._numbers)}"
        kind = "input_audio_buffer.speech_started"
        await session.say(self.event(kind, item_id=session.hearing, audio_start_ms=0))

    async def speech_ends(self) -> None:
        """Hands-free: the turn is over, and it answers by itself."""
        session = self.session
        end_ms = session.clock_bytes // 48
        kind = "input_audio_buffer.speech_stopped"
        await session.say(self.event(kind, item_id=session.hearing, audio_end_ms=end_ms))
        await self._commit(session)
        await self._respond(session)

    async def _commit(self, session: Session) -> None:
        if not session.buffer:
            self.complaints.append("committed nothing")
        session.turns.append(bytes(session.buffer))
        session.buffer.clear()
        item_id = session.hearing or f"said_{next(self._numbers)}"
        session.hearing = ""
        session.known.add(item_id)
        if self.committing:
            await session.say(self.event("input_audio_buffer.committed", item_id=item_id))
        if self.transcribing:
            samples = len(session.turns[-1]) // 2
            kind = "conversation.item.input_audio_transcription.completed"
            words = f"I said {samples} samples."
            await session.say(self.event(kind, item_id=item_id, transcript=words))

    async def call_tool(self, name: str, arguments: str) -> str:
        """Its model calls a tool, in place of an answer; the ``call_id``."""
        session, number = self.session, next(self._numbers)
        call_id = f"call_{number}"
        session.calls.add(call_id)
        item = {"id": f"item_{number}", "type": "function_call", "name": name, "call_id": call_id}
        begun, done = ({**item, "arguments": each} for each in ("", arguments))
        of_it = {"response_id": session.active, "output_index": 0}
        for event in (
            self.event("response.output_item.added", item=begun, **of_it),
            self.event("conversation.item.added", item=begun, previous_item_id=None),
            self.event("conversation.item.done", item=done, previous_item_id=None),
            self.event("response.output_item.done", item=done, **of_it),
        ):
            await session.say(event)
        await self._end(session, "completed")
        return call_id

    async def tool_answers(self, call_id: str, output: str) -> None:
        """Whoever hosts the tool brings its output and asks for the answer."""
        number = next(self._numbers)
        item = {"id": f"item_{number}", "type": "function_call_output", "call_id": call_id}
        added = self.event("conversation.item.added", item={**item, "output": output})
        await self.session.say(added)
        await self._respond(self.session)

    async def _respond(self, session: Session, metadata: object = None) -> None:
        if session.active:
            self.complaints.append("asked for two answers at once")
        number = next(self._numbers)
        response, item = f"resp_{number}", f"answer_{number}"
        session.active = response
        session.begun += 1
        session.known.add(item)
        created = {"id": response, "metadata": metadata}
        await session.say(self.event("response.created", response=created))
        if self.answering is Answering.NOT:
            return
        message = {"id": item, "type": "message", "role": "assistant"}
        await session.say(
            self.event("response.output_item.added", response_id=response, item=message)
        )
        words = f"Answer {number}. "
        await session.say(self.of_answer("response.output_audio_transcript.delta", delta=words))
        for _ in range(DELTAS // 2):
            await session.say(self.of_answer("response.output_audio.delta", delta=SOUND))
        if self.answering is Answering.WHOLE:
            await self.finish()

    def of_answer(self, kind: str, **fields: Any) -> dict[str, Any]:
        """An event of the answer that is being given."""
        response = self.session.active
        item = response.replace("resp", "answer")
        return self.event(kind, response_id=response, item_id=item, **fields)

    async def finish(self) -> None:
        """Give the second half of the answer."""
        session = self.session
        for _ in range(DELTAS // 2):
            await session.say(self.of_answer("response.output_audio.delta", delta=SOUND))
        await session.say(self.of_answer("response.output_audio.done"))
        await self._end(session, "completed")

    async def _end(self, session: Session, status: str) -> None:
        response, session.active = session.active, ""
        session.answered += status == "completed"
        body = {"id": response, "status": status, "usage": self.usage}
        await session.say(self.event("response.done", response=body))

    def event(self, kind: str, **fields: Any) -> dict[str, Any]:
        """An event with an id of its own."""
        return {"type": kind, "event_id": f"event_{next(self._numbers)}", **fields}


def _told(item: dict[str, Any]) -> tuple[str, str]:
    match item["type"]:
        case "function_call":
            return "function_call", f"{item['call_id']}: {item['name']}({item['arguments']})"
        case "function_call_output":
            return "function_call_output", f"{item['call_id']}: {item['output']}"
        case _:
            return item["role"], item["content"][0]["text"]


def _refusal(status: int, code: str, secret: str) -> web.Response:
    """What the worst of servers say: they quote the secret."""
    error = {"code": code or None, "message": f"{secret} is no good"}
    return web.json_response({"error": error}, status=status)
