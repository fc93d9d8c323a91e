"""The items of one conversation, in order. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from tui_voice.offline.items import Item, text_of
from tui_voice.offline.protocol import ProtocolError
from tui_voice.offline.sent_audio import BYTES_PER_MS
from tui_voice.offline.sounds import Sounds

_SOUND = "output_audio"

MAX_ITEMS = 1000
"""More than any talk of an hour; a client that goes on is told so."""


@dataclass(slots=True)
class _Entry:
    item: Item
    audio_ms: int = 0
    heard: str | None = None
    """Of an answer that was cut short: about the words that were heard."""


class Conversation:
    """Items in the order in which they were said, and how much sound each carries."""

    def __init__(self) -> None:
        self._entries: list[_Entry] = []
        self._sounds = Sounds()

    def __iter__(self) -> Iterator[Item]:
        return (entry.item for entry in self._entries)

    @property
    def last_id(self) -> str | None:
        """The newest item's id."""
        return self._entries[-1].item["id"] if self._entries else None

    def add(self, item: Item, after: str | None = None) -> str | None:
        """Put an item in its place and return the id of the one before it.

        ``after`` is an item's id, ``"root"`` for the beginning, ``None`` for the end. Raises
        ``ProtocolError`` for an item that is there already, or one to follow an unknown item.
        """
        if any(entry.item["id"] == item["id"] for entry in self._entries):
            raise ProtocolError(
                f"Error adding item: an item with ID '{item['id']}' already exists.",
                code="item_create_duplicate_item_id",
                param="item.id",
            )
        if len(self._entries) >= MAX_ITEMS:
            raise ProtocolError(
                f"The conversation holds {MAX_ITEMS} items and takes no more.",
                code="conversation_full",
            )
        index = self._index_after(after)
        self._entries.insert(index, _Entry(item))
        return self._entries[index - 1].item["id"] if index else None

    def get(self, item_id: str) -> Item:
        """Return an item. Raises ``ProtocolError`` when there is none."""
        return self._entry(item_id, "retrieving").item

    def retrieve(self, item_id: str) -> Item:
        """Return an item with what is kept of its sound. Raises ``ProtocolError``."""
        item = self.get(item_id)
        pcm = self._sounds.of(item_id)
        if not pcm:
            return item
        content = [{**part, "audio": pcm} if _is_sound(part) else part for part in item["content"]]
        return {**item, "content": content}

    def as_heard(self) -> list[Item]:
        """The items for whoever answers: of an answer cut short, about what was heard of it.

        A client that retrieves it sees no words, as OpenAI has it.
        """
        return [_with_words(entry.item, entry.heard) for entry in self._entries]

    def remove(self, item_id: str) -> None:
        """Forget an item. Raises ``ProtocolError`` when there is none."""
        self._entries.remove(self._entry(item_id, "deleting"))
        self._sounds.forget(item_id)

    def lengthen(self, item_id: str, pcm: bytes, audio_ms: int) -> None:
        """Note that an item has more sound, PCM16 of so many ms; a deleted item is let be."""
        for entry in self._entries:
            if entry.item["id"] == item_id:
                entry.audio_ms += audio_ms
                self._sounds.add(item_id, pcm)

    def audio_ms(self, item_id: str) -> int:
        """How much sound the item carries."""
        return self._entry(item_id, "retrieving").audio_ms

    def truncate(self, item_id: str, content_index: int, audio_end_ms: int) -> None:
        """Cut an answer's sound, and forget its words, which may not have been heard.

        Raises ``ProtocolError`` for anything but the sound of an answer, and beyond its end.
        """
        entry = self._entry(item_id, "truncating")
        if entry.item.get("role") != "assistant":
            raise ProtocolError(
                "Only model output audio messages can be truncated.",
                code="invalid_value",
                param="item_id",
            )
        content = entry.item["content"]
        if content_index >= len(content) or content[content_index]["type"] != _SOUND:
            raise ProtocolError(
                f"Item '{item_id}' has no audio at content index {content_index}.",
                code="invalid_value",
                param="content_index",
            )
        if audio_end_ms > entry.audio_ms:
            raise ProtocolError(
                f"Audio content of {entry.audio_ms}ms is already shorter than {audio_end_ms}ms",
                code="invalid_value",
                param="audio_end_ms",
            )
        entry.heard = _share(text_of(entry.item), audio_end_ms / max(entry.audio_ms, 1))
        entry.audio_ms = audio_end_ms
        self._sounds.cut(item_id, audio_end_ms * BYTES_PER_MS)
        content[content_index]["transcript"] = ""

    def _index_after(self, after: str | None) -> int:
        if after is None:
            return len(self._entries)
        if after == "root":
            return 0
        for index, entry in enumerate(self._entries):
            if entry.item["id"] == after:
                return index + 1
        raise _not_found("adding", "previous_item_id", after)

    def _entry(self, item_id: str, doing: str) -> _Entry:
        for entry in self._entries:
            if entry.item["id"] == item_id:
                return entry
        raise _not_found(doing, "item_id", item_id)


def _with_words(item: Item, heard: str | None) -> Item:
    if heard is None:
        return item
    return {**item, "content": [{"type": _SOUND, "transcript": heard}]}


def _share(text: str, share: float) -> str:
    words = text.split()
    kept = words[: round(len(words) * share)]
    return " ".join(kept) if len(kept) == len(words) else " ".join([*kept, "…"])


def _is_sound(part: Item) -> bool:
    return part["type"] in (_SOUND, "input_audio")


def _not_found(doing: str, param: str, item_id: str) -> ProtocolError:
    return ProtocolError(
        f"Error {doing} item: the item with id '{item_id}' does not exist.",
        code=f"item_{_ERROR_WORDS[doing]}_invalid_item_id",
        param=param,
    )


_ERROR_WORDS = {
    "adding": "create",
    "retrieving": "retrieve",
    "deleting": "delete",
    "truncating": "truncate",
}
