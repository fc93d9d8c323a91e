"""A typed and a spoken turn by livekit's plugin for OpenAI; prints the two answers as JSON.

Arguments: the base URL, a file with the question as 24 kHz PCM16.
"""

import asyncio
import json
import sys
from pathlib import Path

from livekit import rtc
from livekit.agents import llm
from livekit.plugins.openai import realtime

_RATE_HZ = 24000


async def main(url: str, question: bytes) -> None:
    base_url = url.replace("http", "ws", 1)
    model = realtime.RealtimeModel(base_url=base_url, api_key="none", model="gpt-realtime-2.1")
    session = model.session()
    answers: asyncio.Queue[llm.GenerationCreatedEvent] = asyncio.Queue()
    session.on("generation_created", answers.put_nowait)
    typed = llm.ChatContext.empty()
    typed.add_message(role="user", content="what is 6 * 7")
    await session.update_chat_ctx(typed)
    asking = session.generate_reply()
    said = [await _text(await answers.get())]
    await asking
    session.push_audio(rtc.AudioFrame(question, _RATE_HZ, 1, len(question) // 2))
    said.append(await _text(await answers.get()))
    await session.aclose()
    await model.aclose()
    print(json.dumps(said))


async def _text(answer: llm.GenerationCreatedEvent) -> str:
    async for message in answer.message_stream:
        return "".join([piece async for piece in message.text_stream])
    return ""


asyncio.run(main(sys.argv[1], Path(sys.argv[2]).read_bytes()))
