"""The server's frames as events of the house. Pure, and never raises.

Two passes: the first reads only ``type``, the second the shape that belongs to it. A table, not a
union of classes, picks the decoder: an unknown type is counted, never taken for something else.
"""

from collections.abc import Callable
from typing import TypeVar

import msgspec

from tui_voice.realtime import wire
from tui_voice.realtime.errors import plain, words_for
from tui_voice.realtime.tool_items import tool_use
from tui_voice.realtime.usage import response_usage, transcription_usage
from tui_voice.session import events as e

Decoder = Callable[[str | bytes, float], e.ServerEvent]
"""From a frame whose type is known, and the time it was read, to the event."""

Shape = TypeVar("Shape", bound=msgspec.Struct)

LONGEST_FRAME = 16 * 1024 * 1024
"""Characters, or four minutes of sound in one event; servers send tenths of a second. A longer
frame is not even looked at, so that no server can fill the memory with what it makes us play."""

_tag = msgspec.json.Decoder(wire.Tag)


def decode(frame: str | bytes, at: float) -> e.ServerEvent:
    """The event in one frame read at ``at``.

    A frame that is no JSON object, has no type, an unknown type or the wrong shape becomes
    ``ServerEventUnknown``, as does one that is too long.
    """
    if len(frame) > LONGEST_FRAME:
        return e.ServerEventUnknown("", f"longer than any event, {len(frame)} characters")
    try:
        kind = _tag.decode(frame).type
    except (ValueError, RecursionError) as error:
        return e.ServerEventUnknown("", plain(str(error)))
    if kind in IGNORED:
        return e.ServerEventIgnored(kind)
    decoder = DECODERS.get(kind) or DECODERS.get(BETA_NAMES.get(kind, ""))
    if decoder is None:
        return e.ServerEventUnknown(plain(kind), "not a type we know")
    try:
        return decoder(frame, at)
    except (ValueError, RecursionError) as error:
        return e.ServerEventUnknown(kind, plain(str(error)))


def _shaped(shape: type[Shape], event: Callable[[Shape, float], e.ServerEvent]) -> Decoder:
    decoder = msgspec.json.Decoder(shape)
    return lambda frame, at: event(decoder.decode(frame), at)


def _code(failure: wire.Failure) -> str:
    return "" if failure.code is None else str(failure.code)


def _words(item: wire.Item) -> str:
    return "".join(part.text or part.transcript or "" for part in item.content or ())


def _session_created(f: wire.SessionFrame, at: float) -> e.ServerEvent:
    s = f.session
    return e.SessionCreated(s.id, s.model or "", int(s.expires_at or 0), at)


def _session_updated(f: wire.SessionFrame, at: float) -> e.ServerEvent:
    output = f.session.audio and f.session.audio.output
    voice = output.voice if output else None
    name = voice.id if isinstance(voice, wire.CustomVoice) else voice
    return e.SessionUpdated(f.session.model or "", name or "", at)


def _item_added(f: wire.ItemFrame, at: float) -> e.ServerEvent:
    item = f.item
    spoken = not any("text" in part.type for part in item.content or ())
    before = f.previous_item_id or ""
    role, tool = item.role or "", tool_use(item)
    return e.ItemAdded(item.id, before, role, _words(item), spoken, at, tool)


def _item_done(f: wire.ItemFrame, at: float) -> e.ServerEvent:
    item = f.item
    role, status = item.role or "", item.status or "completed"
    return e.ItemDone(item.id, role, _words(item), status, at, tool_use(item))


def _output_item_done(f: wire.OutputItemFrame, at: float) -> e.ServerEvent:
    item = f.item
    status = item.status or "completed"
    return e.OutputItemDone(f.response_id, item.id, status, at, tool_use(item))


def _transcription_failed(f: wire.TranscriptionFailedFrame, at: float) -> e.ServerEvent:
    return e.TranscriptionFailed(f.item_id, words_for(_code(f.error), f.error.message or ""), at)


def _audio_delta(f: wire.AudioDeltaFrame, at: float) -> e.ServerEvent:
    if len(f.delta) % 2:
        raise ValueError(f"{len(f.delta)} bytes are not whole PCM16 samples")
    return e.AnswerAudioDelta(f.response_id, f.item_id, f.delta, at)


def _response_created(f: wire.ResponseFrame, at: float) -> e.ServerEvent:
    return e.ResponseCreated(f.response.id, at, _asked(f.response.metadata))


def _asked(raw: msgspec.Raw) -> str:
    try:
        written = msgspec.json.decode(raw, type=dict[str, object]).get(wire.ASKED)
    except msgspec.MsgspecError:
        return ""
    return written if isinstance(written, str) else ""


def _response_done(f: wire.ResponseFrame, at: float) -> e.ServerEvent:
    r = f.response
    details = r.status_details or wire.StatusDetails()
    said = words_for(_code(details.error), details.error.message or "") if details.error else ""
    return e.ResponseDone(
        response_id=r.id,
        status=r.status or "completed",
        reason=details.reason or "",
        message=said,
        usage=response_usage(r.usage),
        at=at,
    )


def _error(f: wire.ErrorFrame, at: float) -> e.ServerEvent:
    error = f.error
    return e.ServerFailed(
        kind=plain(error.type or ""),
        code=plain(_code(error)),
        message=words_for(_code(error), error.message or ""),
        client_event_id=error.event_id or "",
        at=at,
    )


_ADDED = _shaped(wire.ItemFrame, _item_added)

