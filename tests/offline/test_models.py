"""Models of one's own behind the server: what they are asked, and what becomes of their answers."""

import asyncio
import io
import json
import os
import socket
import wave
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tests.fakes.model_endpoints import ModelEndpoints, tool_call, words
from tests.offline.conftest import COMMAND
from tests.offline.fakes import scripted_parts
from tests.offline.talking import Talk, noise, talking, talking_to
from tests.offline.test_tools import WEATHER
from tui_voice.offline.chat_model import ChatModel
from tui_voice.offline.endpoint import Endpoint
from tui_voice.offline.parts import Parts
from tui_voice.offline.remote_speech import RemoteSpeechToText, RemoteTextToSpeech

_SILENT_S = 0.3


def _endpoint(url: str, key: str = "") -> Endpoint:
    return Endpoint("the model", url, "tiny", key, silent_s=_SILENT_S)


def _thinking(url: str, *heard: str, key: str = "") -> Parts:
    return replace(scripted_parts(*heard), language_model=ChatModel(_endpoint(url, key)))


@asynccontextmanager
async def _talking_to_model(models: ModelEndpoints, *heard: str) -> AsyncIterator[Talk]:
    async with models.serving() as url, talking(_thinking(url, *heard, key="sk-model")) as talk:
        yield talk


def _said(response: dict[str, Any]) -> str:
    part = response["output"][0]["content"][0]
    return part.get("transcript") or part.get("text")


async def test_the_models_words_are_written_and_spoken() -> None:
    models = ModelEndpoints([words("It", " is", " foggy.", " Take", " a coat.")])
    async with _talking_to_model(models) as talk:
        response = await talk.ask("how is the weather")
    assert _said(response) == "It is foggy. Take a coat."
    assert len(talk.sound()) == 6 * 4800  # the tone hums 100 ms for every word
    assert models.keys == ["Bearer sk-model"]


async def test_a_sentence_is_spoken_when_it_is_complete_not_when_the_answer_is() -> None:
    rest = asyncio.Event()
    models = ModelEndpoints([words("One.", " Two", " three.")], gates={2: rest})
    async with _talking_to_model(models) as talk:
        await talk.type("count")
        await talk.send("response.create")
        await talk.until("response.output_audio.delta")
        assert not rest.is_set()
        rest.set()
        await talk.until("response.done")
    assert len(talk.sound()) == 3 * 4800


async def test_the_model_is_told_the_instructions_and_the_whole_conversation() -> None:
    models = ModelEndpoints([words("Hello Alice."), words("Alice.")])
    async with _talking_to_model(models, "what is my name") as talk:
        await talk.turns(None)
        await talk.configure(instructions="Be brief.", max_output_tokens=50)
        await talk.ask("I am Alice.")
        await talk.speak(noise(500))
        await talk.send("input_audio_buffer.commit")
        await talk.send("response.create")
        await talk.until("response.done")
    assert models.asked[1] == {
        "model": "tiny",
        "stream": True,
        "max_tokens": 50,
        "messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "I am Alice."},
            {"role": "assistant", "content": "Hello Alice."},
            {"role": "user", "content": "what is my name"},
        ],
    }


async def test_of_an_answer_cut_short_the_model_knows_what_was_heard() -> None:
    models = ModelEndpoints([words("one two three four"), words("Yes.")])
    async with _talking_to_model(models) as talk:
        item_id = (await talk.ask("count"))["output"][0]["id"]
        place = {"item_id": item_id, "content_index": 0, "audio_end_ms": 200}
        await talk.send("conversation.item.truncate", **place)
        await talk.ask("go on")
    assert models.asked[1]["messages"][2] == {"role": "assistant", "content": "one two …"}


