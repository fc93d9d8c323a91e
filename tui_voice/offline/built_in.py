"""The mind that needs no model: everyday questions, and the client's tools when asked for them."""

from collections.abc import AsyncGenerator, Callable
from datetime import datetime

from tui_voice.offline import responder
from tui_voice.offline.items import text_of
from tui_voice.offline.ports import Question, Thought, Words
from tui_voice.offline.tools import wanted_tool


class BuiltIn:
    """Answers the last item, and remembers what it answered before."""

    name = "everyday questions"

    def __init__(self, wall: Callable[[], datetime]) -> None:
        """``wall`` tells the local time."""
        self._wall = wall
        self._last_answer = ""
        self._answers_given = 0

    async def answer(self, question: Question) -> AsyncGenerator[Thought, None]:
        """Call a tool, or say something."""
        call = wanted_tool(question)
        if call:
            yield call
            return
        said = self._reply(question)
        self._last_answer = said
        self._answers_given += 1
        yield Words(said)

    async def close(self) -> None:
        """Nothing is to be released."""

    def _reply(self, question: Question) -> str:
        if not question.items:
            return responder.GREETING
        item = question.items[-1]
        if responder.is_to_read(question.instructions):
            return text_of(item)
        if item["type"] == "function_call_output":
            return f"The tool says: {item['output']}"
        context = responder.Context(self._wall(), self._last_answer, self._answers_given)
        return responder.answer(text_of(item), context)
