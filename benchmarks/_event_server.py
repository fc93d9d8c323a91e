"""A process that sends the events of spoken answers, as fast as they are taken.

``python -m benchmarks._event_server`` prints its base URL; it ends with its standard input.
"""

import asyncio
import base64
import json
import random
import sys

from aiohttp import web

from benchmarks._brief import so_many

ANSWERS = so_many(150)
"""To a connection: half an hour of sound."""

AUDIO_DELTAS = 60
"""Of 200 ms each: an answer of twelve seconds."""

TEXT_DELTAS = 40
EVENTS = ANSWERS * (AUDIO_DELTAS + TEXT_DELTAS + 8) + 1


def answer(number: int) -> list[str]:
    """One answer in the order, the shapes and the sizes of recorded traffic."""
    chance = random.Random(number)
    ids = {"response_id": f"resp_{number}", "item_id": f"item_{number}"}
    place = {**ids, "output_index": 0, "content_index": 0}
    item = {"id": ids["item_id"], "object": "realtime.item", "type": "message", "status": "done"}
    item |= {"role": "assistant", "content": [{"type": "output_audio", "transcript": "So it is."}]}
    part = {"type": "audio", "transcript": ""}
    tokens = {"text_tokens": 30, "audio_tokens": 200, "cached_tokens": 64}
    usage = {"total_tokens": 500, "input_tokens": 230, "output_tokens": 270}
    usage |= {"input_token_details": tokens, "output_token_details": tokens}
    response = {"object": "realtime.response", "id": ids["response_id"], "status": "completed"}
    spoken = base64.b64encode(chance.randbytes(9600)).decode()
    events = [
        {"type": "response.created", "response": response},
        {"type": "response.output_item.added", **ids, "output_index": 0, "item": item},
        {"type": "conversation.item.added", "previous_item_id": None, "item": item},
        {"type": "response.content_part.added", **place, "part": part},
    ]
    deltas = [
        *({"type": "response.output_audio.delta", **place, "delta": spoken},) * AUDIO_DELTAS,
        *({"type": "response.output_audio_transcript.delta", **place, "delta": " word"},)
        * TEXT_DELTAS,
    ]
    chance.shuffle(deltas)
    events += deltas
    events += [
        {"type": "response.output_audio.done", **place},
        {"type": "response.output_audio_transcript.done", **place, "transcript": "So it is."},
        {"type": "conversation.item.done", "previous_item_id": None, "item": item},
        {"type": "response.done", "response": {**response, "usage": usage}},
    ]
    return [
        json.dumps({"event_id": f"event_{number}_{n}", **event}) for n, event in enumerate(events)
    ]


async def stream(request: web.Request) -> web.WebSocketResponse:
    """Send all events, then wait for the client to leave."""
    socket = web.WebSocketResponse(protocols=["realtime"])
    await socket.prepare(request)
    created = {"type": "session.created", "event_id": "event", "session": {"type": "realtime"}}
    await socket.send_str(json.dumps(created))
    for events in request.app[ANSWERED]:
        for event in events:
            await socket.send_str(event)
    await socket.receive()
    return socket


ANSWERED = web.AppKey("answered", list[list[str]])


async def serve() -> None:
    """Listen until standard input ends."""
    app = web.Application()
    app[ANSWERED] = [answer(number) for number in range(ANSWERS)]
    app.router.add_get("/v1/realtime", stream)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(f"http://127.0.0.1:{runner.addresses[0][1]}/v1", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(serve())
