"""espeak-ng as a library, through the copy that the package espeakng-loader carries."""

import ctypes
from importlib import import_module
from typing import Any

from tui_voice.offline.voices import Timbre

# From espeak-ng's speak_lib.h, version 1.52.
_SYNCHRONOUS = 2
_DONT_EXIT = 0x8000
_UTF8 = 1
_END_PAUSE = 0x1000
_RATE, _PITCH, _RANGE = 1, 3, 4

_ON_SOUND = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
)


class EspeakError(Exception):
    """espeak-ng cannot be used; the message says why."""


class EspeakLibrary:
    """The library, initialised once; it is global state, so all calls come from one thread."""

    def __init__(self) -> None:
        """Load the library. Raises ``EspeakError`` when it is missing or does not start."""
        try:
            loader: Any = import_module("espeakng_loader")
            self._library = ctypes.CDLL(loader.get_library_path())
            data_path = str(loader.get_data_path()).encode()
        except (ImportError, OSError, RuntimeError) as error:
            raise EspeakError(f"the espeak-ng library cannot be loaded: {error}") from error
        rate_hz = self._library.espeak_Initialize(_SYNCHRONOUS, 0, data_path, _DONT_EXIT)
        if rate_hz <= 0:
            raise EspeakError("the espeak-ng library does not find its voices")
        self.rate_hz: int = rate_hz
        self._pcm = bytearray()
        # ctypes frees a callback that nothing refers to.
        self._on_sound: Any = _ON_SOUND(self._take)
        self._library.espeak_SetSynthCallback(self._on_sound)

    def synthesise(self, text: str, timbre: Timbre, words_per_minute: int) -> bytes:
        """Speak a text into mono PCM16 at ``rate_hz``."""
        self._pcm.clear()
        self._library.espeak_SetVoiceByName(timbre.name.encode())
        parameters = (
            (_RATE, words_per_minute),
            (_PITCH, timbre.pitch),
            (_RANGE, timbre.pitch_range),
        )
        for parameter, value in parameters:
            self._library.espeak_SetParameter(parameter, value, 0)
        words = text.encode() + b"\0"
        flags = _UTF8 | _END_PAUSE
        self._library.espeak_Synth(words, ctypes.c_size_t(len(words)), 0, 0, 0, flags, None, None)
        return bytes(self._pcm)

    def _take(self, samples: Any, count: int, _events: Any) -> int:
        if samples and count > 0:
            self._pcm += ctypes.string_at(samples, 2 * count)
        return 0
