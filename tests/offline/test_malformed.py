"""Frames that are wrong, or large: an error in words, and the socket stays open."""

import base64

import pytest

from tests.offline.fakes import scripted_parts
from tests.offline.talking import silence, talking

_MALFORMED: list[tuple[str, str]] = [
    ("{", "invalid_json"),
    ("[1, 2]", "invalid_event"),
    ('{"event_id": "e"}', "invalid_event"),
    ('{"type": "response.invent"}', "invalid_value"),
    ('{"type": "session.update"}', "missing_required_parameter"),
    ('{"type": "session.update", "session": 5}', "invalid_type"),
    ('{"type": "session.update", "session": {}}', "missing_required_parameter"),
    ('{"type": "input_audio_buffer.append"}', "missing_required_parameter"),
    ('{"type": "input_audio_buffer.append", "audio": "!"}', "invalid_value"),
    ('{"type": "input_audio_buffer.append", "audio": "AAAA"}', "invalid_value"),
    ('{"type": "conversation.item.create", "item": {}}', "invalid_value"),
    ('{"type": "conversation.item.create", "item": {"type": "message"}}', "invalid_value"),
    ('{"type": "conversation.item.delete"}', "missing_required_parameter"),
    ('{"type": "conversation.item.delete", "item_id": "x"}', "item_delete_invalid_item_id"),
    ('{"type": "conversation.item.truncate", "item_id": "x"}', "missing_required_parameter"),
    ('{"type": "response.create", "response": []}', "invalid_value"),
    ('{"type": "response.create", "response": {"conversation": "mine"}}', "invalid_value"),
    ('{"type": "response.create", "response": {"input": [5]}}', "invalid_value"),
    ('{"type": "response.create", "response": {"temperature": 1}}', "unknown_parameter"),
]


@pytest.mark.parametrize(("frame", "code"), _MALFORMED)
async def test_what_is_malformed_is_refused_and_the_talk_goes_on(frame: str, code: str) -> None:
    async with talking(scripted_parts()) as talk:
        await talk.socket.send_str(frame)
        event = await talk.receive()
        assert event["type"] == "error"
        assert event["error"]["code"] == code
        assert (await talk.ask("what is 6 * 7"))["status"] == "completed"


async def test_a_frame_of_15_mb_is_taken() -> None:
    async with talking(scripted_parts("hello")) as talk:
        await talk.turns(None)
        audio = base64.b64encode(silence(220_000)).decode()
        assert len(audio) > 14_000_000
        await talk.send("input_audio_buffer.append", audio=audio)
        await talk.send("input_audio_buffer.commit")
        await talk.until("input_audio_buffer.committed")
