"""Endpoints that misbehave: each is said in words, and the next turn works."""

import asyncio
import gzip
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tests.fakes.model_endpoints import words
from tests.offline.fakes import scripted_parts
from tests.offline.talking import Event, Talk, noise, talking
from tui_voice.offline.chat_model import ChatModel
from tui_voice.offline.endpoint import Endpoint
from tui_voice.offline.remote_speech import RemoteSpeechToText, RemoteTextToSpeech

_KEY = "sk-hidden"
_PAGE = b"<html><body>Internal Server Error</body></html>"
_HTML = "text/html"
_STREAM = "text/event-stream"
_JSON = "application/json"


def _http(body: bytes, kind: str, status: int = 200, *headers: str, missing: int = 0) -> bytes:
    """An answer as it goes over the wire; ``missing`` bytes never come."""
    head = [f"HTTP/1.1 {status} X", f"Content-Type: {kind}"]
    head += [f"Content-Length: {len(body) + missing}", "Connection: close", *headers]
    return "\r\n".join([*head, "", ""]).encode() + body


def _events(*pieces: Any, ending: str = "\n\n") -> bytes:
    return "".join(f"data: {json.dumps(piece)}{ending}" for piece in pieces).encode()


_HELLO = _events(*words("Hello", "."))
_GOOD_WORDS = _http(_HELLO + b"data: [DONE]\n\n", _STREAM)


@asynccontextmanager
async def _endpoint(*answers: bytes) -> AsyncIterator[Endpoint]:
    """An endpoint that sends these bytes in turn, whatever it is asked, and hangs up."""
    left = list(answers)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        if "chunked" in head:
            await reader.readuntil(b"\r\n0\r\n\r\n")
        else:
            await reader.readexactly(int(head.split("content-length: ")[1].split("\r\n")[0]))
        writer.write(left.pop(0))
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        endpoint = Endpoint("the model", f"http://127.0.0.1:{port}/v1", "tiny", _KEY)
        yield endpoint


@asynccontextmanager
async def _thinking(*answers: bytes) -> AsyncIterator[Talk]:
    async with _endpoint(*answers) as endpoint:
        parts = replace(scripted_parts(), language_model=ChatModel(endpoint))
        async with talking(parts) as talk:
            yield talk


async def _failure(talk: Talk) -> str:
    """Ask something that fails; returns the words of the error."""
    await talk.type("what is 6 * 7")
    await talk.send("response.create")
    while (event := await talk.receive())["type"] != "error":
        pass
    assert (await talk.until("response.done"))["response"]["status"] == "failed"
    return event["error"]["message"]


def _said(response: Event) -> str:
    return response["output"][0]["content"][0]["transcript"]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (_http(_PAGE, _HTML, 500), "refused: HTTP 500."),
        (_http(b"", _HTML, 502), "refused: HTTP 502."),
        (
            _http(b'{"error": {"message": "wrong key: sk-hidden"}}', _JSON, 401),
            "refused: HTTP 401, wrong key: •••",
        ),
        (_http(b'{"error": "no such model"}', _JSON, 404), "refused: HTTP 404, no such model"),
        (_http(b"data: {oops\n\n", _STREAM), "sent what is not the protocol."),
        (_http(b"data: \xff\n\n", _STREAM), "sent what is not the protocol."),
        (_http(_events([]), _STREAM), "sent what is not the protocol."),
        (_http(_events({"choices": [5]}), _STREAM), "sent what is not the protocol."),
        (
            _http(_events({"choices": [{"delta": {"content": 5}}]}), _STREAM),
            "sent what is not the protocol.",
        ),
        (
            _http(_events({"choices": [{"delta": {"tool_calls": [5]}}]}), _STREAM),
            "sent what is not the protocol.",
        ),
        (_http(_events({"error": {"message": "overloaded"}}), _STREAM), "failed: overloaded"),
        (_http(b'{"choices": [{"message": {}}]}', _JSON), "sent no stream of events."),
        (_http(_PAGE, _HTML), "sent no stream of events."),
        (_http(_HELLO, _STREAM, missing=9), "broke off in its answer."),
        (_http(b"no gzip", _STREAM, 200, "Content-Encoding: gzip"), "broke off in its answer."),
        (b"not HTTP at all\r\n\r\n", "cannot be reached. Is it running?"),
        (b"", "cannot be reached. Is it running?"),
    ],
)
async def test_a_model_that_misbehaves_is_said_and_the_next_turn_works(
    answer: bytes, reason: str
) -> None:
    async with _thinking(answer, _GOOD_WORDS) as talk:
        message = await _failure(talk)
        assert _said(await talk.ask("and now")) == "Hello."
    assert reason in message
    assert _KEY not in json.dumps(talk.received)


@pytest.mark.parametrize(
    "answer",
    [
        _http(_HELLO, _STREAM),  # no [DONE]
        _http(_events(*words("Hello", "."), ending="\r\n\r\n"), _STREAM),
        _http(b": ping\n\nevent: x\n" + _HELLO.replace(b"data: ", b"data:"), _STREAM),
        _http(_events({"choices": []}, {"usage": {}}, *words("Hello.")), _STREAM),
        _http(gzip.compress(_HELLO, mtime=0), _STREAM, 200, "Content-Encoding: gzip"),
    ],
)
async def test_a_stream_is_read_in_every_form_it_may_have(answer: bytes) -> None:
    async with _thinking(answer) as talk:
        assert _said(await talk.ask("hello")) == "Hello."


