"""Which moment belongs to which sample: a device counts evenly, what it reports jitters. Pure."""

WEIGHED_REPORTS = 500
"""So many (10 s of blocks) weigh in the mean. A drift of 100 ppm is then followed 1 ms late."""
STALL_S = 0.05
"""A report so far off speaks of a busy program, not of the device …"""
STALLED_REPORTS = 25
"""… unless so many follow one another: then sound was lost, and the line begins anew."""


class TimeLine:
    """The line through the reports of one device: drift is followed, jitter is not."""

    def __init__(self, rate_hz: int) -> None:
        self.rate_hz = rate_hz
        self._begins_at = 0.0
        """The moment of position 0."""
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
        self._reports = min(self._reports + 1, WEIGHED_REPORTS)
        self._begins_at += error_s / self._reports

    def at(self, position: float) -> float:
        """The moment of a sample."""
        return self._begins_at + position / self.rate_hz

    def position(self, at: float) -> float:
        """The sample of a moment; between two of them a fraction."""
        return (at - self._begins_at) * self.rate_hz
