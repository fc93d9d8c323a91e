"""Which response is under way, what it answers, and what it may cost."""

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Any

from tui_voice.offline import responder
from tui_voice.offline.answer import Answer, Request, Said, Script
from tui_voice.offline.checks import complete, text
from tui_voice.offline.conversation import Conversation
from tui_voice.offline.input_config import Config
from tui_voice.offline.items import Item, item_from_client
from tui_voice.offline.output import Emit, Modality
from tui_voice.offline.ports import Mind, Question, RecognitionError, Speaker, Thought, Words
from tui_voice.offline.protocol import ProtocolError, new_id
from tui_voice.offline.response_config import response_settings
from tui_voice.offline.understanding import Understanding
from tui_voice.offline.usage import response_usage


@dataclass(frozen=True, slots=True)
class _Scope:
    """What an answer answers: the conversation, or what came with the request."""

    items: Sequence[Item]
    audio_ms: Sequence[int]
    in_conversation: bool


class Answering:
    """One response at a time."""

    def __init__(
        self,
        conversation: Conversation,
        understanding: Understanding,
        mind: Mind,
        text_to_speech: Speaker | None,
        emit: Emit,
        heard: Callable[[int], None],
        pace: float,
    ) -> None:
        """``heard`` is told of each piece of sound in milliseconds; ``pace`` as in ``Request``."""
        self._conversation = conversation
        self._conversation_id = new_id("conv")
        self._understanding = understanding
        self._mind = mind
        self._text_to_speech = text_to_speech
        self._emit = emit
        self._heard = heard
        self._pace = pace
        self._answer: Answer | None = None
        self.audio_given = False

    async def begin(self, config: Config, settings: object = None) -> None:
        """Begin a response and tell the client of it.

        ``settings`` is the ``response`` object of a ``response.create``. Raises ``ProtocolError``
        for one that is wrong, and while another response is under way.
        """
        chosen = response_settings(settings)
        if self._answer and self._answer.active:
            raise ProtocolError(
                "Conversation already has an active response in progress: "
                f"{self._answer.id}. Wait until the response is finished before creating a "
                "new one.",
                code="conversation_already_has_active_response",
            )
        scope = self._scope(chosen)
        request = self._request(config, chosen, scope)
        question = Question(
            items=scope.items,
            instructions=chosen.get("instructions") or config["instructions"],
            tools=chosen.get("tools", config["tools"]),
            tool_choice=chosen.get("tool_choice", config["tool_choice"]),
            max_output_tokens=request.max_output_tokens,
        )
        self._answer = Answer(request, self._script(scope, question))
        await self._answer.created()

    async def cancel(self, response_id: str | None) -> None:
        """Stop the response a client no longer wants. Raises ``ProtocolError`` without one."""
        answer = self._answer
        if answer is None or not answer.active or response_id not in (None, answer.id):
            raise ProtocolError(
                "Cancellation failed: no active response found", code="response_cancel_not_active"
            )
        await answer.cancel("client_cancelled")

    async def interrupt(self) -> None:
        """Stop the response, if there is one, because the person speaks."""
        if self._answer and self._answer.active:
            await self._answer.cancel("turn_detected")

    async def close(self) -> None:
        """Stop without a word."""
        if self._answer:
            await self._answer.abandon()

    def _scope(self, chosen: Config) -> _Scope:
        in_conversation = chosen.get("conversation", "auto") == "auto"
        if "input" in chosen:
            given = enumerate(chosen["input"])
            items = [self._referred(f"response.input[{index}]", item) for index, item in given]
            return _Scope(items, [0] * len(items), in_conversation)
        items = self._conversation.as_heard()
        audio_ms = [self._conversation.audio_ms(item["id"]) for item in items]
        return _Scope(items, audio_ms, in_conversation)

    def _referred(self, path: str, given: object) -> Item:
        item = complete(path, given, "type")
        if item["type"] == "item_reference":
            return self._conversation.get(text(f"{path}.id", complete(path, item, "id")["id"]))
        return item_from_client(item, path)

    def _request(self, config: Config, chosen: Config, scope: _Scope) -> Request:
        wanted = chosen.get("output_modalities") or config["output_modalities"]
        # Without a voice an answer is text, and says so, rather than sound that never comes.
        speaks = wanted == ["audio"] and self._text_to_speech is not None
        modality: Modality = "audio" if speaks else "text"
        output = config["audio"]["output"]
        return Request(
            modality=modality,
            voice=chosen.get("voice", output["voice"]),
            speed=output["speed"],
            pace=self._pace,
            conversation_id=self._conversation_id if scope.in_conversation else None,
            max_output_tokens=chosen.get("max_output_tokens", config["max_output_tokens"]),
            metadata=chosen.get("metadata"),
        )

    def _script(self, scope: _Scope, question: Question) -> Script:
        def usage(said: Said) -> dict[str, Any]:
            history = zip(scope.items, scope.audio_ms, strict=True)
            return response_usage(
                instructions=question.instructions,
                history=history,
                output=said.text,
                output_audio_ms=said.audio_ms,
            )

        return Script(
            emit=self._emit,
            thoughts=lambda: self._think(question),
            added=self._conversation.add,
            heard=self._sounded,
            usage=usage,
            speaker=self._text_to_speech,
        )

    async def _think(self, question: Question) -> AsyncGenerator[Thought, None]:
        try:
            items = await self._understanding.read(question.items)
        except RecognitionError as error:
            yield Words(responder.cannot_hear(str(error)))
        else:
            async with aclosing(self._mind.answer(replace(question, items=items))) as thoughts:
                async for thought in thoughts:
                    yield thought
        # Whoever only reads it has it now; what is spoken of it takes its time beyond this.
        self._heard(0)

    def _sounded(self, item_id: str, pcm: bytes, audio_ms: int) -> None:
        self.audio_given = True
        self._conversation.lengthen(item_id, pcm, audio_ms)
        self._heard(audio_ms)