def _called(*pieces: dict[str, Any]) -> bytes:
    return _http(_events({"choices": [{"delta": {"tool_calls": list(pieces)}}]}), _STREAM)


async def test_a_whole_call_may_be_one_long_line() -> None:
    arguments = json.dumps({"text": "a" * 250_000})
    call = {"index": 0, "id": "c", "function": {"name": "write", "arguments": arguments}}
    async with _thinking(_called(call)) as talk:
        (item,) = (await talk.ask("write"))["output"]
    assert item["arguments"] == arguments


async def test_calls_that_share_a_place_are_told_apart_by_their_ids() -> None:
    calls = [
        {"index": 0, "id": name, "function": {"name": name, "arguments": "{}"}} for name in "ab"
    ]
    more = {"index": 0, "function": {"arguments": " "}}
    async with _thinking(_called(*calls, more)) as talk:
        output = (await talk.ask("call both"))["output"]
    assert [(item["name"], item["arguments"]) for item in output] == [("a", "{}"), ("b", "{} ")]


def _wav(kind: int = 1, channels: int = 1, rate_hz: int = 24000, bits: int = 16) -> bytes:
    form = [(kind, 2), (channels, 2), (rate_hz, 4), (rate_hz * 2, 4), (2, 2), (bits, 2)]
    packed = b"".join(value.to_bytes(size, "little") for value, size in form)
    return b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0" + packed + b"data\xff\xff\xff\xff" + noise(100)


@asynccontextmanager
async def _speaking(*answers: bytes) -> AsyncIterator[Talk]:
    async with _endpoint(*answers) as endpoint:
        parts = replace(scripted_parts(), text_to_speech=RemoteTextToSpeech(endpoint))
        async with talking(parts) as talk:
            yield talk


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (_http(b"\xff\xfb", "audio/mpeg"), "sent audio/mpeg, not PCM or WAV."),
        (_http(b"{}", _JSON), "sent application/json, not PCM or WAV."),
        (_http(b"ID3 and so on", "application/octet-stream"), "sent what is not the protocol."),
        (_http(b"", "audio/pcm"), "sent no sound."),
        (_http(_wav(channels=2), "audio/wav"), "sent what is not the protocol."),
        (_http(_wav(kind=3, bits=32), "audio/wav"), "sent what is not the protocol."),
        (_http(_wav(rate_hz=1), "audio/wav"), "sent what is not the protocol."),
        (_http(_wav()[:20], "audio/wav"), "sent no sound."),
        (_http(noise(100), "audio/pcm", missing=9), "broke off in its answer."),
        (_http(_PAGE, _HTML, 500), "refused: HTTP 500."),
    ],
)
async def test_a_voice_that_misbehaves_is_said_and_the_next_turn_works(
    answer: bytes, reason: str
) -> None:
    sound = noise(300)
    async with _speaking(answer, _http(sound, "audio/pcm")) as talk:
        message = await _failure(talk)
        talk.received.clear()
        assert _said(await talk.ask("what is 6 * 7")) == "That is 42."
    assert reason in message
    assert talk.sound() == sound


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (noise(300)[: 300 * 32], "audio/pcm; rate=16000"),
        (noise(300), "application/octet-stream"),
        (_wav() + noise(200), "audio/x-wav"),
    ],
)
async def test_sound_is_taken_in_every_form_it_may_have(body: bytes, kind: str) -> None:
    async with _speaking(_http(body, kind)) as talk:
        await talk.ask("what is 6 * 7")
    assert len(np.frombuffer(talk.sound(), np.int16)) == pytest.approx(7200, abs=20)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (_http(_PAGE, _HTML), "sent what is not the protocol."),
        (_http(b"{}", _JSON), "sent what is not the protocol."),
        (_http(b'{"text": null}', _JSON), "sent what is not the protocol."),
        (_http(_PAGE, _HTML, 500), "refused: HTTP 500."),
        (b"", "cannot be reached. Is it running?"),
    ],
)
async def test_a_recogniser_that_misbehaves_is_said_and_the_next_turn_works(
    answer: bytes, reason: str
) -> None:
    plain = _http(b" what is 6 * 7\n", "text/plain; charset=utf-8")
    async with _endpoint(answer, plain) as endpoint:
        parts = replace(scripted_parts(), speech_to_text=RemoteSpeechToText(endpoint))
        async with talking(parts) as talk:
            await talk.turns(None)
            said = [await _spoken(talk) for _ in range(2)]
    (failed,) = talk.of("conversation.item.input_audio_transcription.failed")
    assert reason in failed["error"]["message"]
    assert reason in said[0]
    assert said[1] == "That is 42."


async def _spoken(talk: Talk) -> str:
    await talk.speak(noise(500))
    await talk.send("input_audio_buffer.commit")
    await talk.send("response.create")
    return _said((await talk.until("response.done"))["response"])
