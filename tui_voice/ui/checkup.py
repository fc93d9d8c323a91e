"""What the screen needs of the check of sound, network and credentials."""

from collections.abc import Iterator
from typing import Protocol


class Found(Protocol):
    """One line of a report."""

    @property
    def topic(self) -> str:
        """What was looked at."""
        ...

    @property
    def ok(self) -> bool | None:
        """Whether it is as it should be; None for what is neither good nor bad."""
        ...

    @property
    def says(self) -> str:
        """What was found, and what to do."""
        ...

    @property
    def echo(self) -> str:
        """What to set ``echo`` to, if that was found out."""
        ...


class Checkup(Protocol):
    """Every step of its iterators may block: for a thread."""

    def look(self, device: str, output: str) -> Iterator[Found]:
        """What is there, without a sound."""
        ...

    def try_sound(self, device: str, output: str) -> Iterator[Found]:
        """Record for two seconds, play that back, play a chirp and look for its echo."""
        ...