DECODERS: dict[str, Decoder] = {
    "error": _shaped(wire.ErrorFrame, _error),
    "session.created": _shaped(wire.SessionFrame, _session_created),
    "session.updated": _shaped(wire.SessionFrame, _session_updated),
    "conversation.item.added": _ADDED,
    # The beta's name for it; some servers send both, which the session takes as one.
    "conversation.item.created": _ADDED,
    "conversation.item.done": _shaped(wire.ItemFrame, _item_done),
    "conversation.item.deleted": _shaped(wire.OfItem, lambda f, _: e.ItemDeleted(f.item_id)),
    "conversation.item.truncated": _shaped(
        wire.EndedFrame, lambda f, _: e.ItemTruncated(f.item_id, int(f.audio_end_ms))
    ),
    "conversation.item.input_audio_transcription.delta": _shaped(
        wire.TranscriptionDeltaFrame,
        lambda f, at: e.TranscriptionDelta(f.item_id, f.delta or "", at),
    ),
    "conversation.item.input_audio_transcription.completed": _shaped(
        wire.TranscriptionCompletedFrame,
        lambda f, at: e.TranscriptionCompleted(
            f.item_id, f.transcript, transcription_usage(f.usage), at
        ),
    ),
    "conversation.item.input_audio_transcription.failed": _shaped(
        wire.TranscriptionFailedFrame, _transcription_failed
    ),
    "input_audio_buffer.speech_started": _shaped(
        wire.StartedFrame,
        lambda f, at: e.SpeechStarted(f.item_id, int(f.audio_start_ms), at),
    ),
    "input_audio_buffer.speech_stopped": _shaped(
        wire.EndedFrame,
        lambda f, at: e.SpeechStopped(f.item_id, int(f.audio_end_ms), at),
    ),
    "input_audio_buffer.committed": _shaped(
        wire.CommittedFrame,
        lambda f, at: e.InputCommitted(f.item_id, f.previous_item_id or "", at),
    ),
    "input_audio_buffer.cleared": lambda _frame, _at: e.InputCleared(),
    "input_audio_buffer.timeout_triggered": _shaped(
        wire.OfItem, lambda f, _: e.InputTimedOut(f.item_id)
    ),
    "response.created": _shaped(wire.ResponseFrame, _response_created),
    "response.output_item.added": _shaped(
        wire.OutputItemFrame,
        lambda f, at: e.OutputItemAdded(f.response_id, f.item.id, f.item.type, at),
    ),
    "response.output_item.done": _shaped(wire.OutputItemFrame, _output_item_done),
    "response.output_text.delta": _shaped(
        wire.TextDeltaFrame,
        lambda f, at: e.AnswerTextDelta(f.response_id, f.item_id, f.delta, False, at),
    ),
    "response.output_text.done": _shaped(
        wire.TextDoneFrame,
        lambda f, at: e.AnswerTextDone(f.response_id, f.item_id, f.text, False, at),
    ),
    "response.output_audio_transcript.delta": _shaped(
        wire.TextDeltaFrame,
        lambda f, at: e.AnswerTextDelta(f.response_id, f.item_id, f.delta, True, at),
    ),
    "response.output_audio_transcript.done": _shaped(
        wire.TranscriptDoneFrame,
        lambda f, at: e.AnswerTextDone(f.response_id, f.item_id, f.transcript, True, at),
    ),
    "response.output_audio.delta": _shaped(wire.AudioDeltaFrame, _audio_delta),
    "response.output_audio.done": _shaped(
        wire.OfAnswer, lambda f, at: e.AnswerAudioDone(f.response_id, f.item_id, at)
    ),
    "response.done": _shaped(wire.ResponseFrame, _response_done),
}
"""How each type we act upon becomes an event."""

_TOOLS = "a tool's call and its output come whole with their items"
_TOOL_LISTS = "what tools there are is between the server and the model"
_TELEPHONY = "of WebRTC and SIP calls only"
_REPEATED = "says nothing that other events do not"

IGNORED: dict[str, str] = {
    "conversation.created": "there is one conversation per session",
    "conversation.item.retrieved": "we never ask for an item",
    "conversation.item.input_audio_transcription.segment": "of transcription by speaker, not used",
    "input_audio_buffer.dtmf_event_received": _TELEPHONY,
    "output_audio_buffer.started": _TELEPHONY,
    "output_audio_buffer.stopped": _TELEPHONY,
    "output_audio_buffer.cleared": _TELEPHONY,
    "rate_limits.updated": "running out is reported as an error",
    "response.content_part.added": _REPEATED,
    "response.content_part.done": _REPEATED,
    "response.function_call_arguments.delta": _TOOLS,
    "response.function_call_arguments.done": _TOOLS,
    "mcp_list_tools.in_progress": _TOOL_LISTS,
    "mcp_list_tools.completed": _TOOL_LISTS,
    "mcp_list_tools.failed": _TOOL_LISTS,
    "response.mcp_call_arguments.delta": _TOOLS,
    "response.mcp_call_arguments.done": _TOOLS,
    "response.mcp_call.in_progress": _TOOLS,
    "response.mcp_call.completed": _TOOLS,
    "response.mcp_call.failed": _TOOLS,
}
"""The known types that need no action, and why not."""

BETA_NAMES: dict[str, str] = {
    "response.text.delta": "response.output_text.delta",
    "response.text.done": "response.output_text.done",
    "response.audio.delta": "response.output_audio.delta",
    "response.audio.done": "response.output_audio.done",
    "response.audio_transcript.delta": "response.output_audio_transcript.delta",
    "response.audio_transcript.done": "response.output_audio_transcript.done",
}
"""Old names of the same events, which other servers still send."""
