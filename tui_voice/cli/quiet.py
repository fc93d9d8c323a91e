"""Sound libraries write to descriptor 2 whatever they like; a report is not to be mixed with it."""

import os
import sys
from collections.abc import Generator
from contextlib import contextmanager
from typing import TextIO


@contextmanager
def quiet_libraries() -> Generator[TextIO]:
    """Let what is written to descriptor 2 meanwhile go nowhere.

    Gives what still reaches the standard error of before. After Ctrl-C nothing more does: threads
    of the libraries may go on for a moment.
    """
    sys.stderr.flush()
    after = kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    with open(kept, "w", encoding="utf-8") as people, open(nowhere, "w"):
        try:
            yield people
        except KeyboardInterrupt:
            people.write("\n")  # click's own goes nowhere
            after = nowhere
            raise
        finally:
            os.dup2(after, 2)
