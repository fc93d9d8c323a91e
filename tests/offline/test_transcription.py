"""Sessions that only write down what is said."""

import asyncio
import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from openai import AsyncOpenAI
from openai.types.realtime import ClientSecretCreateResponse

from tests.offline.fakes import ScriptedRecogniser, scripted_parts
from tests.offline.spoken import spoken
from tests.offline.talking import Event, Talk, noise, serving, silence
from tui_voice.offline.in_turn import MAX_WAITING_MS, InTurn
from tui_voice.offline.parts import Parts
from tui_voice.offline.server import OfflineServer

_COMPLETED = "conversation.item.input_audio_transcription.completed"
_DELTA = "conversation.item.input_audio_transcription.delta"
_SENTENCES = ("what is seven times six", "who are you", "tell me a joke", "what time is it")


@asynccontextmanager
async def _connected(url: str, query: str) -> AsyncIterator[Talk]:
    async with (
        aiohttp.ClientSession() as http,
        http.ws_connect(f"{url}/realtime{query}", protocols=["realtime"]) as socket,
    ):
        yield Talk(socket)


@asynccontextmanager
async def _transcribing(parts: Parts, query: str = "?intent=transcription") -> AsyncIterator[Talk]:
    server = OfflineServer(parts)
    async with serving(server) as url, _connected(url, query) as talk:
        await talk.until("session.created")
        yield talk


async def _configure(talk: Talk, **audio_input: Any) -> Event:
    session = {"type": "transcription", "audio": {"input": audio_input}}
    await talk.send("session.update", session=session)
    return (await talk.until("session.updated"))["session"]


async def test_a_transcription_begins_with_full_defaults_and_no_voice() -> None:
    async with _transcribing(scripted_parts()) as talk:
        session = talk.received[0]["session"]
    assert session["type"] == "transcription"
    assert session["object"] == "realtime.transcription_session"
    assert session["audio"].keys() == {"input"}
    assert session["audio"]["input"]["format"] == {"type": "audio/pcm", "rate": 24000}
    assert session["audio"]["input"]["transcription"]["model"] == "gpt-transcribe"
    assert session["audio"]["input"]["turn_detection"]["type"] == "server_vad"
    assert "model" not in session


async def test_committed_sound_is_written_down_and_never_answered() -> None:
    async with _transcribing(scripted_parts("hello there")) as talk:
        await _configure(talk, transcription={"model": "gpt-realtime-whisper"})
        await talk.speak(noise(1500))
        await talk.send("input_audio_buffer.commit")
        completed = await talk.until(_COMPLETED)
    assert completed["transcript"] == "hello there"
    assert completed["usage"] == {"type": "duration", "seconds": 1.5}
    assert "".join(each["delta"] for each in talk.of(_DELTA)) == "hello there"
    assert talk.types()[-6:] == [
        "input_audio_buffer.committed",
        "conversation.item.added",
        "conversation.item.done",
        _DELTA,
        _DELTA,
        _COMPLETED,
    ]


@pytest.mark.parametrize("kind", ["server_vad", "semantic_vad"])
async def test_turns_are_found_and_written_down_and_never_answered(kind: str) -> None:
    async with _transcribing(scripted_parts("one", "two")) as talk:
        detection = {"type": kind, "create_response": True, "interrupt_response": True}
        session = await _configure(talk, turn_detection=detection)
        for _ in range(2):
            await talk.speak(silence(600) + noise(800) + silence(2000))
            await talk.until(_COMPLETED)
        await talk.send("input_audio_buffer.clear")
        await talk.until("input_audio_buffer.cleared")
    assert session["audio"]["input"]["turn_detection"]["create_response"] is False
    assert len(talk.of("input_audio_buffer.speech_stopped")) == 2
    assert [each["transcript"] for each in talk.of(_COMPLETED)] == ["one", "two"]
    assert not any(each.startswith("response.") for each in talk.types())


async def test_an_answer_is_refused_and_the_talk_goes_on() -> None:
    async with _transcribing(scripted_parts("hello")) as talk:
        await _configure(talk, turn_detection=None)
        error = await talk.error("response.create", event_id="mine")
        await talk.speak(noise(500))
        await talk.send("input_audio_buffer.commit")
        await talk.until(_COMPLETED)
    assert (error["code"], error["param"]) == ("invalid_value", "type")
    assert error["event_id"] == "mine"


async def test_what_openai_refuses_in_a_transcription_is_refused_in_its_words() -> None:
    whisper = {"model": "gpt-realtime-whisper"}
    vad = {"type": "server_vad"}
    async with _transcribing(scripted_parts()) as talk:
        kind = await talk.error("session.update", session={"type": "realtime"})
        audio = {"input": {"transcription": whisper, "turn_detection": vad}}
        turns = await talk.error(
            "session.update", session={"type": "transcription", "audio": audio}
        )
        unknown = await talk.error(
            "session.update", session={"type": "transcription", "instructions": "Be brief."}
        )
        session = await _configure(talk, transcription=whisper)
    assert kind["message"] == (
        "Passing a realtime session update to a transcription session is not allowed."
    )
    assert turns["message"] == "Turn detection is not supported for this transcription model."
    assert turns["param"] == "session.audio.input.turn_detection"
    assert unknown["param"] == "session.instructions"
    assert session["audio"]["input"]["turn_detection"] is None


