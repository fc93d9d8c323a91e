"""How much speech may wait for its words before no more of it is taken."""

import asyncio
import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.offline.fakes import scripted_parts
from tests.offline.talking import Event, silence
from tui_voice.offline.in_turn import MAX_WAITING_MS
from tui_voice.offline.session import Session
from tui_voice.offline.session_config import default_config

_BY_HAND = (
    b'{"type": "session.update", "session": {"type": "realtime", '
    b'"audio": {"input": {"turn_detection": null}}}}'
)
_APPEND = b'{"type": "input_audio_buffer.append", "audio": "%s"}'
_COMMIT = b'{"type": "input_audio_buffer.commit"}'
_SPOKEN_ITEM = (
    b'{"type": "conversation.item.create", "item": {"type": "message", "role": "user", '
    b'"content": [{"type": "input_audio", "audio": "%s"}]}}'
)


@pytest.mark.parametrize("way", [(_APPEND, _COMMIT), (_SPOKEN_ITEM,)], ids=["commit", "item"])
async def test_no_more_speech_is_taken_than_may_wait_for_its_words(way: tuple[bytes, ...]) -> None:
    first: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    sound = base64.b64encode(silence(MAX_WAITING_MS // 3 + 1000))
    frames = [frame.replace(b"%s", sound) for frame in way]

    async def speak(*heard: str | asyncio.Future[str]) -> AsyncIterator[None]:
        """Speak for a third of what may wait, again and again."""
        async with _session(*heard) as session:
            await session.take(_BY_HAND)
            while True:
                for frame in frames:
                    await session.take(frame)
                yield

    taken, others = speak(first, *["hello"] * 3), speak("hello", "hello")
    for _ in range(3):
        await anext(taken)
    fourth = asyncio.ensure_future(anext(taken))
    for _ in range(2):  # longer than it would take
        await anext(others)
    assert not fourth.done()
    first.set_result("hello")
    await fourth
    await taken.aclose()
    await others.aclose()


@asynccontextmanager
async def _session(*heard: str | asyncio.Future[str]) -> AsyncIterator[Session]:
    async def emit(event: Event) -> None:
        assert event["type"] != "error", event

    session = Session(default_config("m", "sess_1", 0), scripted_parts(*heard), emit, pace=1000.0)
    try:
        yield session
    finally:
        await session.close()
