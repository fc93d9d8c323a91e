"""The real program, hands-free on the virtual sound card, while its event loop has a hard time.

``python -m benchmarks._stalled_app URL FILE`` writes what the microphone delivered into the file.
Fifty words of an answer a second are painted meanwhile, and the loop stands still for 100 ms in
every second.
"""

import asyncio
import sys
import time
from pathlib import Path

from benchmarks._house import hold
from tui_voice.audio.choose import Microphone
from tui_voice.cli.house import Now, Post
from tui_voice.config.kinds import Echo
from tui_voice.config.settings import Settings, Turns
from tui_voice.conversation.usage import Usage
from tui_voice.session import events as ev

WORD_S = 1 / 50
WORDS_AN_ANSWER = 500
STALL_S = 0.1


async def speak(post: Post, now: Now) -> None:
    """Answers, word by word, for ever."""
    answers = 0
    while True:
        answers += 1
        ids = (f"r{answers}", f"a{answers}")
        post(ev.ResponseCreated(ids[0], now()))
        post(ev.OutputItemAdded(*ids, "message", now()))
        post(ev.ItemAdded(ids[1], "", "assistant", "", True, now()))
        for _ in range(WORDS_AN_ANSWER):
            post(ev.AnswerTextDelta(*ids, "word ", True, now()))
            await asyncio.sleep(WORD_S)
        post(ev.ResponseDone(ids[0], "completed", "", "", Usage(), now()))


async def stall() -> None:
    """Let nothing on the loop move for a while, once a second."""
    while True:
        await asyncio.sleep(1 - STALL_S)
        time.sleep(STALL_S)  # noqa: ASYNC251 # this is what it is for


def main(url: str, captured: str) -> None:
    settings = Settings(
        base_url=url, output="none", turns=Turns.SERVER_VAD, echo=Echo.OFF, history=False
    )
    troubles: list[asyncio.Task[None]] = []
    with Path(captured).open("wb") as file:

        def microphone(post: Post, now: Now) -> Microphone:
            def hear(event: ev.Event) -> None:
                if isinstance(event, ev.AudioCaptured):
                    file.write(event.pcm)
                    file.flush()
                elif isinstance(event, ev.CaptureStarted):
                    loop = asyncio.get_running_loop()
                    troubles.extend(map(loop.create_task, (speak(post, now), stall())))
                post(event)

            return Microphone(hear, now)

        hold(settings, microphone=microphone)


if __name__ == "__main__":
    main(*sys.argv[1:])
