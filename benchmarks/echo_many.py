"""Half duplex in many simulated rooms that no test knows: is an answer cut, is a person heard.

Each seed draws rooms, the delay and the drift of the devices, how loud the echo is, voices, moments
and jumps; with every second one the microphone's blocks arrive as late as on a virtual card. The
rules may be tuned on the first half of the seeds; the other half tells what they are worth.
``ECHO_MANY_SEEDS`` is how many each half has (3: 90 simulations, two to five minutes).
"""

import os
from dataclasses import dataclass

import numpy as np

from benchmarks.result import Result
from tests.audio.echo_talk import ANSWERS, INTERRUPTIONS, ROOMS_MS, Line, Talk, answer, voice
from tests.audio.room import BLOCK, RATE_HZ, Samples, at_level, impulse_response

SEEDS = int(os.environ.get("ECHO_MANY_SEEDS", "3"))
HALVES = ("tuned on", "held out")
FIRST_ROOM = 1_000
"""The tests' rooms have lower numbers."""
SPEAKERS = ("slt", "rms", "awb")
COUPLINGS_DB = (0.0, -10.0, -20.0)
SOFTEST_DB = -40.0
LEAST_JUMP, FARTHEST_JUMP = RATE_HZ // 50, RATE_HZ // 20
LATE_S = 0.0065
"""The virtual card's blocks come up to three times as late, a few in a row."""
PEOPLE = 20
WANTED = 19


@dataclass(frozen=True, slots=True)
class Case:
    """A simulation: 20 answers that nobody interrupts, or 20 people so much louder than the echo.

    One as loud as the echo speaks after ten answers: before, its way is not known.
    """

    seed: int
    length_ms: int
    jumps: bool
    louder_db: float | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many people were heard in time, and whether an answer was cut before one spoke."""

    heard: int
    cut: bool


def run() -> list[Result]:
    """Both halves."""
    return [row for number, half in enumerate(HALVES) for row in _measured(number, half)]


def _measured(number: int, half: str) -> list[Result]:
    seeds, jumps = range(number * SEEDS, (number + 1) * SEEDS), (False, True)
    places = [(seed, length_ms) for seed in seeds for length_ms in ROOMS_MS]
    alone = [Simulation(Case(*place, jump)).outcome() for place in places for jump in jumps]
    cut = sum(outcome.cut for outcome in alone)
    name = f"echo_many, {half}: of {len(alone)} times 20 answers, in which one was cut by its echo"
    rows = [Result(name, cut, "times", "none", None, "0", cut == 0)]
    for louder_db in (20.0, 10.0, 0.0):
        cases = [Case(*place, bool(place[0] % 2), louder_db) for place in places]
        people = [Simulation(case).outcome() for case in cases]
        few = sum(outcome.heard < WANTED for outcome in people)
        name = f"echo_many, {half}: of {len(people)} times {PEOPLE} people {louder_db:+.0f} dB"
        limit = f"none with fewer than {WANTED}"
        name += " beside the echo, in which fewer were heard in time"
        rows.append(Result(name, few, "times", "none", None, limit, few == 0))
        heard = sum(outcome.heard for outcome in people)
        name = f"echo_many, {half}: heard in time of those {len(people) * PEOPLE} people"
        rows.append(Result(name, heard, "people", "none", None, "told", True))
        cut = sum(outcome.cut for outcome in people)
        name = f"echo_many, {half}: the same, in which an answer was cut before one spoke"
        rows.append(Result(name, cut, "times", "none", None, "0", cut == 0))
    return rows


class Simulation:
    """A case with everything drawn."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._draw = np.random.default_rng([case.seed, case.length_ms, case.jumps])
        self._talk = Talk()
        self._spans: list[tuple[int, int]] = []
        """From where to where (blocks) nobody speaks over an answer."""
        self._place = 0
        """Where a device is that lost its place."""
        couplings_db = COUPLINGS_DB if case.louder_db is not None else (*COUPLINGS_DB, SOFTEST_DB)
        self._coupling_db = float(self._draw.choice(couplings_db))
        if case.louder_db:
            self._coupling_db = min(self._coupling_db, -10.0)  # louder, it would be clipped
        self._speaker, self._person = (str(self._draw.choice(SPEAKERS)) for _ in range(2))

    def outcome(self) -> Outcome:
        """What half duplex made of it."""
        louder_db = self._case.louder_db
        for number in range({None: 20, 0.0: 10}.get(louder_db, 0)):
            self._alone(jumps=self._case.jumps and bool(number % 2))
        if louder_db is not None:
            for number in range(PEOPLE):
                self._interrupted(INTERRUPTIONS[number % len(INTERRUPTIONS)], louder_db)
        response = impulse_response(self._case.length_ms, FIRST_ROOM + self._case.seed)
        response = np.pad(response, (int(self._draw.integers(RATE_HZ // 12)), 0))
        drift_ppm = float(self._draw.choice([-100.0, 0.0, 100.0]))
        room = self._talk.room(response, self._coupling_db, drift_ppm)
        late_s = LATE_S * np.repeat(self._draw.integers(4, size=300), 5) * (self._case.seed % 2)
        (blocks,) = Line(cancels=False, late_s=late_s.tolist()).sent(room)
        cut = any(since < block < until for block in blocks for since, until in self._spans)
        return Outcome(self._talk.heard_in_time(blocks), cut)

    def _alone(self, *, jumps: bool) -> None:
        sound = self._answer()
        if jumps:
            self._jump(int(sound.size * self._draw.uniform(0.2, 0.8)))
        begins = self._talk.length
        self._talk.answer(sound)
        self._spans.append((begins // BLOCK, self._talk.length // BLOCK))

    def _interrupted(self, text: str, louder_db: float) -> None:
        begins = int(self._draw.uniform(40, 80) * BLOCK)
        if self._case.jumps:
            self._jump(begins // 2)
        since = self._talk.length // BLOCK
        words = at_level(voice(text, self._person), -20.0 + self._coupling_db + louder_db)
        self._talk.interrupted(self._answer(), words, begins)
        self._spans.append((since, self._talk.began[-1] // BLOCK))

    def _answer(self) -> Samples:
        return answer(int(self._draw.integers(len(ANSWERS))), speaker=self._speaker)

    def _jump(self, after: int) -> None:
        """To another place, no farther off than devices come."""
        to = self._place
        while abs(to - self._place) < LEAST_JUMP:
            to = int(self._draw.integers(-FARTHEST_JUMP, FARTHEST_JUMP))
        self._talk.jumps(after, to - self._place)
        self._place = to
