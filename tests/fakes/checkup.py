"""A check whose findings a test has written down."""

from collections.abc import Iterator

from tui_voice.cli.finding import Finding

LOOKED = (
    Finding("sound library", True, "PortAudio V19.7.0"),
    Finding("microphone", True, "Headset opens at 48000 Hz"),
    Finding("speaker", False, "none found: connect one; the app works in text and with WAV files"),
    Finding("server", None, "no credential: the app talks to its own offline server"),
)
TRIED = (
    Finding("recording", True, "peak -12 dB, mean -30 dB"),
    Finding("echo", True, "the microphone hears the speaker, 20 dB softer", "half_duplex"),
)


class FakeCheckup:
    """Fits the screen's ``Checkup``."""

    def __init__(self) -> None:
        self.looked: list[tuple[str, str]] = []
        self.finds, self.hears = LOOKED, TRIED

    def look(self, device: str, output: str) -> Iterator[Finding]:
        self.looked.append((device, output))
        return iter(self.finds)

    def try_sound(self, device: str, output: str) -> Iterator[Finding]:
        return iter(self.hears)
