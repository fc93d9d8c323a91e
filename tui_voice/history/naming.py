"""Which conversation a person means: its id, an unambiguous beginning of it, or ``last``."""

from pathlib import Path

from tui_voice.history.reading import conversations

LAST = "last"


class UnknownConversationError(Exception):
    """No conversation, or more than one, is meant; the message says what there is, in one line."""


def named(path: Path, wanted: str) -> str:
    """The id of the conversation that is meant.

    Raises ``UnknownConversationError``, and ``HistoryError`` where the history cannot be read.
    """
    known = [each.id for each in conversations(path)]  # the newest first
    if not known:
        raise UnknownConversationError("No conversation is kept yet.")
    if wanted == LAST:
        return known[0]
    meant = [each for each in known if each.startswith(wanted)]
    if wanted in meant:
        return wanted
    if not meant:
        raise UnknownConversationError(
            f"There is no conversation '{wanted}'. The latest is '{known[0]}'."
        )
    if len(meant) > 1:
        some = ", ".join(f"'{each}'" for each in meant[:3]) + (", …" if len(meant) > 3 else "")
        raise UnknownConversationError(f"{len(meant)} conversations begin so: {some}.")
    return meant[0]
