"""What the installed script calls; it imports next to nothing before the collector rests."""

import gc
from typing import NoReturn


def main() -> NoReturn:
    """Run the command line and leave with its exit code."""
    # Until the conversation has begun nothing is left over that would be worth collecting, and
    # looking for it takes a tenth of the time to the first frame: our own imports are part of that.
    gc.disable()
    from tui_voice.cli.entrance import enter

    enter()
