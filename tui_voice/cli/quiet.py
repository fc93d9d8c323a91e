"""Sound libraries write to descriptor 2 whatever they like; a report is not to be mixed with it."""

import os
import sys
from collections.abc import Generator
from contextlib import contextmanager
from typing import TextIO


@contextmanager
def quiet_libraries() -> Generator[TextIO]:
    """Let what is written to descriptor 2 meanwhile go nowhere.

    Gives what still reaches the standard error of before.
    """
    sys.stderr.flush()
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)
    try:
        with open(kept, "w", encoding="utf-8", closefd=False) as people:
            yield people
    finally:
        os.dup2(kept, 2)
        os.close(kept)
