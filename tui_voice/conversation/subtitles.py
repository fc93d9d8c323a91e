"""A conversation as subtitles, in the time in which it was said and heard. Pure."""

from collections.abc import Iterable
from itertools import zip_longest

from tui_voice.conversation.export import SPEAKERS, marked, said
from tui_voice.conversation.items import Entry
from tui_voice.conversation.timeline import SHORTEST_S, timeline


def to_srt(entries: Iterable[Entry]) -> str:
    """SubRip. Begins with the first turn; none lasts into the next, but for a second to be read."""
    cues = (
        f"{number}\n{cue_time(start_s, ',')} --> {cue_time(end_s, ',')}\n{speaker}: {words}\n"
        for number, (start_s, end_s, speaker, words) in enumerate(_cues(entries), 1)
    )
    return "\n".join(cues)


def to_vtt(entries: Iterable[Entry]) -> str:
    """WebVTT, each speaker in a voice of their own; else as ``to_srt``."""
    cues = (
        f"{cue_time(start_s, '.')} --> {cue_time(end_s, '.')}\n<v {speaker}>{_escaped(words)}</v>\n"
        for start_s, end_s, speaker, words in _cues(entries)
    )
    return "\n".join(("WEBVTT\n", *cues))


def _cues(entries: Iterable[Entry]) -> Iterable[tuple[float, float, str, str]]:
    """Start and end in seconds, who speaks, and the words without an empty line among them.

    Tools are left out: nobody hears them.
    """
    spans = timeline(item for item in said(entries) if not item.of_tool)
    for span, after in zip_longest(spans, spans[1:]):
        end_s = span.end_s if after is None else min(span.end_s, after.start_s)
        # Both formats let cues overlap; players show them one above the other.
        end_s = max(end_s, span.start_s + SHORTEST_S)
        words = "\n".join(line for line in marked(span.item).split("\n") if line.strip())
        yield span.start_s, end_s, SPEAKERS[span.item.role], words


def cue_time(seconds: float, point: str) -> str:
    """``HH:MM:SS`` and milliseconds; SubRip's point is a comma."""
    whole, ms = divmod(round(seconds * 1000), 1000)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}{point}{ms:03}"


def _escaped(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
