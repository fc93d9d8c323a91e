"""Ends and limits: the hour of a session, the room for sound, what is kept to be retrieved."""

import asyncio
import base64
from collections.abc import Callable
from contextlib import AsyncExitStack

import aiohttp
import pytest
from aiohttp import WSMsgType

from tests.offline.fakes import parts_without_speech, scripted_parts
from tests.offline.talking import knock, noise, serving, silence, talking, talking_to
from tui_voice.offline.conversation import MAX_ITEMS, Conversation
from tui_voice.offline.hearing import MAX_BUFFERED_MS, Hearing
from tui_voice.offline.server import OfflineServer
from tui_voice.offline.sounds import Sounds
from tui_voice.offline.voice_activity import SpeechStarted, SpeechStopped


async def test_a_session_ends_after_its_time_in_openais_words() -> None:
    server = OfflineServer(scripted_parts(), pace=1000.0, max_session_s=0.3)
    async with serving(server) as url, talking_to(url) as talk:
        error = (await talk.receive())["error"]
        closed = await talk.socket.receive(5)
    assert error["code"] == "session_expired"
    assert error["message"] == "Your session hit the maximum duration of 0.3 seconds."
    assert closed.type is WSMsgType.CLOSE
    assert closed.data == 1001


async def test_the_rate_limits_are_told_at_the_beginning_of_a_response() -> None:
    async with talking(scripted_parts()) as talk:
        await talk.ask("hello")
    types = talk.types()
    assert types[types.index("response.created") + 1] == "rate_limits.updated"


async def test_what_a_person_said_can_be_retrieved_with_its_sound() -> None:
    said = noise(1000)
    async with talking(scripted_parts("hello")) as talk:
        await talk.turns(None)
        await talk.speak(said)
        await talk.send("input_audio_buffer.commit")
        item_id = (await talk.until("input_audio_buffer.committed"))["item_id"]
        await talk.send("conversation.item.retrieve", item_id=item_id)
        item = (await talk.until("conversation.item.retrieved"))["item"]
    assert base64.b64decode(item["content"][0]["audio"]) == said


async def test_the_sound_of_a_found_turn_begins_before_the_speech_and_ends_with_it() -> None:
    spoken = noise(800)
    async with talking(scripted_parts("hello")) as talk:
        await talk.turns({"type": "server_vad", "prefix_padding_ms": 200})
        await talk.speak(silence(3000) + spoken + silence(1000))
        item_id = (await talk.until("input_audio_buffer.committed"))["item_id"]
        await talk.send("conversation.item.retrieve", item_id=item_id)
        item = (await talk.until("conversation.item.retrieved"))["item"]
    sound = base64.b64decode(item["content"][0]["audio"])
    assert spoken[960:-960] in sound
    assert 1000 <= len(sound) // 48 <= 1400


async def test_an_answer_is_retrieved_as_far_as_it_was_truncated() -> None:
    async with talking(scripted_parts()) as talk:
        item_id = (await talk.ask("what is 6 * 7"))["output"][0]["id"]
        place = {"item_id": item_id, "content_index": 0, "audio_end_ms": 100}
        await talk.send("conversation.item.truncate", **place)
        await talk.send("conversation.item.retrieve", item_id=item_id)
        item = (await talk.until("conversation.item.retrieved"))["item"]
    assert base64.b64decode(item["content"][0]["audio"]) == talk.sound()[:4800]


def test_the_oldest_sound_makes_room_for_the_newest() -> None:
    sounds = Sounds(max_bytes=10)
    sounds.add("a", b"123456")
    sounds.add("b", b"1234")
    sounds.add("c", b"12")
    assert [sounds.of(item) for item in "abc"] == [b"", b"1234", b"12"]
    sounds.cut("b", 1)
    sounds.add("d", b"1234567")
    assert sounds.of("b") == b"1"


async def test_sound_that_came_in_an_item_is_recognised() -> None:
    audio = base64.b64encode(noise(500)).decode()
    content = [{"type": "input_audio", "audio": audio}]
    async with talking(scripted_parts("what is two plus two")) as talk:
        item = {"type": "message", "role": "user", "content": content}
        await talk.send("conversation.item.create", item=item)
        await talk.send("response.create")
        response = (await talk.until("response.done"))["response"]
    assert response["output"][0]["content"][0]["transcript"] == "That is 4."
    assert response["usage"]["input_token_details"]["audio_tokens"] == 5


