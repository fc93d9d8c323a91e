"""The part of ``tui-voice check`` that is about sound."""

import asyncio
import os
import platform
import sys
from collections.abc import Iterator
from pathlib import Path

from tui_voice.audio.choose import needs_device
from tui_voice.audio.device_names import Direction
from tui_voice.audio.echo_cancel import is_installed
from tui_voice.audio.echo_test import EchoScore, chirp, find_chirp
from tui_voice.audio.errors import SoundError
from tui_voice.audio.level import level_of
from tui_voice.audio.pcm import SAMPLE_BYTES, SAMPLE_RATE_HZ
from tui_voice.audio.portaudio import list_devices, version
from tui_voice.audio.sound_server import words_for_mute
from tui_voice.audio.surroundings import paths, remarks
from tui_voice.audio.survey import survey
from tui_voice.audio.suspicion import Suspicion, silent_words
from tui_voice.audio.trial import play, record
from tui_voice.cli.finding import Finding
from tui_voice.config.settings import Settings

RECORD_S = 2.0
ECHO_ADVICE = {
    "off": "the microphone does not hear the speaker: echo = off will do",
    "half_duplex": "keep echo = half_duplex, use headphones, or take the echo out: "
    "pip install 'tui-voice[aec]'",
    "cancel": "keep echo = cancel, or use headphones",
    "headphones": "use headphones, or turn the speaker down; nobody can be heard over it",
}
LOOK_BYTES = SAMPLE_RATE_HZ // 50 * SAMPLE_BYTES


def devices(settings: Settings) -> Iterator[Finding]:
    """The library, what opens, and what was chosen to stand in for a device."""
    try:
        yield Finding("sound library", True, version().partition(",")[0])
    except SoundError as problem:
        yield Finding("sound library", False, str(problem))
        return
    found = list(survey())
    chosen = {Direction.INPUT: settings.input, Direction.OUTPUT: settings.output}
    for direction in Direction:
        stand_in = not needs_device(chosen[direction])
        if stand_in:
            yield Finding(direction.noun, True, f"{chosen[direction]} stands in for a device")
        ours = [device for device in found if device.direction is direction]
        for device in ours:
            opened = device.opened
            how = f"opens at {opened.rate_hz} Hz" if opened else device.trouble
            mark = bool(opened) if device.is_default and not stand_in else None
            yield Finding(direction.noun, mark, f"{device.name} {how}")
        if not (ours or stand_in):
            words = "none found: connect one; the app works in text and with WAV files"
            yield Finding(direction.noun, False, words)


def surroundings() -> Iterator[Finding]:
    """What the machine, the session or the container mean for sound."""
    there = {path: Path(path).exists() for path in paths(os.environ)}
    for words in remarks(os.environ, platform.release(), there, _device_count()):
        yield Finding("surroundings", None, words)


def _device_count() -> int | None:
    try:
        version()
    except SoundError:
        return None
    return sum(len(list_devices(direction)) for direction in Direction)


def trials(settings: Settings) -> Iterator[Finding]:
    """Two seconds of the microphone, the same from the speaker, and the echo of a chirp.

    Where the microphone hears nothing, the speaker plays the chirp alone.
    """
    recorded = b""
    try:
        recorded = asyncio.run(record(settings.input, RECORD_S)).pcm
        yield _judged(recorded, settings.input)
    except SoundError as problem:
        yield Finding("recording", False, str(problem))
    try:
        if not any(recorded):
            asyncio.run(play(settings.output, chirp()))
            yield Finding("playing", True, "a short whistle was played: did you hear it?")
            return
        asyncio.run(play(settings.output, recorded))
        yield Finding("playing", True, "what was recorded was played back: did you hear it?")
        yield _echo(asyncio.run(_heard_chirp(settings)))
    except SoundError as problem:
        yield Finding("playing", False, str(problem))


def _judged(recorded: bytes, microphone: str) -> Finding:
    suspicion = Suspicion(silent_words(sys.platform, os.environ))
    looks = [recorded[i : i + LOOK_BYTES] for i in range(0, len(recorded), LOOK_BYTES)]
    complaints = [suspicion.heard(level_of(look), RECORD_S / len(looks)) for look in looks]
    level = level_of(recorded)
    if not any(recorded):
        silent = words_for_mute(microphone) or silent_words(sys.platform, os.environ)
        return Finding("recording", False, silent)
    words = next(filter(None, complaints), "") or suspicion.ended()
    heard = f"peak {level.peak_db:.0f} dB, mean {level.rms_db:.0f} dB"
    return Finding("recording", None if words else True, f"{heard}. {words}" if words else heard)


async def _heard_chirp(settings: Settings) -> EchoScore:
    """What of a chirp from the speaker comes back into the microphone."""
    recording = asyncio.create_task(record(settings.input, RECORD_S))
    played_at = await play(settings.output, chirp())
    recorded = await recording
    return find_chirp(recorded.pcm, 1000 * (played_at - recorded.began_at))


def _echo(score: EchoScore) -> Finding:
    proposal = score.proposal(can_cancel=is_installed())
    advice = ECHO_ADVICE[proposal]
    if proposal != "off":
        level = f"{abs(score.level_db):.0f} dB {'louder' if score.level_db > 0 else 'softer'}"
        after = f" and {score.delay_ms:.0f} ms later" if score.delay_ms >= 1 else ""
        advice = f"the microphone hears the speaker, {level}{after}: {advice}"
    return Finding("echo", True, advice, proposal)
