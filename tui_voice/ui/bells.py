"""When the terminal's bell rings: once, when an answer has been given to its end."""

from tui_voice.conversation.items import Item, ItemStatus, Role
from tui_voice.engine.view import Activity, View

_ANSWERING = (Activity.THINKING, Activity.SPEAKING)


class AnswerBell:
    """Looks at one moment after another."""

    def __init__(self) -> None:
        self._answering = False
        self._last: str | None = None

    def rings(self, view: View) -> bool:
        """Whether an answer has come to its end since the moment before, and by itself."""
        was_answering, self._answering = self._answering, view.activity in _ANSWERING
        if self._answering:
            return False
        answer = _last_answer(view)
        before, self._last = self._last, answer and answer.id
        if not was_answering or answer is None or answer.id == before:
            return False
        return answer.status is ItemStatus.DONE


def _last_answer(view: View) -> Item | None:
    items = (entry for entry in reversed(view.entries) if isinstance(entry, Item))
    return next((item for item in items if item.role is Role.ASSISTANT), None)
