"""One instruction is obeyed without a language model: to read a text aloud, and only that text."""

import pytest

from tests.offline.fakes import scripted_parts
from tests.offline.talking import talking
from tui_voice.offline.responder import is_to_read

ORDER = "Read the text of the message aloud, word for word."


@pytest.mark.parametrize(
    ("instructions", "reads"),
    [
        (ORDER, True),
        ("Please read it aloud,\nword for word.", True),
        ("You are friendly. Answer briefly.", False),
        ("Read the news and sum it up.", False),
        ("", False),
    ],
)
def test_an_order_to_read_is_told_from_other_instructions(instructions: str, reads: bool):
    assert is_to_read(instructions) is reads


async def test_a_text_is_read_as_it_stands_and_leaves_the_conversation_alone() -> None:
    text = "What time is it?  Six times seven — they say — is not 41!\nIs it?"
    item = {"type": "message", "role": "user", "content": [{"type": "input_text", "text": text}]}
    async with talking(scripted_parts()) as talk:
        await talk.send(
            "response.create",
            response={"conversation": "none", "instructions": ORDER, "input": [item]},
        )
        done = await talk.until("response.output_audio_transcript.done")
        await talk.until("response.done")
        assert "conversation.item.added" not in talk.types()
    assert done["transcript"] == text
    assert talk.sound()
