"""What goes wrong with sound."""

MICROPHONE_GONE = "The microphone went away: connect it again, or choose another in the settings."
SPEAKER_GONE = "The speaker went away: connect it again, or choose another in the settings."

MICROPHONE_LOST = "The microphone was interrupted: some of what you said may be missing."
SPEAKER_LOST = "The speaker was interrupted: a moment of the answer may be missing."


class SoundError(Exception):
    """A device or file cannot be used; the message tells a person in one line what to do."""


class DeviceAwayError(SoundError):
    """The device that was chosen is not there, or does not open; another may do."""


def words_for(error: Exception) -> str:
    """One line for a person about anything that went wrong while a device was opened."""
    if isinstance(error, SoundError):
        return str(error)
    detail = " ".join(f"{type(error).__name__}: {error}".split())
    return f"The sound failed unexpectedly ({detail}): choose another device in the settings."
