"""A spoken turn by pipecat's service for OpenAI; prints the answer as JSON.

Arguments: the base URL, a file with the question as 24 kHz PCM16.
"""

import asyncio
import json
import sys
from pathlib import Path

from loguru import logger
from pipecat.frames.frames import Frame, InputAudioRawFrame, TTSStoppedFrame, TTSTextFrame
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.runner import PipelineRunner
from pipecat.pipeline.task import PipelineParams, PipelineTask
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.services.openai.realtime.llm import OpenAIRealtimeLLMService

_RATE_HZ = 24000


class Listener(FrameProcessor):
    """Notes the words of the answer, and ends when it is over."""

    def __init__(self) -> None:
        super().__init__()
        self.words = ""
        self.over = asyncio.Event()

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        if isinstance(frame, TTSTextFrame):
            self.words += frame.text
        if isinstance(frame, TTSStoppedFrame):
            self.over.set()
        await self.push_frame(frame, direction)


async def main(url: str, question: bytes) -> None:
    address = url.replace("http", "ws", 1) + "/realtime"
    service = OpenAIRealtimeLLMService(api_key="none", base_url=address)
    listener = Listener()
    task = PipelineTask(Pipeline([service, listener]), params=PipelineParams())
    running = asyncio.create_task(PipelineRunner(handle_sigint=False).run(task))
    for at in range(0, len(question), 9600):
        await task.queue_frame(InputAudioRawFrame(question[at : at + 9600], _RATE_HZ, 1))
    await listener.over.wait()
    await task.cancel()
    await running
    print(json.dumps([listener.words]))


logger.remove()
asyncio.run(main(sys.argv[1], Path(sys.argv[2]).read_bytes()))
