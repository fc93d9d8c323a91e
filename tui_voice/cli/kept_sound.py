"""From the turns of a kept conversation to the clips of its sound."""

from collections.abc import Sequence
from pathlib import Path

from tui_voice.audio.kept import Clip, Side
from tui_voice.audio.pcm import SAMPLE_BYTES, SAMPLE_RATE_HZ
from tui_voice.conversation.items import Role
from tui_voice.conversation.timeline import sounding_samples, timeline
from tui_voice.history.reading import KeptConversation
from tui_voice.history.sounds import sound_file


def clips_of(history: Path, kept: KeptConversation) -> Sequence[Clip]:
    """Every turn whose sound was kept, at the time at which subtitles show its words."""
    clips: list[Clip] = []
    for span in timeline(kept.conversation.items):
        path = sound_file(history, kept.id, span.item.id)
        if path.exists():
            there = path.stat().st_size // SAMPLE_BYTES
            side = Side.ANSWER if span.item.role is Role.ASSISTANT else Side.PERSON
            start = round(span.start_s * SAMPLE_RATE_HZ)
            clips.append(Clip(path, side, start, min(there, sounding_samples(span.item))))
    return clips
