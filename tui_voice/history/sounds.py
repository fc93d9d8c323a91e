"""The sound of the turns, in files beside the database: raw 24 kHz mono PCM16, one an item."""

import os
import shutil
import time
from collections.abc import Iterable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from tui_voice.config.paths import private_folder

SAMPLE_BYTES = 2

FORGOTTEN_S = 24 * 3600.0
"""A folder that no turn belongs to and that is older than this was left by a program that died."""


class Sound(NamedTuple):
    """More sound of an item; ``samples``, where given, is how much of the item is to stay."""

    item_id: str
    pcm: bytes = b""
    samples: int | None = None


def sound_file(history: Path, conversation_id: str, item_id: str) -> Path:
    """Where the sound of an item is; it need not exist.

    An id is a server's word, and could be any path: only its digest becomes part of one.
    """
    name = sha256(item_id.encode(errors="replace")).hexdigest()[:32]
    return _folder(history, conversation_id) / f"{name}.pcm"


class SoundWriter:
    """Writes the sound of one sitting of one conversation. Every method raises ``OSError``."""

    def __init__(self, history: Path) -> None:
        self._history = history
        self._begun: set[Path] = set()

    def write(self, conversation_id: str, sounds: Iterable[Sound]) -> None:
        """Add all this to the files, in this order."""
        private_folder(_folder(self._history, conversation_id))
        for sound in sounds:
            path = sound_file(self._history, conversation_id, sound.item_id)
            if sound.samples is None:
                self._add(path, sound.pcm)
            elif sound.samples:
                os.truncate(path, sound.samples * SAMPLE_BYTES)
            else:
                path.unlink(missing_ok=True)

    def _add(self, path: Path, pcm: bytes) -> None:
        anew = 0 if path in self._begun else os.O_TRUNC
        self._begun.add(path)
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0) | anew
        with os.fdopen(os.open(path, flags, 0o600), "ab") as file:
            file.write(pcm)


def forget_sound(history: Path, conversation_id: str, known: Iterable[str]) -> None:
    """Delete the sound of a conversation, and what dead programs left of others than ``known``.

    Raises ``OSError``.
    """
    folder = _folder(history, conversation_id)
    if folder.exists():
        shutil.rmtree(folder)
    alive = set(known)
    with suppress(FileNotFoundError):
        for left in folder.parent.iterdir():
            if left.name not in alive and time.time() - left.stat().st_mtime > FORGOTTEN_S:
                shutil.rmtree(left)


def _folder(history: Path, conversation_id: str) -> Path:
    return history.parent / "sound" / conversation_id
