"""The frozen picture of everything the screen may show."""

from typing import TYPE_CHECKING, NamedTuple

from tui_voice.config.settings import Settings
from tui_voice.session.phases import Activity, LinkPhase, Meter

if TYPE_CHECKING:
    from tui_voice.conversation.items import Entry


class LinkView(NamedTuple):
    """The connection, for the status bar. ``since`` is the monotonic time it became ready."""

    phase: LinkPhase = LinkPhase.CONNECTING
    server: str = ""
    offline: bool = False
    credential: str = ""
    since: float | None = None
    message: str = ""
    """Why it is not ready and what to do, in one line; empty when it is."""


class View(NamedTuple):
    """One moment of the conversation.

    ``entries`` keeps the identity of entries that did not change, so that a widget can tell
    with ``is`` what to draw again. ``microphone_open`` is true whenever the device is open,
    whatever the activity. ``cost_usd`` is None where the model's price is not known.
    """

    settings: Settings = Settings()
    link: LinkView = LinkView()
    activity: Activity = Activity.IDLE
    activity_since: float = 0.0
    muted: bool = False
    microphone_open: bool = False
    entries: "tuple[Entry, ...]" = ()
    latencies_s: tuple[float, ...] = ()
    tokens: int = 0
    cost_usd: float | None = 0.0
    microphone: Meter = Meter()
    speaker: Meter = Meter()
    underruns: int = 0
    """Gaps in what was played."""
    overflows: int = 0
    """Gaps in what was recorded."""
    inputs: tuple[str, ...] | None = None
    outputs: tuple[str, ...] | None = None
    """Sound devices; None until they were asked for."""
    leaving: bool = False
    """Everything is closed: the screen may go."""
    spoke: bool = False
    """This connection has given a spoken answer: its voice can no longer change."""

    @property
    def still(self) -> "View":
        """All but what moves many times a second: the words and the levels."""
        return self._replace(entries=(), microphone=Meter(), speaker=Meter())
