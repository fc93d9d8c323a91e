"""What goes wrong with sound."""

MICROPHONE_GONE = (
    "The microphone went away: connect it again, or choose another in the settings (f2)."
)
SPEAKER_GONE = "The speaker went away: connect it again, or choose another in the settings (f2)."


class SoundError(Exception):
    """A device or file cannot be used; the message tells a person in one line what to do."""
