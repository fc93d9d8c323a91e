"""Text to speech and voice activity: the parts that make and judge sound."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from tests.offline.fakes import Tone, scripted_parts
from tests.offline.talking import noise, silence, talking
from tui_voice.offline.espeak_library import EspeakError, EspeakLibrary
from tui_voice.offline.espeak_program import EspeakProgram
from tui_voice.offline.sentences import Sentences
from tui_voice.offline.text_to_speech import TextToSpeech, find_text_to_speech
from tui_voice.offline.voice_activity import (
    FRAME_BYTES,
    EnergyGate,
    SpeechStarted,
    SpeechStopped,
    TurnDetector,
    webrtc_classifier,
)
from tui_voice.offline.voices import Timbre, Voice, timbre

VOICES = (
    *("alloy", "ash", "ballad", "coral", "echo"),
    *("sage", "shimmer", "verse", "marin", "cedar"),
)


async def said(voice: TextToSpeech, text: str, name: Voice, speed: float) -> bytes:
    return b"".join([pcm async for pcm in voice.speak(text, name, speed)])


@pytest.fixture
def voice() -> TextToSpeech:
    found = find_text_to_speech()
    assert found, "espeak-ng is neither a package nor a program here"
    return found


async def test_each_voice_sounds_different(voice: TextToSpeech) -> None:
    sounds = [await said(voice, "The time is ten o'clock.", name, 1.0) for name in VOICES]
    for one, other in combinations(sounds, 2):
        shortest = min(len(one), len(other))
        assert one[:shortest] != other[:shortest]


async def test_a_custom_voice_speaks_too(voice: TextToSpeech) -> None:
    assert len(await said(voice, "Hello.", {"id": "voice_1234"}, 1.0)) > 4800


async def test_speed_changes_the_rate(voice: TextToSpeech) -> None:
    text = "This sentence takes a while to say."
    slow, normal, fast = [len(await said(voice, text, "cedar", s)) for s in (0.5, 1.0, 1.5)]
    assert slow > 1.4 * normal
    assert fast < 0.8 * normal


async def test_the_sound_is_loud_enough_and_not_clipped(voice: TextToSpeech) -> None:
    samples = np.frombuffer(await said(voice, "Hello there.", "alloy", 1.0), np.int16)
    assert 3000 < np.abs(samples.astype(np.int32)).max() < 32767


async def test_other_rates_become_24_khz() -> None:
    hum = Tone()
    hum.rate_hz = 22050
    voice = TextToSpeech(hum, ThreadPoolExecutor(1))
    assert len(await said(voice, "one two three", "alloy", 1.0)) == pytest.approx(14400, abs=8)


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="needs the program espeak-ng")
async def test_the_program_speaks_where_the_package_is_missing() -> None:
    program = EspeakProgram()
    spoken = program.synthesise("Hello there.", timbre("cedar"), 170)
    other = program.synthesise("Hello there.", timbre("shimmer"), 170)
    assert len(spoken) > program.rate_hz // 2
    assert spoken != other


def test_text_is_spoken_and_never_taken_for_an_option() -> None:
    library = EspeakLibrary()
    quiet = library.synthesise("", timbre("cedar"), 170)
    spoken = library.synthesise("--help [[x]] <speak> \0 after", timbre("cedar"), 170)
    assert len(spoken) > len(quiet) + 2000


def test_a_missing_program_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(EspeakError, match="not installed"):
        EspeakProgram()


def _pieces(text: str) -> list[str]:
    sentences = Sentences(whole=True)
    return sentences.take(text) + sentences.rest()


def test_an_answer_is_cut_into_sentences_and_long_sentences_at_commas() -> None:
    assert _pieces("It is foggy. Take a coat!\nIt is 3.5 degrees") == [
        *("It is foggy. ", "Take a coat!\n", "It is 3.5 degrees")
    ]
    counting = ", ".join(["forty-two"] * 30) + "."
    pieces = _pieces(counting)
    assert "".join(pieces) == counting
    assert all(40 < len(piece) <= 120 for piece in pieces)


def test_a_sentence_is_given_when_it_is_complete_and_not_before() -> None:
    sentences = Sentences(whole=True)
    given = [
        sentences.take(token) for token in ("It", " is", " foggy", ".", " Take", " a", " coat")
    ]
    assert given == [[], [], [], [], ["It is foggy. "], [], []]
    assert sentences.rest() == ["Take a coat"]
    assert sentences.rest() == []


def _frames(pcm_24k: bytes) -> list[bytes]:
    """The same sound as 20 ms frames at 16 kHz; good enough for loudness."""
    samples = np.frombuffer(pcm_24k, np.int16)[: len(pcm_24k) // 2 // 3 * 3].reshape(-1, 3)
    pcm = samples[:, :2].tobytes()
    return [pcm[i : i + FRAME_BYTES] for i in range(0, len(pcm) - FRAME_BYTES + 1, FRAME_BYTES)]


def test_the_gate_hears_what_stands_out_against_the_room() -> None:
    gate = EnergyGate(0.5)
    assert not any(gate(frame) for frame in _frames(silence(200)))
    assert all(gate(frame) for frame in _frames(noise(200)))


def test_the_gate_gets_used_to_a_steady_noise_and_still_hears_above_it() -> None:
    gate = EnergyGate(0.5)
    for frame in _frames(noise(30_000, amplitude=500)):
        gate(frame)
    assert not any(gate(frame) for frame in _frames(noise(200, amplitude=500)))
    assert all(gate(frame) for frame in _frames(noise(200, amplitude=8000)))


def test_a_higher_threshold_needs_louder_speech() -> None:
    speech = _frames(noise(100, amplitude=150))
    assert all(map(EnergyGate(0.2), speech))
    assert not any(map(EnergyGate(1.0), _frames(noise(100, amplitude=90))))


def test_webrtc_and_the_gate_must_agree() -> None:
    pytest.importorskip("webrtcvad")
    is_speech = webrtc_classifier(0.5)
    assert not any(is_speech(frame) for frame in _frames(silence(500)))


def _changes(pattern: str, **options: int) -> list[SpeechStarted | SpeechStopped]:
    """What a detector says of a pattern of 20 ms frames, ``#`` for speech."""
    detector = TurnDetector(
        prefix_padding_ms=options.get("prefix_padding_ms", 0),
        silence_ms=options.get("silence_ms", 100),
        start_ms=options.get("start_ms", 0),
    )
    heard = [detector.hear(mark == "#") for mark in pattern]
    return [change for change in heard if change]


