"""What a check has found."""

from typing import NamedTuple


class Finding(NamedTuple):
    """One line of a report; ``ok`` is None for what is neither good nor bad."""

    topic: str
    ok: bool | None
    says: str
