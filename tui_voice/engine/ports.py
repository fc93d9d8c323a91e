"""What the engine needs from the arms of the house. They fit these shapes; none imports upward.

Every adapter is built with ``post: Callable[[Event], None]``, which must be called on the event
loop's thread: whoever hears something on another thread brings it over with
``loop.call_soon_threadsafe``.
"""

from collections.abc import Callable
from typing import Any, Protocol

from tui_voice.config.settings import Echo, Settings
from tui_voice.conversation.kept import KeptTurn
from tui_voice.engine.event_log import Direction
from tui_voice.session.effects import ClientEffect
from tui_voice.session.events import Event
from tui_voice.session.phases import Meter


class Microphone(Protocol):
    """A source of speech.

    Posts ``CaptureStarted`` when the first block has arrived, ``AudioCaptured`` a chunk,
    ``MicrophoneLevelMeasured`` ten times a second or more, ``CaptureStopped`` after the tail,
    ``CaptureSuspected`` when it can hardly be speech, ``CaptureFailed`` instead of any exception.
    """

    def use(self, device: str, chunk_ms: int) -> None:
        """Open this device from now on; moves over at once if one is open."""
        ...

    def keep_out_echo(self, way: Echo, preroll_ms: int, output: str) -> None:
        """From the next start on send no echo of the answers, heard from this output setting.

        An interruption is sent with ``preroll_ms`` of what was heard before it was noticed.
        """
        ...

    def start(self) -> None:
        """Begin to open the device; returns at once."""
        ...

    def stop(self) -> None:
        """Begin to close the device; the tail and ``CaptureStopped`` follow."""
        ...

    async def close(self) -> None:
        """Release everything; posts nothing more."""
        ...


class Speaker(Protocol):
    """A sink for answers.

    Posts ``PlaybackStarted``, ``PlayheadMoved`` (some ten times a second while playing),
    ``PlaybackFinished``, ``PlaybackStopped``, and ``PlaybackFailed`` instead of any exception.
    A speaker that failed counts what it is given as heard in real time, so that a conversation
    without sound still takes its course.
    """

    def use(self, device: str, prebuffer_ms: int, buffer_ms: int) -> None:
        """Open this device from now on; moves over when nothing is playing."""
        ...

    def set_volume(self, percent: int) -> None:
        """From 0 (silent) to 100 (as it comes), also for what is playing."""
        ...

    def play(self, item_id: str, pcm: bytes) -> None:
        """Append 24 kHz mono PCM16 of an item."""
        ...

    def finish(self, item_id: str) -> None:
        """No more sound comes for the item."""
        ...

    def stop(self) -> None:
        """Silence within one device period; posts ``PlaybackStopped``."""
        ...

    async def close(self) -> None:
        """Release everything; posts nothing more."""
        ...


class Transport(Protocol):
    """A way to a server.

    Posts ``ConnectionOpened``, ``ConnectionRefused``, ``ConnectionLost`` and every server event.
    After ``connect`` or ``disconnect`` nothing of an earlier connection is posted.
    """

    def connect(self, settings: Settings) -> None:
        """Begin to open a connection, closing the one there is; returns at once."""
        ...

    def send(self, effect: ClientEffect) -> None:
        """Queue one client event, in order; without an open connection it is dropped."""
        ...

    async def disconnect(self) -> None:
        """Close cleanly (within two seconds); posts nothing more."""
        ...


class Devices(Protocol):
    """The sound devices, apart from those that the conversation uses."""

    async def list(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Names of inputs and outputs that exist now, the default first; empty without sound."""
        ...

    async def listen(self, device: str, on_level: Callable[[Meter], None]) -> None:
        """Tell the level of a microphone, by a stream of its own, until cancelled.

        Raises ``OSError`` with a person's words where it cannot be heard.
        """
        ...


class SettingsFile(Protocol):
    """The person's settings on disk."""

    def save(self, changes: dict[str, Any]) -> None:
        """Write these settings, keeping comments. Raises ``OSError``."""
        ...


class History(Protocol):
    """The memory of conversations.

    Posts ``HistoryFailed`` when writing turns or sound begins to fail, instead of any exception.
    Turns that could not be written are tried again.
    """

    def keep(self, turn: KeptTurn) -> None:
        """Begin to write a finished turn, in order; returns at once."""
        ...

    def forget(self, item_id: str) -> None:
        """Begin to take a turn out again, if it was kept; returns at once."""
        ...

    def keep_sound(self, item_id: str, pcm: bytes) -> None:
        """Begin to add 24 kHz mono PCM16 to what is kept of an item; returns at once."""
        ...

    def end_sound(self, item_id: str, samples: int) -> None:
        """Nothing more comes of the item; keep only its first ``samples``; returns at once."""
        ...

    async def close(self) -> None:
        """Write what is still to be written and release everything; posts nothing more."""
        ...


class Recorder(Protocol):
    """A record of all that happens and is sent.

    Posts ``HistoryFailed`` once when writing fails, instead of any exception.
    """

    def note(self, at: float, direction: Direction, event: Event | ClientEffect) -> None:
        """Begin to write down an event of this moment (monotonic seconds); returns at once."""
        ...

    async def close(self) -> None:
        """Write what is still to be written and release everything; posts nothing more."""
        ...


class Clock(Protocol):
    """Time."""

    def now(self) -> float:
        """Monotonic seconds."""
        ...

    def wall(self) -> float:
        """Seconds since the epoch."""
        ...

    def call_later(self, delay_s: float, callback: Callable[[], None]) -> "Cancellable":
        """Call back on the loop's thread after ``delay_s``."""
        ...


class Cancellable(Protocol):
    """A call that is still to come."""

    def cancel(self) -> None:
        """Do not call."""
        ...
