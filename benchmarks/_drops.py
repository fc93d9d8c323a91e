"""A conversation whose connection is dropped at random moments, in the faults' own world."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.faults.house import Line

LONGEST_S = 0.06
"""A drop comes so long after the turn began at most; a whole turn takes about as long."""


@dataclass
class Losses:
    """What was said, and what of it never arrived."""

    drops: int = 0
    turns: list[str | bytes] = field(default_factory=list)
    """Typed words or spoken sound, in order."""
    unanswered: int = 0

    def lost_turns(self, line: Line) -> int:
        """Turns without an answer, and typed ones that the last session does not know."""
        known = {text for role, text in line.server.session.items.values() if role == "user"}
        known |= {text for role, text in line.house.words if role == "user"}
        typed = [turn for turn in self.turns if isinstance(turn, str)]
        return self.unanswered + sum(text not in known for text in typed)

    def lost_samples(self, line: Line) -> int:
        """Samples of spoken turns that no session was told whole, once, as one turn."""
        sessions = line.server.sessions
        return sum(
            len(turn) // 2
            for turn in self.turns
            if isinstance(turn, bytes) and not any(told.turns.count(turn) == 1 for told in sessions)
        )


async def converse(line: Line, drops: int, seed: int) -> Losses:
    """Hold so many turns, typed and spoken, and drop the connection once in each."""
    chance = random.Random(seed)
    losses = Losses()
    await line.house.ready()
    for number in range(drops):
        dropped = asyncio.Event()
        drop = chance.choice(_ways(line))

        def fall(drop: Callable[[], None] = drop, dropped: asyncio.Event = dropped) -> None:
            drop()
            dropped.set()

        asyncio.get_running_loop().call_later(chance.uniform(0, LONGEST_S), fall)
        if chance.random() < 0.5:
            losses.turns.append(f"question {number}")
            line.house.type(f"question {number}")
        else:
            losses.turns.append(await _speak(line, chance))
        await dropped.wait()
        losses.drops += 1
        losses.unanswered += not await _answered(line, number + 1)
    return losses


def _ways(line: Line) -> tuple[Callable[[], None], ...]:
    session = line.server.session
    return (line.wire.reset, session.hang_up, lambda: session.close(1011))


async def _speak(line: Line, chance: random.Random) -> bytes:
    """Say something, a little at a time; answers with the sound of it."""
    house = line.house
    said = len(house.microphone.spoken)
    house.press_record()
    await house.recording()
    for _ in range(chance.randint(2, 8)):
        house.microphone.say()
        await asyncio.sleep(chance.uniform(0, 0.01))
    house.press_record()
    return house.microphone.spoken[said:]


async def _answered(line: Line, turns: int) -> bool:
    """Whether all the turns stand on the screen, the last followed by its answer."""
    house = line.house

    def settled() -> bool:
        roles = [role for role, _ in house.words]
        return house.resting and roles.count("user") == turns and roles[-1] == "assistant"

    try:
        await house.bell.until(settled, timeout_s=20)
    except AssertionError as error:
        print(error)
        return False
    return True
