"""What the protocol calls our events and effects: for whoever looks at the wire."""

from tui_voice.session import effects as do
from tui_voice.session import events as ev

Wired = ev.ConnectionEvent | ev.ServerEvent | do.ClientEffect
"""What goes over the wire, and what becomes of the wire itself."""

NAMES: dict[type[Wired], str] = {
    ev.ConnectionOpened: "connection opened",
    ev.ConnectionRefused: "connection refused",
    ev.ConnectionLost: "connection lost",
    ev.SessionCreated: "session.created",
    ev.SessionUpdated: "session.updated",
    ev.ServerFailed: "error",
    ev.ItemAdded: "conversation.item.added",
    ev.ItemDone: "conversation.item.done",
    ev.ItemDeleted: "conversation.item.deleted",
    ev.ItemTruncated: "conversation.item.truncated",
    ev.TranscriptionDelta: "conversation.item.input_audio_transcription.delta",
    ev.TranscriptionCompleted: "conversation.item.input_audio_transcription.completed",
    ev.TranscriptionFailed: "conversation.item.input_audio_transcription.failed",
    ev.SpeechStarted: "input_audio_buffer.speech_started",
    ev.SpeechStopped: "input_audio_buffer.speech_stopped",
    ev.InputCommitted: "input_audio_buffer.committed",
    ev.InputCleared: "input_audio_buffer.cleared",
    ev.InputTimedOut: "input_audio_buffer.timeout_triggered",
    ev.ResponseCreated: "response.created",
    ev.OutputItemAdded: "response.output_item.added",
    ev.OutputItemDone: "response.output_item.done",
    ev.AnswerAudioDelta: "response.output_audio.delta",
    ev.AnswerAudioDone: "response.output_audio.done",
    ev.ResponseDone: "response.done",
    do.UpdateSession: "session.update",
    do.AppendAudio: "input_audio_buffer.append",
    do.CommitAudio: "input_audio_buffer.commit",
    do.ClearAudio: "input_audio_buffer.clear",
    do.CreateItem: "conversation.item.create",
    do.DeleteItem: "conversation.item.delete",
    do.TruncateItem: "conversation.item.truncate",
    do.CreateResponse: "response.create",
    do.CancelResponse: "response.cancel",
}
"""The types with one name; a text may have come in two ways, and some events carry their own."""


def wire_name(event: Wired) -> str:
    """``response.output_audio.delta`` and the like."""
    match event:
        case ev.AnswerTextDelta(spoken=spoken):
            return f"response.output_{_text(spoken=spoken)}.delta"
        case ev.AnswerTextDone(spoken=spoken):
            return f"response.output_{_text(spoken=spoken)}.done"
        case ev.ServerEventIgnored(type=name) | ev.ServerEventUnknown(type=name):
            return name or "unknown"
        case _:
            return NAMES[type(event)]


def _text(*, spoken: bool) -> str:
    return "audio_transcript" if spoken else "text"
