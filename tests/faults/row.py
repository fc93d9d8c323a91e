"""One row of the matrix: a fault, what is expected of it, and the play that proves it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.faults.house import Line

Play = Callable[[Line], Awaitable[None]]
"""What happens in a row of the matrix, and what must come of it."""


@dataclass(frozen=True)
class Row:
    """``fault`` and ``expected`` are read by people: in ``docs/reliability.md`` and in test ids.

    ``options`` go to ``line``.
    """

    fault: str
    expected: str
    play: Play
    options: Mapping[str, Any] = field(default_factory=dict)
