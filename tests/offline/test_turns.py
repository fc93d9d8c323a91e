"""Hands-free turns: who speaks is told from the sound."""

import asyncio

import pytest

from tests.offline.fakes import ScriptedRecogniser, parts_without_speech, scripted_parts
from tests.offline.talking import Talk, noise, silence, talking

COUNT = "count to one hundred"
SPEECH = silence(600) + noise(800) + silence(600)


async def test_a_turn_begins_before_its_sound_and_ends_after_the_silence() -> None:
    async with talking(scripted_parts("hello")) as talk:
        await talk.turns({"type": "server_vad", "silence_duration_ms": 400})
        await talk.speak(silence(600) + noise(800) + silence(800))
        stopped = await talk.until("input_audio_buffer.speech_stopped")
        committed = await talk.until("input_audio_buffer.committed")
    started = talk.of("input_audio_buffer.speech_started")[0]
    assert started["audio_start_ms"] == pytest.approx(600 - 300, abs=60)
    assert stopped["audio_end_ms"] == pytest.approx(1400 + 400, abs=60)
    assert started["item_id"] == stopped["item_id"] == committed["item_id"]


async def test_the_beginning_of_a_turn_is_recognised_too() -> None:
    parts = scripted_parts("hello")
    async with talking(parts) as talk:
        await talk.turns({"type": "server_vad", "prefix_padding_ms": 300})
        await talk.speak(SPEECH)
        await talk.until("response.done")
    assert isinstance(parts.speech_to_text, ScriptedRecogniser)
    heard_ms = len(parts.speech_to_text.finished[0]) // 32
    assert heard_ms == pytest.approx(300 + 800 + 200, abs=80)


@pytest.mark.parametrize(
    ("silent_ms", "heard_ms"), [(900, 800 + 200), (700, 800 + 700 + 800 + 200)]
)
async def test_the_silence_after_a_pause_is_recognised_only_when_the_turn_goes_on(
    silent_ms: int, heard_ms: int
) -> None:
    parts = scripted_parts("hello", "again")
    turns = {"type": "server_vad", "prefix_padding_ms": 0, "silence_duration_ms": 800}
    async with talking(parts) as talk:
        await talk.turns(turns)
        await talk.speak(silence(600) + noise(800) + silence(silent_ms) + noise(800) + silence(900))
        await talk.until("conversation.item.input_audio_transcription.completed")
    assert isinstance(parts.speech_to_text, ScriptedRecogniser)
    assert len(parts.speech_to_text.finished[0]) // 32 == pytest.approx(heard_ms, abs=80)


@pytest.mark.parametrize(
    ("words", "eagerness", "silence_ms"),
    [
        ("tell me a joke", "high", 300),
        ("tell me a joke", "auto", 500),
        ("tell me a joke", "low", 900),
        ("the weather in london", "medium", 1000),
        ("tell me about the", "high", 2000),
        ("tell me about the", "auto", 4000),
    ],
)
async def test_semantic_detection_waits_for_the_end_of_the_sentence(
    words: str, eagerness: str, silence_ms: int
) -> None:
    async with talking(scripted_parts(words)) as talk:
        await talk.turns({"type": "semantic_vad", "eagerness": eagerness})
        await talk.speak(silence(600) + noise(800) + silence(4400))
        stopped = await talk.until("input_audio_buffer.speech_stopped")
    assert stopped["audio_end_ms"] == pytest.approx(1400 + silence_ms, abs=60)


async def test_a_sentence_that_goes_on_after_a_pause_is_one_turn() -> None:
    async with talking(scripted_parts("what is the", "what is the time")) as talk:
        await talk.turns({"type": "semantic_vad"})
        speech = silence(600) + noise(800) + silence(1500) + noise(800)
        await talk.speak(speech + silence(5000))
        stopped = await talk.until("input_audio_buffer.speech_stopped")
        await talk.until("response.done")
    assert stopped["audio_end_ms"] == pytest.approx(3700 + 4000, abs=60)
    assert len(talk.of("input_audio_buffer.committed")) == 1


async def test_two_turns_in_one_stream_are_two_items() -> None:
    async with talking(scripted_parts("what is one plus one", "what is two plus two")) as talk:
        await talk.turns({"type": "server_vad"})
        await talk.speak(SPEECH)
        await talk.until("response.done")
        await talk.speak(SPEECH)
        await talk.until("response.done")
    first, second = talk.of("input_audio_buffer.committed")
    answers = talk.of("response.output_audio_transcript.done")
    assert second["previous_item_id"] == talk.of("response.output_item.done")[0]["item"]["id"]
    assert first["item_id"] != second["item_id"]
    assert [answer["transcript"] for answer in answers] == ["That is 2.", "That is 4."]


async def test_a_key_click_is_no_turn() -> None:
    async with talking(scripted_parts()) as talk:
        await talk.turns({"type": "server_vad"})
        await talk.speak(silence(600) + noise(40) + silence(600))
        await talk.ask("hello")
    assert "input_audio_buffer.speech_started" not in talk.types()


async def _counting(talk: Talk) -> None:
    await talk.type(COUNT)
    await talk.send("response.create")
    await talk.until("response.output_audio.delta")