async def test_the_models_tool_call_reaches_the_client_and_its_output_the_model() -> None:
    arguments = '{"city": "London"}'
    models = ModelEndpoints([tool_call("get_weather", '{"city":', ' "London"}'), words("Foggy.")])
    async with _talking_to_model(models) as talk:
        await talk.configure(
            tools=[WEATHER], tool_choice={"type": "function", "name": "get_weather"}
        )
        call = (await talk.ask("What is the weather in London?"))["output"][0]
        assert (call["name"], call["arguments"]) == ("get_weather", arguments)
        result = {"type": "function_call_output", "call_id": call["call_id"], "output": "fog"}
        await talk.send("conversation.item.create", item=result)
        await talk.send("response.create")
        answer = (await talk.until("response.done"))["response"]
    assert _said(answer) == "Foggy."
    described = {name: WEATHER[name] for name in ("name", "description", "parameters")}
    assert models.asked[0]["tools"] == [{"type": "function", "function": described}]
    assert models.asked[0]["tool_choice"] == {
        "type": "function",
        "function": {"name": "get_weather"},
    }
    made, answered = models.asked[1]["messages"][-2:]
    function = {"name": "get_weather", "arguments": arguments}
    called = {"id": call["call_id"], "type": "function", "function": function}
    assert made == {"role": "assistant", "content": None, "tool_calls": [called]}
    assert answered == {"role": "tool", "tool_call_id": call["call_id"], "content": "fog"}


async def _fails_in_words(talk: Talk, reason: str) -> None:
    """A question fails with an error event, and the next one is answered."""
    await talk.type("hello")
    await talk.send("response.create")
    while (event := await talk.receive())["type"] != "error":
        pass
    assert reason in event["error"]["message"]
    assert event["error"]["type"] == "server_error"
    response = (await talk.until("response.done"))["response"]
    assert response["status"] == "failed"
    assert response["status_details"]["error"]["code"] == "endpoint_failed"


async def test_a_model_that_refuses_is_quoted_and_the_talk_goes_on() -> None:
    models = ModelEndpoints([(404, "model 'tiny' not found\x1b[2J"), words("Hello.")])
    async with _talking_to_model(models) as talk:
        await _fails_in_words(talk, "refused: HTTP 404, model 'tiny' not found[2J")
        assert _said(await talk.ask("hello")) == "Hello."


async def test_a_model_that_is_silent_is_given_up_and_the_talk_goes_on() -> None:
    models = ModelEndpoints([words("Never"), words("Hello.")], gates={0: asyncio.Event()})
    async with _talking_to_model(models) as talk:
        await _fails_in_words(talk, "took too long")
        models.gates.clear()
        assert _said(await talk.ask("hello")) == "Hello."


async def test_a_model_that_breaks_off_is_said_after_what_it_said_and_the_talk_goes_on() -> None:
    models = ModelEndpoints([words("One.", " Two", " three."), words("Hello.")], breaks={2})
    async with _talking_to_model(models) as talk:
        await _fails_in_words(talk, "broke off")
        models.breaks.clear()
        assert _said(talk.of("response.done")[-1]["response"]) == "One. "
        assert _said(await talk.ask("hello")) == "Hello."


async def test_a_model_that_is_away_is_said_and_its_key_is_not() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    async with talking(_thinking(f"http://127.0.0.1:{port}/v1", key="sk-hidden")) as talk:
        await _fails_in_words(talk, f"(tiny at 127.0.0.1:{port}) cannot be reached")
    assert "sk-hidden" not in json.dumps(talk.received)
    assert "sk-hidden" not in repr(_endpoint("http://x/v1", "sk-hidden"))


async def test_a_model_stops_thinking_when_its_answer_is_cancelled() -> None:
    models = ModelEndpoints([words("One. ", "Two.")], gates={1: asyncio.Event()})
    async with _talking_to_model(models) as talk:
        await talk.type("count")
        await talk.send("response.create")
        await talk.until("response.output_audio.delta")
        await talk.send("response.cancel")
        assert (await talk.until("response.done"))["response"]["status"] == "cancelled"
        await asyncio.wait_for(models.left.wait(), 5)


async def _spoken_question(talk: Talk) -> str:
    await talk.turns(None)
    await talk.speak(noise(500))
    await talk.send("input_audio_buffer.commit")
    await talk.send("response.create")
    return _said((await talk.until("response.done"))["response"])


