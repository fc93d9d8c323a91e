"""What the pictures of the tour are told: a person's profiles, devices, check and history."""

import asyncio
from collections.abc import Callable, Iterator, Sequence

from tui_voice.cli.finding import Finding
from tui_voice.config.keys import Keymap
from tui_voice.config.settings import Settings, Turns
from tui_voice.conversation.items import Item
from tui_voice.engine.view import Meter
from tui_voice.history.reading import Summary

FRENCH = Settings(
    profile="french",
    voice="marin",
    turns=Turns.SEMANTIC_VAD,
    instructions="Parle français, lentement.",
)
LOOKED = (
    Finding("sound library", True, "PortAudio V19.7.0"),
    Finding("microphone", True, "Built-in Microphone opens at 48000 Hz"),
    Finding("speaker", True, "Built-in Speakers opens at 48000 Hz"),
    Finding("credentials", True, "OPENAI_API_KEY"),
    Finding("network", True, "api.openai.com answers on port 443"),
)
TRIED = (
    Finding("recording", True, "peak -9 dB, mean -24 dB"),
    Finding("playing", True, "what was recorded was played back: did you hear it?"),
    Finding(
        "echo",
        True,
        "the microphone hears the speaker, 21 dB softer: keep echo = half_duplex",
        "half_duplex",
    ),
)


class ToldDevices:
    """One microphone, in which somebody is heard."""

    async def list(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """There is one of each."""
        return ("Built-in Microphone",), ("Built-in Speakers",)

    async def listen(self, device: str, on_level: Callable[[Meter], None]) -> None:
        """Tell some levels."""
        for rms_db in (-24.0, -22.0, -20.0):
            on_level(Meter(-9.0, rms_db))
            await asyncio.sleep(0.1)
        await asyncio.Event().wait()


class ToldPreferences:
    """Two profiles; nothing is written."""

    def begin(self) -> None:
        """Remember nothing."""

    def profiles(self) -> dict[str, Settings]:
        """None, and one."""
        return {"": Settings(), "french": FRENCH}

    def keep(self, name: str, settings: Settings) -> None:
        """Keep nothing."""

    def forget(self, name: str) -> None:
        """Forget nothing."""

    def keep_keys(self, keymap: Keymap) -> None:
        """Keep nothing."""


class ToldCheckup:
    """All is well."""

    def look(self, device: str, output: str) -> Iterator[Finding]:
        """What is there."""
        return iter(LOOKED)

    def try_sound(self, device: str, output: str) -> Iterator[Finding]:
        """How it sounds."""
        return iter(TRIED)


class ToldArchive:
    """One conversation."""

    def __init__(self, items: Sequence[Item]) -> None:
        self._items = tuple(items)

    async def find(self, words: str) -> Sequence[Summary]:
        """This one."""
        first, last = self._items[0], self._items[-1]
        return (Summary("told", first.at_s, last.at_s, len(self._items), first.text),)

    async def load(self, conversation_id: str) -> tuple[Item, ...]:
        """Its turns."""
        return self._items

    async def forget(self, conversation_id: str) -> None:
        """Forget nothing."""
