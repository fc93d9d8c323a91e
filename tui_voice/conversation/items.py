"""What stands in the conversation log: the items of both sides, and our own notices."""

from dataclasses import dataclass, field
from enum import StrEnum

from tui_voice.conversation.usage import Usage

SAMPLE_RATE_HZ = 24_000
"""The only PCM rate of the Realtime protocol."""


class Role(StrEnum):
    """Whose words an item holds."""

    USER = "user"
    ASSISTANT = "assistant"
    SYSTEM = "system"
    CALL = "tool_call"
    """The assistant's call of a tool: the text is its arguments."""
    OUTPUT = "tool_output"
    """What the tool answered."""


class ItemStatus(StrEnum):
    """How far an item has come."""

    LIVE = "live"
    """Words are still coming."""
    DONE = "done"
    """All words are here."""
    CUT = "cut"
    """Stopped before its end: by Esc, by barge-in, by a loss, or by the server."""
    UNHEARD = "unheard"
    """The person's speech could not be written down; the model heard it all the same."""


class Severity(StrEnum):
    """How much a notice matters."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Item:
    """One person's words, as they come.

    ``at_s`` is wall-clock time (seconds since the epoch) and so is ``began_s``: when its first
    sample was spoken, or left the speaker; None where there is no sound. ``received_samples``
    counts 24 kHz mono samples, sent of the person's voice or received of an answer;
    ``heard_samples`` is what had really left the speaker of an answer. ``latency_s`` is the time
    from the end of the question to the first sample heard. ``usage`` and ``cost_usd`` are those of
    the response that made an answer, or of writing down what a person said; the cost is None where
    the price is not known. ``call_id`` joins a call of a tool and its output, ``tool`` names what
    was called.
    """

    id: str
    role: Role
    text: str = ""
    status: ItemStatus = ItemStatus.LIVE
    spoken: bool = True
    at_s: float = 0.0
    response_id: str = ""
    received_samples: int = 0
    heard_samples: int = 0
    latency_s: float | None = None
    usage: Usage = field(default_factory=Usage)
    cost_usd: float | None = None
    began_s: float | None = None
    tool: str = ""
    call_id: str = ""

    @property
    def of_tool(self) -> bool:
        """Whether it is a call of a tool or its output: part of the conversation, but no turn."""
        return self.role in (Role.CALL, Role.OUTPUT)

    @property
    def heard_chars(self) -> int:
        """How many characters of ``text`` were heard, in proportion to the sound.

        All of them unless it is an answer that was cut; the server gives no alignment of words
        to sound.
        """
        if self.status is not ItemStatus.CUT or self.role is not Role.ASSISTANT or not self.spoken:
            return len(self.text)
        if not self.received_samples:
            return 0
        share = min(1.0, self.heard_samples / self.received_samples)
        return round(len(self.text) * share)


@dataclass(frozen=True, slots=True)
class Notice:
    """A line of our own in the log: what happened and what to do about it."""

    text: str
    severity: Severity
    at_s: float


Entry = Item | Notice
"""One entry of the conversation log. Entries are immutable: a changed entry is a new object."""
