"""A child that keeps turns until it is killed: ``python -m tests.history.talkative FILE``.

Writes a line with the number of turns whenever that many are kept for certain.
"""

import asyncio
import sys
from itertools import count
from pathlib import Path

from tests.history.keeping import keep, said

CONVERSATION = "talk"


async def talk(path: Path) -> None:
    for number in count():
        turn = said(f"u{number}", f"turn {number} " * 100, at_s=number)
        await keep(path, turn, conversation_id=CONVERSATION)
        print(number + 1, flush=True)


if __name__ == "__main__":
    asyncio.run(talk(Path(sys.argv[1])))