async def test_an_endpoint_recognises_what_was_said() -> None:
    models = ModelEndpoints()
    async with models.serving() as url:
        parts = replace(scripted_parts(), speech_to_text=RemoteSpeechToText(_endpoint(url)))
        async with talking(parts) as talk:
            assert await _spoken_question(talk) == "That is 42."
    ((model, sent),) = models.heard
    with wave.open(io.BytesIO(sent)) as sound:
        assert (sound.getframerate(), sound.getnchannels()) == (16000, 1)
        assert sound.getnframes() == pytest.approx(8000, abs=400)
    assert model == "tiny"


async def test_a_recogniser_that_fails_is_said_and_the_talk_goes_on() -> None:
    models = ModelEndpoints(transcript=None)
    async with models.serving() as url:
        parts = replace(scripted_parts(), speech_to_text=RemoteSpeechToText(_endpoint(url)))
        async with talking(parts) as talk:
            assert "no model loaded" in await _spoken_question(talk)
            assert _said(await talk.ask("what is 6 * 7")) == "That is 42."


def _wav(samples: np.ndarray, rate_hz: int) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(rate_hz)
        sound.writeframes(samples.astype(np.int16).tobytes())
    return file.getvalue()


async def _voice_of(models: ModelEndpoints, voice: str = "") -> Talk:
    async with models.serving() as url:
        speaker = RemoteTextToSpeech(_endpoint(url), voice)
        async with talking(replace(scripted_parts(), text_to_speech=speaker)) as talk:
            await talk.ask("what is 6 * 7")
    return talk


async def test_an_endpoint_speaks_with_the_voice_the_session_asks_for() -> None:
    pcm = noise(500)
    models = ModelEndpoints(sound=pcm)
    talk = await _voice_of(models)
    assert talk.sound() == pcm
    (asked,) = models.spoken
    assert (asked["input"], asked["voice"], asked["response_format"]) == (
        "That is 42.",
        "alloy",
        "pcm",
    )


async def test_one_voice_can_be_set_for_all() -> None:
    models = ModelEndpoints()
    await _voice_of(models, voice="af_heart")
    assert models.spoken[0]["voice"] == "af_heart"


async def test_wav_at_another_rate_becomes_24_khz() -> None:
    hum = 8000 * np.sin(2 * np.pi * 440 / 16000 * np.arange(16000))
    talk = await _voice_of(ModelEndpoints(sound=_wav(hum, 16000), sound_type="audio/wav"))
    samples = np.frombuffer(talk.sound(), np.int16).astype(float)
    assert len(samples) == pytest.approx(24000, abs=50)
    assert np.argmax(np.abs(np.fft.rfft(samples))) == pytest.approx(440, abs=2)


async def test_sound_in_another_form_is_refused_in_words() -> None:
    models = ModelEndpoints(sound=b"ID3", sound_type="audio/mpeg")
    async with models.serving() as url:
        speaker = RemoteTextToSpeech(_endpoint(url))
        async with talking(replace(scripted_parts(), text_to_speech=speaker)) as talk:
            await _fails_in_words(talk, "sent audio/mpeg, not PCM or WAV.")


async def test_the_program_takes_a_model_by_its_flags_and_names_it() -> None:
    models = ModelEndpoints([words("Good morning.")])
    async with models.serving() as url:
        process = await asyncio.create_subprocess_exec(
            *(*COMMAND, "--pace", "1000", f"--llm={url}", "--llm-model=tiny"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            env={**os.environ, "TUI_VOICE_LLM_KEY": "sk-flag"},
        )
        assert process.stdin
        assert process.stdout
        report = json.loads(await process.stdout.readline())
        async with talking_to(report["url"]) as talk:
            assert _said(await talk.ask("hello")) == "Good morning."
        process.stdin.close()
        await asyncio.wait_for(process.wait(), 10)
    assert report["parts"]["language_model"].startswith("tiny at 127.0.0.1:")
    assert models.keys == ["Bearer sk-flag"]
    assert "no language model" not in models.asked[0]["messages"][0]["content"]
