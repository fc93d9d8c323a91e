"""A short recorded conversation: one typed question, one spoken answer that is heard to its end."""

from tui_voice.conversation.usage import Usage
from tui_voice.engine.recording import Beginning, Moment, Recording
from tui_voice.session import events as ev

BEGAN = 100.0
"""What the recorded program's clock showed at the beginning."""

CHUNK = b"\1\0" * 4800  # 200 ms
CHUNKS = 4

EVENTS: tuple[ev.Event, ...] = (
    ev.Started(100.0, 1_795_446_900.0),
    ev.ConnectionOpened("server", False, ev.Credential.EPHEMERAL, "", 100.5),
    ev.SessionCreated("s", "m", 0, 100.5),
    ev.MessageTyped("Count to four.", 101.0),
    ev.ResponseCreated("r1", 102.0),
    ev.OutputItemAdded("r1", "a1", "message", 102.0),
    ev.AnswerTextDelta("r1", "a1", "One two", True, 102.0),
    *(ev.AnswerAudioDelta("r1", "a1", CHUNK, 102.0) for _ in range(CHUNKS)),
    ev.PlaybackStarted("a1", 102.1),
    ev.PlayheadMoved("a1", 4800, -10.0, -20.0, 0),
    ev.AnswerTextDelta("r1", "a1", " three four.", True, 102.4),
    ev.AnswerAudioDone("r1", "a1", 102.4),
    ev.ResponseDone("r1", "completed", "", "", Usage(text_out=4), 102.4),
    ev.PlaybackFinished("a1", CHUNKS * 4800, 102.9),
    ev.QuitRequested(),
)


def recording_of(*events: ev.Event, skipped: int = 0) -> Recording:
    """What happened, each at its own time, or else at that of the event before it."""
    position_s = 0.0
    moments = [Moment(position_s, Beginning(BEGAN))]
    for event in events:
        position_s = getattr(event, "at", BEGAN + position_s) - BEGAN
        if isinstance(event, ev.PlayheadMoved):
            position_s += 0.2  # it has no time of its own
        moments.append(Moment(position_s, event))
    return Recording(tuple(moments), skipped)


TALK = recording_of(*EVENTS)
