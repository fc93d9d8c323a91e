"""The main job, with everything on the way real: terminal, PortAudio, socket, server, speech."""

import wave
from pathlib import Path

import pytest

from tests.e2e.relay import relay
from tests.e2e.terminal import Terminal, app_in_terminal
from tests.rig.heard import compare, heard_span
from tests.rig.pulse import RATE_HZ, Recording, Rig
from tests.rig.speech import say

pytestmark = [pytest.mark.rig, pytest.mark.xdist_group("rig")]

QUESTIONS = {
    "what time is it": "It is ",
    "what is seven times six": "That is 42",
    "who are you": "offline server",
}


@pytest.fixture
def spoken(tmp_path: Path) -> dict[str, Path]:
    texts = [*QUESTIONS, "count to one hundred"]
    return {text: say(text, tmp_path / f"{index}.wav") for index, text in enumerate(texts)}


async def ask(app: Terminal, rig: Rig, question: Path) -> None:
    await app.press("Space")
    await app.until("● recording")
    await rig.speak(question)
    await app.press("Space")


async def hear(recording: Recording, since: int) -> bytes:
    """What the speaker plays from byte ``since`` on, until it falls silent."""
    quiet = RATE_HZ  # half a second of bytes
    await recording.until(
        lambda pcm: any(pcm[since:]) and len(pcm) > since + quiet and not any(pcm[-quiet:])
    )
    return bytes(recording.pcm[since:])


async def test_three_spoken_turns_by_keyboard_are_written_and_heard_whole(
    rig: Rig, tmp_path: Path, spoken: dict[str, Path]
):
    async with (
        relay() as server,
        rig.record() as recording,
        app_in_terminal(tmp_path, "--base-url", server.url, env=rig.steady_env) as app,
    ):
        await app.until("● connected")
        for question, answer in QUESTIONS.items():
            heard_before, known = len(recording.pcm), set(server.sounds())
            await ask(app, rig, spoken[question])
            screen = await app.until(
                lambda text, answer=answer: answer in text and "○ idle" in text
            )
            assert question in screen.lower(), screen
            assert screen.lower().index(question) < screen.index(answer)
            heard = await hear(recording, heard_before)
            (item,) = set(server.sounds()) - known
            comparison = compare(server.sounds()[item], heard)
            assert comparison.whole, comparison
        await app.press("C-q")
        await app.until("exit code 0")
    assert server.connections == 1
    assert len(server.sent("input_audio_buffer.commit")) == 3


async def test_escape_cuts_an_answer_to_what_was_really_heard(
    rig: Rig, tmp_path: Path, spoken: dict[str, Path]
):
    async with (
        relay() as server,
        rig.record() as recording,
        app_in_terminal(tmp_path, "--base-url", server.url, env=rig.steady_env) as app,
    ):
        await app.until("● connected")
        await ask(app, rig, spoken["count to one hundred"])
        await app.until("speaking")
        start = len(recording.pcm)
        await recording.until(lambda pcm: len(pcm) > start + 3 * RATE_HZ)  # 1.5 s of counting
        await app.press("Escape")
        await app.until("○ idle")
        heard = await hear(recording, 0)
        await server.until(lambda: bool(server.sent("conversation.item.truncate")))
        truncations = server.sent("conversation.item.truncate")
        (sound,) = server.sounds().values()
        first, last = heard_span(heard)
        heard_ms = (last - first) * 1000 / RATE_HZ
        assert len(truncations) == 1
        assert abs(truncations[0]["audio_end_ms"] - heard_ms) <= 40, "two device periods"
        assert heard_ms < len(sound) / 2 * 1000 / RATE_HZ
        comparison = compare(sound[: 2 * (last - first - 480)], heard)
        assert comparison.whole, "what was heard before the cut was whole"


async def test_another_voice_is_chosen_in_the_settings_and_heard(
    rig: Rig, tmp_path: Path, spoken: dict[str, Path]
):
    question = spoken["what is seven times six"]
    async with (
        relay() as server,
        app_in_terminal(tmp_path, "--base-url", server.url, env=rig.env) as app,
    ):
        await app.until("● connected")
        await ask(app, rig, question)
        await app.until(lambda text: "is 42." in text and "○ idle" in text)
        await choose_the_voice_above(app)
        await app.until("Context carried: 2 turns.")
        await ask(app, rig, question)
        await app.until(lambda text: text.count("is 42.") == 2 and "○ idle" in text)
        before, after = server.sounds().values()
        assert server.connections == 2
        voices = [
            event["session"]["audio"]["output"]["voice"] for event in server.sent("session.update")
        ]
        assert voices == ["cedar", "marin"]
        assert before != after
    config = (tmp_path / "config" / "tui-voice" / "config.toml").read_text()
    assert 'voice = "marin"' in config


async def choose_the_voice_above(app: Terminal) -> None:
    """In the settings screen, by keyboard: marin stands above cedar."""
    await app.press("F2")
    await app.until("Nothing is changed.")
    await app.press("Tab", "Enter")
    await app.until("shimmer")
    await app.press("Up", "Enter")
    await app.until("new connection")
    await app.press("C-s")


async def test_a_machine_without_sound_holds_a_spoken_turn_with_files(
    tmp_path: Path, spoken: dict[str, Path]
):
    answer = tmp_path / "answer.wav"
    async with (
        relay() as server,
        app_in_terminal(
            tmp_path, "--base-url", server.url,
            "--input", str(spoken["what time is it"]), "--output", str(answer),
        ) as app,
    ):  # fmt: skip
        await app.until("● connected")
        await app.press("Space")
        await app.until("0:02")
        await app.press("Space")
        await app.until(lambda text: "It is " in text and "○ idle" in text)
        assert "what time is it" in (await app.screen()).lower()
        await app.press("C-q")
        await app.until("exit code 0")
    (sent,) = server.sounds().values()
    with wave.open(str(answer)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (24000, 1, 2)
        assert file.readframes(file.getnframes()) == sent
