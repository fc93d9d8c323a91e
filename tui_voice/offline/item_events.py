"""The client events about items of the conversation, and what answers them."""

from tui_voice.offline.checks import or_null, text, whole
from tui_voice.offline.conversation import Conversation
from tui_voice.offline.hearing import Hearing
from tui_voice.offline.items import Item, item_from_client
from tui_voice.offline.output import Emit
from tui_voice.offline.protocol import Event, event, required, required_object
from tui_voice.offline.sent_audio import BYTES_PER_MS, sound_of
from tui_voice.offline.understanding import Understanding

_POSITION = whole(0, 2**31 - 1)


class ItemEvents:
    """Each method takes one kind of client event; all of them raise ``ProtocolError``."""

    def __init__(
        self,
        conversation: Conversation,
        understanding: Understanding,
        hearing: Hearing,
        emit: Emit,
    ) -> None:
        self._conversation = conversation
        self._understanding = understanding
        self._hearing = hearing
        self._emit = emit

    async def announce(self, item: Item, previous: str | None) -> None:
        """Tell the client of an item that is whole, and of the one before it."""
        for type_ in ("conversation.item.added", "conversation.item.done"):
            await self._emit(event(type_, previous_item_id=previous, item=item))

    async def create(self, client_event: Event) -> None:
        """Add an item; what is spoken in it is recognised."""
        item = item_from_client(required_object(client_event, "item"))
        after = or_null(text)("previous_item_id", client_event.get("previous_item_id"))
        pcm = sound_of(item)
        previous = self._conversation.add(item, after)
        if pcm:
            self._conversation.lengthen(item["id"], pcm, len(pcm) // BYTES_PER_MS)
            self._understanding.expect(item["id"], await self._hearing.recognise(pcm))
        await self.announce(item, previous)

    async def retrieve(self, client_event: Event) -> None:
        """Send an item with what is kept of its sound."""
        item = self._conversation.retrieve(required(client_event, "item_id", str))
        await self._emit(event("conversation.item.retrieved", item=item))

    async def delete(self, client_event: Event) -> None:
        """Forget an item."""
        item_id = required(client_event, "item_id", str)
        self._conversation.remove(item_id)
        self._understanding.forget(item_id)
        await self._emit(event("conversation.item.deleted", item_id=item_id))

    async def truncate(self, client_event: Event) -> None:
        """Cut an answer short to what was heard of it."""
        item_id = required(client_event, "item_id", str)
        content_index = _POSITION("content_index", required(client_event, "content_index", int))
        audio_end_ms = _POSITION("audio_end_ms", required(client_event, "audio_end_ms", int))
        self._conversation.truncate(item_id, content_index, audio_end_ms)
        await self._emit(
            event(
                "conversation.item.truncated",
                item_id=item_id,
                content_index=content_index,
                audio_end_ms=audio_end_ms,
            )
        )
