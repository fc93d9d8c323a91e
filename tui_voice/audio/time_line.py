"""Which moment belongs to which sample: a device counts evenly, what it reports jitters. Pure."""

FIRST_REPORTS = 50
"""The line begins at the mean of so many: 1 s of blocks."""
WEIGHED_REPORTS = 500
"""Later a report moves it by this part of its error …"""
LARGEST_PULL = 60e-6
"""… but by no more than this in each second. What is late comes in runs of a second and more, and a
line that swings with them moves an echo faster than its way can be learnt; clocks are off by less.
"""
DRIFT_S = 40.0
"""In so long a steady pull becomes the drift of the device, which the line then has by itself."""
LARGEST_DRIFT = 200e-6
STALL_S = 0.05
"""A report so far off speaks of a busy program, not of the device …"""
STALLED_REPORTS = 25
"""… unless so many follow one another: then sound was lost, and the line begins anew."""


class TimeLine:
    """The line through the reports of one device: drift is followed, jitter is not."""

    def __init__(self, rate_hz: int) -> None:
        self.rate_hz = rate_hz
        self._position, self._moment = 0, 0.0
        """The last sample that was reported, and when it was by the line."""
        self._drift = 0.0
        """By how much of a second the device needs longer for a second."""
        self._reports = 0
        self._off = 0
        """How many reports in a row were far off."""

    def report(self, position: int, at: float) -> None:
        """The device says that its sample ``position`` belongs to the moment ``at`` (seconds)."""
        error_s = at - self.at(position)
        if self._reports and abs(error_s) > STALL_S:
            self._off += 1
            if self._off < STALLED_REPORTS:
                return
            self._reports = 0
        self._off = 0
        self._reports += 1
        most = LARGEST_PULL * abs(position - self._position) / self.rate_hz
        self._position, self._moment = position, self.at(position)
        if self._reports <= FIRST_REPORTS:
            self._moment += error_s / self._reports
        else:
            pull = _within(error_s / WEIGHED_REPORTS, most)
            self._moment += pull
            self._drift = _within(self._drift + pull / DRIFT_S, LARGEST_DRIFT)

    def at(self, position: float) -> float:
        """The moment of a sample."""
        return self._moment + (position - self._position) / self.rate_hz * (1 + self._drift)

    def position(self, at: float) -> float:
        """The sample of a moment; between two of them a fraction."""
        return self._position + (at - self._moment) / (1 + self._drift) * self.rate_hz


def _within(value: float, most: float) -> float:
    return max(-most, min(most, value))