async def test_more_sound_than_there_is_room_for_is_refused_until_it_is_committed() -> None:
    audio = base64.b64encode(silence(200_000)).decode()
    async with talking(scripted_parts("hello", "hello")) as talk:
        await talk.turns(None)
        await talk.send("input_audio_buffer.append", audio=audio)
        error = await talk.error("input_audio_buffer.append", audio=audio)
        await talk.send("input_audio_buffer.commit")
        await talk.until("input_audio_buffer.committed")
        await talk.send("input_audio_buffer.append", audio=audio)
        await talk.send("input_audio_buffer.commit")
        await talk.until("input_audio_buffer.committed")
    assert error["code"] == "input_audio_buffer_full"


async def test_a_turn_that_does_not_end_is_ended_when_there_is_no_more_room() -> None:
    hearing = Hearing(parts_without_speech())
    hearing.configure({"type": "server_vad", "silence_duration_ms": 500})
    speech = (noise(800) + silence(200)) * (MAX_BUFFERED_MS // 1000 + 1)
    started, stopped, *_ = [change async for change in hearing.append(speech)]
    assert isinstance(started, SpeechStarted)
    assert isinstance(stopped, SpeechStopped)
    assert stopped.at_ms - started.at_ms == pytest.approx(MAX_BUFFERED_MS, abs=20)


async def test_of_the_silence_between_turns_only_its_end_is_kept() -> None:
    hearing = Hearing(parts_without_speech())
    hearing.configure({"type": "server_vad"})
    assert [change async for change in hearing.append(silence(60_000))] == []
    spoken = hearing.commit()
    assert spoken.audio_ms == 60_000
    assert len(spoken.pcm) <= len(silence(1000))


async def test_of_a_long_conversation_the_oldest_sound_is_forgotten() -> None:
    conversation = Conversation()
    minutes = {"first": 2, "second": 2}
    for item_id, length in minutes.items():
        content = [{"type": "input_audio", "transcript": None}]
        conversation.add({"id": item_id, "type": "message", "role": "user", "content": content})
        conversation.lengthen(item_id, silence(length * 60_000), length * 60_000)
    assert "audio" not in conversation.retrieve("first")["content"][0]
    assert "audio" in conversation.retrieve("second")["content"][0]


async def test_a_hundred_clients_come_in_and_the_next_when_one_has_left() -> None:
    server = OfflineServer(scripted_parts())
    async with serving(server) as url, AsyncExitStack() as others, talking_to(url) as last:
        for _ in range(99):
            await others.enter_async_context(talking_to(url))
        async with aiohttp.ClientSession() as http, http.get(f"{url}/realtime?model=m") as refusal:
            assert refusal.status == 503
            error = (await refusal.json())["error"]
        assert error["code"] == "server_busy"
        assert error["message"] == "The server has all the clients it takes."
        await last.socket.close()
        await _until(lambda: server.connections < 100)
        assert await knock(url) == 101


async def test_an_item_too_many_is_refused_until_one_is_deleted() -> None:
    async with talking(scripted_parts()) as talk:
        for _ in range(MAX_ITEMS):
            await talk.type("hello")
            item_id = (await talk.until("conversation.item.done"))["item"]["id"]
        item = {"type": "message", "role": "user", "content": []}
        error = await talk.error("conversation.item.create", item=item)
        assert (error["code"], str(MAX_ITEMS) in error["message"]) == ("conversation_full", True)
        await talk.send("conversation.item.delete", item_id=item_id)
        await talk.until("conversation.item.deleted")
        await talk.type("hello")
        await talk.until("conversation.item.done")


async def _until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 - what happens in the server has no event of its own
            await asyncio.sleep(0)


async def test_a_client_that_does_not_read_is_let_go() -> None:
    server = OfflineServer(scripted_parts("hello"), patience_s=0.2)
    async with serving(server) as url, talking_to(url) as talk:
        await talk.turns(None)
        audio = base64.b64encode(silence(50_000)).decode()
        await talk.send("input_audio_buffer.append", audio=audio)
        await talk.send("input_audio_buffer.commit")
        item_id = (await talk.until("input_audio_buffer.committed"))["item_id"]
        for _ in range(20):  # more than any socket's buffers hold
            await talk.send("conversation.item.retrieve", item_id=item_id)
        await _until(lambda: server.connections == 0)
