"""A language model behind a chat completions endpoint: Ollama, llama.cpp, vLLM, OpenAI itself."""

from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any, TypeAlias, cast

import aiohttp
import msgspec

from tui_voice.offline.endpoint import Endpoint, message_of
from tui_voice.offline.items import Item, text_of
from tui_voice.offline.ports import Question, Thought, ToolCall, Words

Json: TypeAlias = dict[str, Any]

_DATA = b"data:"
_END = b"[DONE]"


class _Function(msgspec.Struct):
    name: str | None = None
    arguments: str | None = None


class _Call(msgspec.Struct):
    index: int | None = None
    id: str | None = None
    function: _Function | None = None


class _Delta(msgspec.Struct):
    content: str | None = None
    tool_calls: list[_Call] | None = None


class _Choice(msgspec.Struct):
    delta: _Delta | None = None


class _Chunk(msgspec.Struct):
    """One piece of a streamed answer, as far as it is looked at."""

    choices: list[_Choice] | None = None
    error: Any = None


_read_chunk = msgspec.json.Decoder(_Chunk).decode


class _Calls:
    """Tool calls whose pieces are still coming."""

    def __init__(self) -> None:
        self.whole: list[_Function] = []
        self._of: dict[int, tuple[str | None, _Function]] = {}

    def take(self, piece: _Call) -> None:
        """Add a piece; one with another id begins a call, even in a place that is taken.

        Some servers put all calls in place 0.
        """
        index = piece.index or 0
        call_id, call = self._of.get(index, (None, None))
        if call is None or (piece.id and piece.id != call_id):
            call = _Function("", "")
            self._of[index] = piece.id, call
            self.whole.append(call)
        if piece.function:
            call.name = (call.name or "") + (piece.function.name or "")
            call.arguments = (call.arguments or "") + (piece.function.arguments or "")


class ChatModel:
    """Thinks by streamed chat completions; words are passed on as they come, calls when whole."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self.name = endpoint.name

    async def answer(self, question: Question) -> AsyncGenerator[Thought, None]:
        """Ask the model. Raises ``EndpointError``."""
        calls = _Calls()
        body = request_of(self._endpoint.model, question)
        async with self._endpoint.post("chat/completions", json=body) as response:
            async for delta in self._deltas(response):
                if delta.content:
                    yield Words(delta.content)
                for piece in delta.tool_calls or ():
                    calls.take(piece)
        for call in calls.whole:
            yield ToolCall(call.name or "", call.arguments or "{}")

    async def _deltas(self, response: aiohttp.ClientResponse) -> AsyncIterator[_Delta]:
        """The pieces of the streamed answer. Raises ``ValueError`` for what is none."""
        streamed = False
        async for line in response.content:
            data = line.removeprefix(_DATA).strip()
            if not line.startswith(_DATA) or not data:
                continue
            streamed = True
            if data == _END:
                return
            chunk = _read_chunk(data)
            if chunk.error:
                raise self._endpoint.fault(f"failed: {message_of({'error': chunk.error})}")
            for choice in chunk.choices or ():
                yield choice.delta or _Delta()
        if not streamed:
            raise self._endpoint.fault("sent no stream of events.")

    async def close(self) -> None:
        """Let the connections go."""
        await self._endpoint.close()


def request_of(model: str, question: Question) -> Json:
    """The body of the request. Pure."""
    body: Json = {"model": model, "messages": _messages(question), "stream": True}
    tools = [_tool(tool) for tool in question.tools if tool.get("type") == "function"]
    if tools:
        body |= {"tools": tools, "tool_choice": _tool_choice(question.tool_choice)}
    if isinstance(question.max_output_tokens, int):
        body["max_tokens"] = question.max_output_tokens
    return body


def _messages(question: Question) -> list[Json]:
    messages: list[Json] = [{"role": "system", "content": question.instructions}]
    for item in question.items:
        match item["type"]:
            case "function_call":
                _add_call(messages, item)
            case "function_call_output":
                answered = {"tool_call_id": item["call_id"], "content": item["output"]}
                messages.append({"role": "tool", **answered})
            case _ if text_of(item):
                messages.append({"role": item["role"], "content": text_of(item)})
            case _:
                pass  # nothing was said, or nobody heard it
    return messages


def _add_call(messages: list[Json], item: Item) -> None:
    """Calls that were made together are one message of the assistant."""
    function = {"name": item["name"], "arguments": item["arguments"]}
    call = {"id": item.get("call_id"), "type": "function", "function": function}
    if "tool_calls" in messages[-1]:
        messages[-1]["tool_calls"].append(call)
    else:
        messages.append({"role": "assistant", "content": None, "tool_calls": [call]})


def _tool(tool: Json) -> Json:
    described = {name: tool[name] for name in ("name", "description", "parameters") if name in tool}
    return {"type": "function", "function": described}


def _tool_choice(choice: object) -> object:
    if isinstance(choice, dict):
        return {"type": "function", "function": {"name": cast("Json", choice).get("name")}}
    return choice or "auto"
