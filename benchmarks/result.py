"""What a benchmark answers with."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Result:
    """One row of the table.

    ``value`` and ``against`` are what was measured, in ``unit``, of ours and of the floor or peer
    named by ``peer``; ``against`` is None where the limit is absolute. ``limit`` says in words
    what must hold, ``holds`` whether it did in this run.
    """

    name: str
    value: float
    unit: str
    peer: str
    against: float | None
    limit: str
    holds: bool