async def test_a_conversation_cannot_become_a_transcription() -> None:
    async with _transcribing(scripted_parts(), "?model=gpt-realtime-2.1") as talk:
        error = await talk.error("session.update", session={"type": "transcription"})
    assert error["code"] == "invalid_parameter"
    assert error["message"] == (
        "Passing a transcription session update to a realtime session is not allowed."
    )


async def test_without_a_model_the_first_update_says_what_it_is() -> None:
    async with _transcribing(scripted_parts("hello"), "") as talk:
        created = talk.received[0]["session"]
        session = await _configure(talk, turn_detection=None)
        await talk.speak(noise(500))
        await talk.send("input_audio_buffer.commit")
        await talk.until(_COMPLETED)
        error = await talk.error("session.update", session={"type": "realtime"})
    assert session["id"] == created["id"]
    assert session["type"] == "transcription"
    assert error["code"] == "invalid_parameter"


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("?intent=transcription&model=gpt-realtime-2.1", "invalid_parameter"),
        ("?model=gpt-realtime-whisper", "invalid_model"),
        ("?model=gpt-4o-transcribe", "invalid_model"),
    ],
)
async def test_a_model_in_the_wrong_place_is_refused(query: str, code: str) -> None:
    async with serving(OfflineServer(scripted_parts())) as url, _connected(url, query) as talk:
        error = (await talk.receive())["error"]
        await talk.socket.receive()
        assert talk.socket.close_code == 4000
    assert error["code"] == code


async def test_a_secret_opens_the_transcription_it_was_made_for() -> None:
    session = {
        "type": "transcription",
        "audio": {"input": {"transcription": {"model": "gpt-transcribe", "language": "en"}}},
    }
    async with serving(OfflineServer(scripted_parts("hello"))) as url:
        async with (
            aiohttp.ClientSession() as http,
            http.post(f"{url}/realtime/client_secrets", json={"session": session}) as answer,
        ):
            secret = await answer.json()
        ClientSecretCreateResponse.model_validate(secret)
        protocols = ["realtime", f"openai-insecure-api-key.{secret['value']}"]
        async with (
            aiohttp.ClientSession() as http,
            http.ws_connect(f"{url}/realtime", protocols=protocols) as socket,
        ):
            created = await Talk(socket).until("session.created")
    assert secret["session"]["object"] == "realtime.transcription_session"
    assert created["session"]["audio"]["input"]["transcription"]["language"] == "en"


async def test_turns_are_heard_one_after_the_other_while_more_are_taken() -> None:
    words: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    recogniser = ScriptedRecogniser(words, "two", "three")
    parts = replace(scripted_parts(), speech_to_text=recogniser)
    async with _transcribing(parts) as talk:
        await _configure(talk, turn_detection=None)
        for _ in range(3):
            await talk.speak(noise(500))
            await talk.send("input_audio_buffer.commit")
            await talk.until("input_audio_buffer.committed")
        assert len(recogniser.finished) == 1
        words.set_result("one")
        for _ in range(3):
            await talk.until(_COMPLETED)
    assert [each["transcript"] for each in talk.of(_COMPLETED)] == ["one", "two", "three"]
    assert [len(sound) // 32 for sound in recogniser.finished] == [500, 500, 500]


async def test_no_more_is_taken_when_ten_minutes_wait_to_be_heard() -> None:
    words: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    line = InTurn(ScriptedRecogniser(words, "two"))
    for _ in range(2):
        stretch = line.stretch()
        stretch.feed(bytes(32 * MAX_WAITING_MS // 2 + 32), speech=True)
        last = stretch.finish()
    room = asyncio.create_task(line.room())
    await asyncio.wait([room], timeout=0)
    assert not room.done()
    words.set_result("one")
    await room
    assert await last == "two"


async def test_a_recording_sent_at_once_is_written_down_turn_by_turn(
    real_server: str, tmp_path: Path
) -> None:
    recording = b"".join(spoken(sentence, tmp_path) + silence(600) for sentence in _SENTENCES)
    async with _connected(real_server, "?intent=transcription") as talk:
        await talk.until("session.created")
        await talk.speak(recording)
        for _ in _SENTENCES:
            await talk.until(_COMPLETED)
    assert [each["transcript"] for each in talk.of(_COMPLETED)] == list(_SENTENCES)


async def test_the_openai_package_has_sound_written_down(real_server: str, tmp_path: Path) -> None:
    pytest.importorskip("websockets", reason="openai's realtime client needs websockets")
    async with (
        AsyncOpenAI(api_key="none needed", base_url=real_server) as client,
        client.realtime.connect(extra_query={"intent": "transcription"}) as connection,
    ):
        await connection.session.update(
            session={
                "type": "transcription",
                "audio": {
                    "input": {
                        "transcription": {"model": "gpt-realtime-whisper"},
                        "turn_detection": None,
                    }
                },
            }
        )
        sound = spoken("who are you", tmp_path)
        await connection.input_audio_buffer.append(audio=base64.b64encode(sound).decode())
        await connection.input_audio_buffer.commit()
        async for event in connection:
            assert event.type != "error", event
            if event.type == _COMPLETED:
                break
    assert event.transcript == "who are you"
