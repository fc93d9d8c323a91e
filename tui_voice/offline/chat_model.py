"""A language model behind a chat completions endpoint: Ollama, llama.cpp, vLLM, OpenAI itself."""

import json
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass
from typing import Any, TypeAlias, cast

import aiohttp

from tui_voice.offline.endpoint import Endpoint, message_of
from tui_voice.offline.items import Item, text_of
from tui_voice.offline.ports import EndpointError, Question, Thought, ToolCall, Words

Json: TypeAlias = dict[str, Any]

_DATA = b"data:"
_END = b"[DONE]"


@dataclass(slots=True)
class _PartOfCall:
    """A call whose pieces are still coming."""

    name: str = ""
    arguments: str = ""


class ChatModel:
    """Thinks by streamed chat completions; words are passed on as they come, calls when whole."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self.name = endpoint.name

    async def answer(self, question: Question) -> AsyncGenerator[Thought, None]:
        """Ask the model. Raises ``EndpointError``."""
        calls: dict[int, _PartOfCall] = {}
        body = request_of(self._endpoint.model, question)
        async with self._endpoint.post("chat/completions", json=body) as response:
            async for delta in _deltas(response):
                if delta.get("content"):
                    yield Words(delta["content"])
                for piece in delta.get("tool_calls") or ():
                    _gather(calls, piece)
        for call in calls.values():
            yield ToolCall(call.name, call.arguments or "{}")

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
    return choice


async def _deltas(response: aiohttp.ClientResponse) -> AsyncIterator[Json]:
    """The pieces of the streamed answer. Raises ``ValueError`` for what is none."""
    async for line in response.content:
        data = line.removeprefix(_DATA).strip()
        if not line.startswith(_DATA) or not data:
            continue
        if data == _END:
            return
        chunk: object = json.loads(data)
        if not isinstance(chunk, dict):
            raise ValueError("no object")
        chunk = cast("Json", chunk)
        if chunk.get("error"):
            raise EndpointError(f"The language model failed: {message_of(chunk)}")
        for choice in chunk.get("choices") or ():
            yield choice.get("delta") or {}


def _gather(calls: dict[int, _PartOfCall], piece: Json) -> None:
    call = calls.setdefault(piece.get("index") or 0, _PartOfCall())
    function: Json = piece.get("function") or {}
    call.name += function.get("name") or ""
    call.arguments += function.get("arguments") or ""
