"""What a check has found."""

from typing import NamedTuple


class Finding(NamedTuple):
    """One line of a report; ``ok`` is None for what is neither good nor bad.

    ``echo`` is what to set ``echo`` to, if that was found out.
    """

    topic: str
    ok: bool | None
    says: str
    echo: str = ""
