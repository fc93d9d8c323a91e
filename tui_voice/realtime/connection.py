"""The way to a server: the network arm as the engine sees it."""

import asyncio
import contextlib
from collections.abc import Callable

from tui_voice.config.settings import Settings
from tui_voice.realtime.endpoint import EndpointSource
from tui_voice.realtime.link import PATIENCE, Link, Patience, Tap
from tui_voice.session.effects import ClientEffect
from tui_voice.session.events import Event

_DISCONNECT_S = 1.9
"""The port allows two seconds."""


class RealtimeTransport:
    """A connection to a server of the Realtime protocol; at most one at a time.

    ``post`` is called on the event loop's thread with ``ConnectionOpened``, ``ConnectionRefused``,
    ``ConnectionLost`` and every server event; ``now`` gives monotonic seconds. ``tap`` looks at
    what goes over the wire.
    No method raises.
    """

    def __init__(
        self,
        post: Callable[[Event], None],
        endpoint_source: EndpointSource,
        now: Callable[[], float],
        patience: Patience = PATIENCE,
        tap: Tap | None = None,
    ) -> None:
        self._post = post
        self._source = endpoint_source
        self._now = now
        self._patience = patience
        self._tap = tap
        self._link: Link | None = None

    def connect(self, settings: Settings) -> None:
        """Begin to open a connection, closing the one there is; returns at once."""
        previous = self._link
        self._link = Link(self._post, self._source, self._now, self._patience, self._tap)
        if previous is not None:
            previous.retire()
        self._link.start(settings, previous)

    def send(self, effect: ClientEffect) -> None:
        """Queue one client event, in order; without an open connection it is dropped."""
        if self._link is not None:
            self._link.send(effect)

    async def disconnect(self) -> None:
        """Close cleanly, the offline server too, within two seconds; posts nothing more."""
        link, self._link = self._link, None
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_DISCONNECT_S):
                if link is not None:
                    await link.close()
                await self._source.close()