def test_speech_begins_where_it_began_and_ends_after_the_silence() -> None:
    assert _changes("." * 10 + "#" * 20 + "." * 10) == [
        SpeechStarted(160),
        SpeechStopped(200 + 400 + 100),
    ]


def test_a_pause_shorter_than_the_silence_does_not_end_a_turn() -> None:
    assert len(_changes("#" * 10 + "...." + "#" * 10 + "......")) == 2


def test_the_padding_never_reaches_before_the_beginning() -> None:
    assert _changes("#" * 10, prefix_padding_ms=300, start_ms=1000) == [SpeechStarted(1000)]


def test_a_click_is_too_short_to_be_speech() -> None:
    assert _changes("..........##.........") == []


class _HoarseVoice(Tone):
    """Fails at the first sentence as nobody expects it."""

    hoarse = True

    def synthesise(self, text: str, timbre: Timbre, words_per_minute: int) -> bytes:
        if self.hoarse:
            self.hoarse = False
            raise RuntimeError("no breath")
        return super().synthesise(text, timbre, words_per_minute)


async def test_an_answer_that_fails_as_nobody_expects_it_ends_and_the_next_is_given() -> None:
    speaker = TextToSpeech(_HoarseVoice(), ThreadPoolExecutor(1))
    async with talking(replace(scripted_parts(), text_to_speech=speaker)) as talk:
        await talk.type("what is 6 * 7")
        await talk.send("response.create")
        while (event := await talk.receive())["type"] != "error":
            pass
        failed = (await talk.until("response.done"))["response"]
        assert (await talk.ask("what is 6 * 7"))["status"] == "completed"
    assert event["error"]["type"] == "server_error"
    assert "no breath" not in event["error"]["message"]
    assert failed["status"] == "failed"
