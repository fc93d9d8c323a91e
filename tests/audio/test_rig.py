"""The sound arm on a real PortAudio stream, heard through a virtual sound card."""

from pathlib import Path

import pytest

from tests.audio.sounds import noise, speech
from tests.rig.exercising import exercise
from tests.rig.heard import compare, sounding_samples
from tests.rig.pulse import STEADY_BUFFER_MS, Rig
from tui_voice.audio.streams import BUFFER_MS

pytestmark = pytest.mark.rig

PERIOD_SAMPLES = 480
SENT_SAMPLES = 36_000
OWN_CHOICE = (0, 0)
STEREO_48_KHZ = (48_000, 2)
FORMATS = pytest.mark.parametrize("device_format", [OWN_CHOICE, STEREO_48_KHZ])


@pytest.fixture
def sent(tmp_path: Path) -> Path:
    return stored(tmp_path, noise(SENT_SAMPLES))


def stored(folder: Path, pcm: bytes) -> Path:
    path = folder / "sent.raw"
    path.write_bytes(pcm)
    return path


def played(path: Path, device_format: tuple[int, int] = OWN_CHOICE) -> tuple[object, ...]:
    return ("play", path, *device_format, STEADY_BUFFER_MS)


def content(path: Path) -> bytes:
    return path.read_bytes()


async def test_what_is_played_comes_out_of_the_speaker_sample_for_sample(
    rig: Rig, sent: Path
) -> None:
    async with rig.record() as recording, exercise(rig, *played(sent)) as playing:
        finished = await playing.event("PlaybackFinished")
        await recording.until_silent()
    heard = compare(content(sent), bytes(recording.pcm))
    assert heard.whole, heard
    assert finished["heard_samples"] == SENT_SAMPLES


async def test_a_speaker_at_48_khz_in_stereo_is_reached_by_resampling(
    rig: Rig, tmp_path: Path
) -> None:
    answer = speech(tmp_path)
    sent = stored(tmp_path, answer)
    async with rig.record() as recording, exercise(rig, *played(sent, STEREO_48_KHZ)) as playing:
        finished = await playing.event("PlaybackFinished")
        await recording.until_silent()
    heard = compare(answer, bytes(recording.pcm))
    assert heard.whole, heard
    assert finished["heard_samples"] == len(answer) // 2


@FORMATS
async def test_a_stop_silences_at_once_and_tells_what_was_heard(
    rig: Rig, sent: Path, device_format: tuple[int, int]
) -> None:
    stop_at = 9_600
    arguments = ("play", sent, *device_format, BUFFER_MS, stop_at)
    async with rig.record() as recording, exercise(rig, *arguments) as playing:
        moved = await playing.event("PlayheadMoved")
        while moved["heard_samples"] < stop_at:
            moved = await playing.event("PlayheadMoved")
        stopped = await playing.event("PlaybackStopped")
        await recording.until_silent()
    [(item_id, heard_samples)] = stopped["heard"]
    assert item_id == "answer"
    assert abs(heard_samples - sounding_samples(bytes(recording.pcm))) <= PERIOD_SAMPLES
    in_the_device = 8 * PERIOD_SAMPLES
    assert heard_samples - moved["heard_samples"] <= in_the_device


@FORMATS
async def test_what_is_spoken_arrives_from_the_first_sample_to_the_last(
    rig: Rig, tmp_path: Path, device_format: tuple[int, int]
) -> None:
    spoken = speech(tmp_path)
    captured = tmp_path / "captured.raw"
    async with exercise(rig, "capture", captured, *device_format) as capturing:
        await capturing.event("CaptureStarted")
        await rig.speak(spoken)
    heard = compare(spoken, content(captured))
    assert heard.whole, heard


async def test_a_sound_server_that_dies_is_noticed_and_the_answer_goes_on_without_sound(
    mortal_rig: Rig, sent: Path
) -> None:
    async with exercise(mortal_rig, *played(sent)) as playing:
        await playing.event("PlayheadMoved")
        mortal_rig.stop()
        failed = await playing.event("PlaybackFailed")
        finished = await playing.event("PlaybackFinished")
    assert "The speaker went away" in failed["message"]
    assert finished["heard_samples"] == SENT_SAMPLES


async def test_a_microphone_whose_sound_server_dies_is_noticed(
    mortal_rig: Rig, tmp_path: Path
) -> None:
    captured = tmp_path / "captured.raw"
    async with exercise(mortal_rig, "capture", captured, *OWN_CHOICE) as capturing:
        await capturing.event("CaptureStarted")
        mortal_rig.stop()
        failed = await capturing.event("CaptureFailed")
    assert "The microphone went away" in failed["message"]


async def test_a_headset_that_is_pulled_out_and_put_in_again_takes_no_turn_with_it(
    mortal_rig: Rig, headset: Rig, tmp_path: Path
) -> None:
    parts = [noise(24_000, seed) for seed in (1, 2, 3)]
    captured = tmp_path / "captured.raw"
    async with exercise(mortal_rig, "capture", captured, *OWN_CHOICE, "headset") as capturing:
        await capturing.event("CaptureStarted")
        await headset.speak(parts[0])
        headset.stop()
        assert "default is used" in (await capturing.event("DeviceChanged"))["message"]
        await capturing.event("DeviceChanged")  # that something may be missing
        await mortal_rig.speak(parts[1])
        headset.start()
        assert "is back" in (await capturing.event("DeviceChanged"))["message"]
        await headset.speak(parts[2])
    heard = content(captured)
    for part in parts:
        comparison = compare(part, heard)
        assert comparison.whole, comparison
