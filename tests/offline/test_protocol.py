"""Every client event, answered as OpenAI's server answers it."""

import asyncio
import base64
from typing import Any

import pytest

from tests.offline.fakes import ScriptedRecogniser, scripted_parts
from tests.offline.talking import noise, serving, talking, talking_to
from tui_voice.offline.server import OfflineServer

COUNT = "count to one hundred"


async def test_a_session_begins_with_full_defaults() -> None:
    async with talking(scripted_parts()) as talk:
        session = talk.received[0]["session"]
    assert session["model"] == "gpt-realtime-2.1"
    assert session["audio"]["input"]["turn_detection"]["type"] == "server_vad"
    assert session["audio"]["output"] == {
        "format": {"type": "audio/pcm", "rate": 24000},
        "voice": "alloy",
        "speed": 1.0,
    }


async def test_an_update_changes_what_it_names_and_nothing_else() -> None:
    async with talking(scripted_parts()) as talk:
        before = talk.received[0]["session"]
        after = await talk.configure(audio={"output": {"voice": "cedar"}})
    assert after["audio"]["output"].pop("voice") == "cedar"
    assert before["audio"]["output"].pop("voice") == "alloy"
    assert after == before


async def test_the_voice_cannot_change_once_it_was_heard() -> None:
    async with talking(scripted_parts()) as talk:
        await talk.ask("hello")
        change = {"type": "realtime", "audio": {"output": {"voice": "cedar"}}}
        error = await talk.error("session.update", session=change)
        same = await talk.configure(audio={"output": {"voice": "alloy", "speed": 1.2}})
    assert error["code"] == "cannot_update_voice"
    assert same["audio"]["output"]["speed"] == 1.2


async def test_an_item_takes_the_place_it_asks_for() -> None:
    async with talking(scripted_parts()) as talk:
        await talk.type("one")
        first = await talk.until("conversation.item.done")
        await talk.type("three")
        await talk.until("conversation.item.done")
        content = [{"type": "input_text", "text": "two"}]
        await talk.send(
            "conversation.item.create",
            previous_item_id=first["item"]["id"],
            item={"type": "message", "role": "user", "content": content},
        )
        added = await talk.until("conversation.item.added")
        root = {"type": "message", "role": "system", "content": content}
        await talk.send("conversation.item.create", previous_item_id="root", item=root)
        await talk.until("conversation.item.done")
        at_root = await talk.until("conversation.item.added")
    assert added["previous_item_id"] == first["item"]["id"]
    assert at_root["previous_item_id"] is None


async def test_an_item_can_be_retrieved_and_deleted() -> None:
    async with talking(scripted_parts()) as talk:
        await talk.type("remember me")
        item = (await talk.until("conversation.item.done"))["item"]
        await talk.send("conversation.item.retrieve", item_id=item["id"])
        assert (await talk.until("conversation.item.retrieved"))["item"] == item
        await talk.send("conversation.item.delete", item_id=item["id"])
        assert (await talk.until("conversation.item.deleted"))["item_id"] == item["id"]
        error = await talk.error("conversation.item.retrieve", item_id=item["id"])
    assert error["code"] == "item_retrieve_invalid_item_id"


async def test_a_commit_of_less_than_100_ms_is_refused() -> None:
    async with talking(scripted_parts()) as talk:
        await talk.turns(None)
        await talk.speak(noise(99))
        error = await talk.error("input_audio_buffer.commit", event_id="mine")
    assert error["code"] == "input_audio_buffer_commit_empty"
    assert "buffer only has 99.00ms of audio" in error["message"]
    assert error["event_id"] == "mine"


async def test_cleared_sound_is_not_committed() -> None:
    parts = scripted_parts("hello")
    async with talking(parts) as talk:
        await talk.turns(None)
        await talk.speak(noise(1000))
        await talk.send("input_audio_buffer.clear")
        await talk.until("input_audio_buffer.cleared")
        error = await talk.error("input_audio_buffer.commit")
    assert error["code"] == "input_audio_buffer_commit_empty"
    assert isinstance(parts.speech_to_text, ScriptedRecogniser)
    assert len(parts.speech_to_text.discarded) == 1


async def test_a_manual_turn_is_recognised_whole_and_answered_when_asked() -> None:
    parts = scripted_parts("what is seven times six")
    async with talking(parts) as talk:
        await talk.turns(None)
        await talk.speak(noise(1230))
        await talk.send("input_audio_buffer.commit")
        completed = await talk.until("conversation.item.input_audio_transcription.completed")
        assert "response.created" not in talk.types()
        await talk.send("response.create")
        response = (await talk.until("response.done"))["response"]
    assert completed["transcript"] == "what is seven times six"
    assert completed["usage"] == {"type": "duration", "seconds": 1.23}
    assert response["output"][0]["content"][0]["transcript"] == "That is 42."
    assert isinstance(parts.speech_to_text, ScriptedRecogniser)
    assert len(parts.speech_to_text.finished[0]) == pytest.approx(1230 * 32, abs=4)