async def test_speaking_over_an_answer_cancels_it() -> None:
    async with talking(scripted_parts("what is two plus two"), pace=1.0) as talk:
        await talk.turns({"type": "server_vad"})
        await _counting(talk)
        await talk.speak(SPEECH)
        cancelled = (await talk.until("response.done"))["response"]
        answered = (await talk.until("response.done"))["response"]
    types = talk.types()
    assert types.index("input_audio_buffer.speech_started") < types.index("response.done")
    assert cancelled["status_details"] == {"type": "cancelled", "reason": "turn_detected"}
    assert answered["output"][0]["content"][0]["transcript"] == "That is 4."


async def test_an_answer_is_left_alone_when_interrupting_is_off() -> None:
    async with talking(scripted_parts("hello"), pace=20.0) as talk:
        await talk.turns(
            {"type": "server_vad", "interrupt_response": False, "create_response": False}
        )
        await _counting(talk)
        await talk.speak(SPEECH)
        response = (await talk.until("response.done"))["response"]
    assert "input_audio_buffer.committed" in talk.types()
    assert response["status"] == "completed"


async def test_muting_in_the_middle_of_speech_commits_the_same_item() -> None:
    async with talking(scripted_parts("what is two plus two")) as talk:
        await talk.turns({"type": "server_vad"})
        await talk.speak(silence(600) + noise(800))
        started = await talk.until("input_audio_buffer.speech_started")
        await talk.send("input_audio_buffer.commit")
        committed = await talk.until("input_audio_buffer.committed")
        await talk.send("response.create")
        response = (await talk.until("response.done"))["response"]
    assert committed["item_id"] == started["item_id"]
    assert "input_audio_buffer.speech_stopped" not in talk.types()
    assert response["output"][0]["content"][0]["transcript"] == "That is 4."


async def test_turn_taking_can_change_in_a_running_session() -> None:
    async with talking(scripted_parts("hello", "hello")) as talk:
        await talk.turns({"type": "server_vad"})
        await talk.speak(SPEECH)
        await talk.until("response.done")
        await talk.turns(None)
        await talk.speak(SPEECH)
        await talk.send("input_audio_buffer.commit")
        await talk.until("input_audio_buffer.committed")
        assert len(talk.of("input_audio_buffer.speech_started")) == 1
        await talk.turns({"type": "server_vad"})
        await talk.speak(SPEECH)
        await talk.until("input_audio_buffer.speech_started")


async def test_a_long_wait_is_broken_by_the_server_when_asked_to() -> None:
    async with talking(scripted_parts("")) as talk:
        await talk.turns({"type": "server_vad", "idle_timeout_ms": 5000})
        await talk.ask("hello")
        heard_ms = len(talk.sound()) // 48
        await talk.speak(silence(heard_ms + 5200))
        timeout = await talk.until("input_audio_buffer.timeout_triggered")
        committed = await talk.until("input_audio_buffer.committed")
        await talk.until("response.done")
    assert timeout["item_id"] == committed["item_id"]
    assert timeout["audio_end_ms"] - timeout["audio_start_ms"] == pytest.approx(5000, abs=60)


async def test_the_wait_after_a_written_answer_is_broken_too() -> None:
    async with talking(scripted_parts("")) as talk:
        await talk.turns({"type": "server_vad", "idle_timeout_ms": 5000})
        await talk.configure(output_modalities=["text"])
        await talk.ask("hello")
        await talk.speak(silence(5200))
        await talk.until("input_audio_buffer.timeout_triggered")


async def test_a_failed_recognition_is_said_and_the_talk_goes_on() -> None:
    async with talking(scripted_parts(None)) as talk:
        await talk.turns({"type": "server_vad"})
        await talk.speak(SPEECH)
        failed = await talk.until("conversation.item.input_audio_transcription.failed")
        await talk.until("response.done")
        assert (await talk.ask("hello"))["status"] == "completed"
    assert failed["error"]["message"] == "The recogniser stopped."


async def test_the_words_are_written_down_even_when_the_answer_to_them_is_cancelled() -> None:
    words: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    async with talking(scripted_parts(words)) as talk:
        await talk.turns(None)
        await talk.speak(noise(500))
        await talk.send("input_audio_buffer.commit")
        await talk.send("response.create")
        await talk.until("response.created")
        await talk.send("response.cancel")
        cancelled = (await talk.until("response.done"))["response"]
        words.set_result("never mind")
        completed = await talk.until("conversation.item.input_audio_transcription.completed")
    assert cancelled["status"] == "cancelled"
    assert cancelled["output"] == []
    assert completed["transcript"] == "never mind"


async def test_without_speech_packages_text_works_and_speech_says_what_is_missing() -> None:
    async with talking(parts_without_speech()) as talk:
        await talk.turns({"type": "server_vad"})
        await talk.speak(SPEECH)
        failed = await talk.until("conversation.item.input_audio_transcription.failed")
        spoken = (await talk.until("response.done"))["response"]
        typed = await talk.ask("what is 6 * 7")
    assert "tui-voice[offline]" in failed["error"]["message"]
    assert "Please type" in spoken["output"][0]["content"][0]["text"]
    assert typed["output_modalities"] == ["text"]
    assert typed["output"][0]["content"] == [{"type": "output_text", "text": "That is 42."}]
