"""Spoken turns with the real parts: flite asks, pocketsphinx hears, espeak-ng answers."""

import asyncio
import base64
from pathlib import Path

import numpy as np
import pytest
from openai import AsyncOpenAI
from openai.resources.realtime.realtime import AsyncRealtimeConnection

from tests.offline.spoken import spoken
from tests.offline.talking import Talk, silence, talking_to

QUESTIONS = (
    ("slt", "what time is it", "It is "),
    ("rms", "what time is it", "It is "),
    ("slt", "what is seven times six", "That is 42."),
    ("rms", "what is seven times six", "That is 42."),
    ("slt", "what day is it today", "Today is "),
    ("rms", "what is twelve plus thirty", "That is 42."),
    ("rms", "who are you", "I am the offline server"),
    ("rms", "help", "I can tell the time"),
    ("slt", "what can you do", "I can tell the time"),
    ("slt", "tell me a joke", ""),
    ("rms", "count to five", "One, two, three, four, five."),
    ("slt", "the weather in london is very nice today", "I heard: the weather in london"),
)


async def _ask(talk: Talk, sound: bytes) -> tuple[str, str]:
    """Speak a manual turn; return what was heard and what was answered."""
    await talk.turns(None)
    await talk.speak(sound)
    await talk.send("input_audio_buffer.commit")
    await talk.send("response.create")
    await talk.until("response.done")
    heard = talk.of("conversation.item.input_audio_transcription.completed")[-1]["transcript"]
    return heard, talk.of("response.output_audio_transcript.done")[-1]["transcript"]


@pytest.mark.parametrize(("voice", "question", "answer"), QUESTIONS)
async def test_a_spoken_question_is_understood_and_answered(
    voice: str, question: str, answer: str, real_server: str, tmp_path: Path
) -> None:
    async with talking_to(real_server) as talk:
        heard, answered = await _ask(talk, spoken(question, tmp_path, voice))
        assert heard == question
        assert answered.startswith(answer)
        assert np.abs(np.frombuffer(talk.sound(), np.int16)).max() > 3000


async def test_three_turns_in_a_row_know_of_one_another(real_server: str, tmp_path: Path) -> None:
    async with talking_to(real_server) as talk:
        _, first = await _ask(talk, spoken("what is seven times six", tmp_path))
        _, second = await _ask(talk, spoken("repeat that", tmp_path))
        _, third = await _ask(talk, spoken("thank you", tmp_path))
    assert first == second == "That is 42."
    assert third == "You are welcome."


async def test_hands_free_turns_are_found_in_real_speech(real_server: str, tmp_path: Path) -> None:
    question = spoken("what is seven times six", tmp_path)
    async with talking_to(real_server) as talk:
        await talk.turns({"type": "server_vad", "silence_duration_ms": 500})
        await talk.speak(silence(500) + question + silence(800))
        await talk.until("response.done")
        heard = talk.of("conversation.item.input_audio_transcription.completed")[-1]
        started = talk.of("input_audio_buffer.speech_started")
    assert heard["transcript"] == "what is seven times six"
    assert len(started) == 1
    assert started[0]["audio_start_ms"] == pytest.approx(600, abs=200)


async def test_an_answer_can_be_truncated_at_its_very_end(real_server: str) -> None:
    async with talking_to(real_server) as talk:
        item_id = (await talk.ask("who are you"))["output"][0]["id"]
        sound_ms = len(talk.sound()) // 48
        place = {"item_id": item_id, "content_index": 0}
        await talk.error("conversation.item.truncate", **place, audio_end_ms=sound_ms + 1)
        await talk.send("conversation.item.truncate", **place, audio_end_ms=sound_ms)
        assert (await talk.until("conversation.item.truncated"))["audio_end_ms"] == sound_ms


async def test_a_long_sentence_is_one_turn(real_server: str, tmp_path: Path) -> None:
    sentence = (
        "the weather in london is very nice today and we would like to walk along the river "
        "to the market and buy some bread and butter before it begins to rain again"
    )
    async with talking_to(real_server) as talk:
        await talk.turns({"type": "server_vad", "silence_duration_ms": 300})
        await talk.speak(silence(500) + spoken(sentence, tmp_path) + silence(800))
        await talk.until("response.done")
        assert len(talk.of("input_audio_buffer.committed")) == 1


async def test_the_openai_package_holds_a_typed_and_a_spoken_turn(
    real_server: str, tmp_path: Path
) -> None:
    pytest.importorskip("websockets", reason="openai's realtime client needs websockets")
    question = spoken("who are you", tmp_path)
    async with AsyncOpenAI(api_key="none needed", base_url=real_server) as client:
        secret = await client.realtime.client_secrets.create(
            session={"type": "realtime", "model": "gpt-realtime-2.1"}
        )
    async with (
        AsyncOpenAI(api_key=secret.value, base_url=real_server) as client,
        client.realtime.connect(model="gpt-realtime-2.1") as connection,
    ):
        await connection.session.update(
            session={"type": "realtime", "audio": {"input": {"turn_detection": None}}}
        )
        words = [{"type": "input_text", "text": "what is 6 * 7"}]
        await connection.conversation.item.create(
            item={"type": "message", "role": "user", "content": words}
        )
        await connection.response.create()
        assert await _transcript(connection) == "That is 42."
        await connection.input_audio_buffer.append(audio=_base64(question))
        await connection.input_audio_buffer.commit()
        await connection.response.create()
        assert (await _transcript(connection)).startswith("I am the offline server")


def _base64(pcm: bytes) -> str:
    return base64.b64encode(pcm).decode()


async def _transcript(connection: AsyncRealtimeConnection) -> str:
    """The words of the next answer."""
    async with asyncio.timeout(30):
        async for event in connection:
            assert event.type != "error", event
            if event.type == "response.output_audio_transcript.done":
                return event.transcript
    raise AssertionError("the server hung up")