async def test_only_one_response_at_a_time() -> None:
    async with talking(scripted_parts(), pace=1.0) as talk:
        await talk.type(COUNT)
        await talk.send("response.create")
        created = await talk.until("response.created")
        await talk.send("response.create")
        while (event := await talk.receive())["type"] != "error":
            pass
    assert event["error"]["code"] == "conversation_already_has_active_response"
    assert created["response"]["id"] in event["error"]["message"]


async def test_nothing_to_cancel_is_said_and_does_no_harm() -> None:
    async with talking(scripted_parts()) as talk:
        error = await talk.error("response.cancel")
        assert error["code"] == "response_cancel_not_active"
        assert (await talk.ask("hello"))["status"] == "completed"


async def test_a_cancelled_answer_stops_and_says_what_it_said() -> None:
    async with talking(scripted_parts(), pace=1.0) as talk:
        await talk.type(COUNT)
        await talk.send("response.create")
        await talk.until("response.output_audio.delta")
        await talk.send("response.cancel")
        response = (await talk.until("response.done"))["response"]
        answer = await talk.ask("thanks")
    assert response["status"] == "cancelled"
    assert response["status_details"] == {"type": "cancelled", "reason": "client_cancelled"}
    assert response["output"][0]["status"] == "incomplete"
    said = response["output"][0]["content"][0]["transcript"]
    assert said.startswith("One, two")
    assert "one hundred" not in said
    assert answer["status"] == "completed"


async def test_a_cancel_right_behind_its_response_finds_it() -> None:
    async with talking(scripted_parts(), pace=1.0) as talk:
        await talk.type(COUNT)
        await talk.send("response.create")
        await talk.send("response.cancel")
        response = (await talk.until("response.done"))["response"]
    assert response["status"] == "cancelled"


async def test_a_cancel_names_the_response_it_means() -> None:
    async with talking(scripted_parts(), pace=1.0) as talk:
        await talk.type(COUNT)
        await talk.send("response.create")
        created = await talk.until("response.created")
        await talk.send("response.cancel", response_id="resp_another")
        while (event := await talk.receive())["type"] != "error":
            pass
        await talk.send("response.cancel", response_id=created["response"]["id"])
        response = (await talk.until("response.done"))["response"]
    assert event["error"]["code"] == "response_cancel_not_active"
    assert response["status"] == "cancelled"


async def test_an_answer_is_truncated_to_what_was_heard_and_never_beyond_its_end() -> None:
    async with talking(scripted_parts()) as talk:
        item_id = (await talk.ask("who are you"))["output"][0]["id"]
        sound_ms = len(talk.sound()) // 48
        place: dict[str, Any] = {"item_id": item_id, "content_index": 0}
        beyond = sound_ms + 1
        error = await talk.error("conversation.item.truncate", **place, audio_end_ms=beyond)
        await talk.send("conversation.item.truncate", **place, audio_end_ms=500)
        truncated = await talk.until("conversation.item.truncated")
        again = await talk.error("conversation.item.truncate", **place, audio_end_ms=501)
        before = await talk.error("conversation.item.truncate", **place, audio_end_ms=-1)
        await talk.send("conversation.item.retrieve", item_id=item_id)
        item = (await talk.until("conversation.item.retrieved"))["item"]
    assert error["message"] == f"Audio content of {sound_ms}ms is already shorter than {beyond}ms"
    assert truncated["audio_end_ms"] == 500
    assert again["message"] == "Audio content of 500ms is already shorter than 501ms"
    assert (before["code"], before["param"]) == ("integer_below_min_value", "audio_end_ms")
    assert item["content"][0]["transcript"] == ""


async def test_a_users_words_cannot_be_truncated() -> None:
    async with talking(scripted_parts()) as talk:
        await talk.type("hello")
        item_id = (await talk.until("conversation.item.done"))["item"]["id"]
        error = await talk.error(
            "conversation.item.truncate", item_id=item_id, content_index=0, audio_end_ms=1
        )
    assert error["message"] == "Only model output audio messages can be truncated."


async def test_an_answer_can_be_text_only() -> None:
    async with talking(scripted_parts()) as talk:
        await talk.configure(output_modalities=["text"])
        response = await talk.ask("what is 6 * 7")
    assert response["output_modalities"] == ["text"]
    assert response["output"][0]["content"] == [{"type": "output_text", "text": "That is 42."}]
    assert "response.output_audio.delta" not in talk.types()


