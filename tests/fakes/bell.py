"""Waiting, in a test, for something that will happen by itself."""

import asyncio
from collections.abc import Callable


class Bell:
    """Rings whenever anything has happened, in any part of the test's world.

    ``story`` says where things stand, for the person who reads a failure.
    """

    def __init__(self, story: Callable[[], str] = str) -> None:
        self.story = story
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """Something has happened."""
        self._rung.set()

    async def until(self, holds: Callable[[], object], timeout_s: float = 10.0) -> None:
        """Returns as soon as the condition holds. Raises ``AssertionError`` with the story."""
        try:
            async with asyncio.timeout(timeout_s):
                while not holds():
                    self._rung.clear()
                    await self._rung.wait()
        except TimeoutError:
            raise AssertionError(f"it never came about; {self.story()}") from None