async def test_an_answer_outside_the_conversation_leaves_no_trace_in_it() -> None:
    async with talking(scripted_parts()) as talk:
        content = [{"type": "input_text", "text": "what is 2 + 2"}]
        aside = {"type": "message", "role": "user", "content": content}
        request = {"conversation": "none", "input": [aside], "metadata": {"for": "me"}}
        await talk.send("response.create", response=request)
        response = (await talk.until("response.done"))["response"]
    assert response["conversation_id"] is None
    assert response["metadata"] == {"for": "me"}
    assert response["output"][0]["content"][0]["transcript"] == "That is 4."
    assert "conversation.item.added" not in talk.types()


async def test_an_answer_is_cut_at_the_tokens_it_may_have() -> None:
    async with talking(scripted_parts()) as talk:
        await talk.type(COUNT)
        await talk.send("response.create", response={"max_output_tokens": 8})
        response = (await talk.until("response.done"))["response"]
    assert response["status"] == "incomplete"
    assert response["status_details"] == {"type": "incomplete", "reason": "max_output_tokens"}
    content = response["output"][0]["content"][0]
    assert content["transcript"] == "One, two, three, four, five, six,"


async def test_the_answer_repeats_what_a_tool_found() -> None:
    async with talking(scripted_parts()) as talk:
        output = {"type": "function_call_output", "call_id": "call_1", "output": "It is foggy."}
        await talk.send("conversation.item.create", item=output)
        await talk.send("response.create")
        response = (await talk.until("response.done"))["response"]
    assert "It is foggy." in response["output"][0]["content"][0]["transcript"]


async def test_usage_counts_sound_by_its_length() -> None:
    async with talking(scripted_parts("what is seven times six")) as talk:
        await talk.turns(None)
        await talk.speak(noise(1000))
        await talk.send("input_audio_buffer.commit")
        await talk.send("response.create")
        usage = (await talk.until("response.done"))["response"]["usage"]
    sound_ms = len(talk.sound()) // 48
    assert usage["input_token_details"]["audio_tokens"] == 10
    assert usage["output_token_details"]["audio_tokens"] == -(-sound_ms // 50)
    assert usage["total_tokens"] == usage["input_tokens"] + usage["output_tokens"]


async def test_sound_comes_in_chunks_of_200_ms() -> None:
    async with talking(scripted_parts()) as talk:
        await talk.ask("what is 6 * 7")
        chunks = talk.of("response.output_audio.delta")
    sizes = [len(base64.b64decode(event["delta"])) for event in chunks]
    assert sizes == [9600, 4800]


async def test_sound_is_sent_no_faster_than_its_pace() -> None:
    async with talking(scripted_parts(), pace=2.0) as talk:
        await talk.type("what is 6 * 7")
        await talk.send("response.create")
        await talk.until("response.output_audio.delta")
        first_s = asyncio.get_running_loop().time()
        await talk.until("response.output_audio.delta")
        waited_s = asyncio.get_running_loop().time() - first_s
    assert waited_s > 0.2 / 2.0 * 0.8  # 200 ms of sound, twice as fast, and a slow first delivery


async def test_two_people_talk_at_once_without_hearing_each_other() -> None:
    async with (
        serving(OfflineServer(scripted_parts(), pace=1000.0)) as url,
        talking_to(url) as one,
        talking_to(url) as other,
    ):
        answers = await asyncio.gather(one.ask("what is 1 + 1"), other.ask("what is 2 + 2"))
    said = [answer["output"][0]["content"][0]["transcript"] for answer in answers]
    assert said == ["That is 2.", "That is 4."]


async def test_what_is_null_in_a_response_is_what_was_not_given() -> None:
    nothing = {"instructions": None, "output_modalities": None, "tools": None, "audio": None}
    async with talking(scripted_parts()) as talk:
        await talk.type("what is 6 * 7")
        await talk.send("response.create", response=nothing)
        response = (await talk.until("response.done"))["response"]
    assert response["output"][0]["content"][0]["transcript"] == "That is 42."


async def test_the_deltas_of_a_transcript_are_the_transcript() -> None:
    async with talking(scripted_parts("what is two plus two")) as talk:
        await talk.turns(None)
        await talk.speak(noise(500))
        await talk.send("input_audio_buffer.commit")
        await talk.until("conversation.item.input_audio_transcription.completed")
    deltas = talk.of("conversation.item.input_audio_transcription.delta")
    assert "".join(delta["delta"] for delta in deltas) == "what is two plus two"
