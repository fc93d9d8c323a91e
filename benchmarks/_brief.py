"""How much is measured: what a figure wants, or just so much that the work is seen to be done."""

import os

VARIABLE = "BENCHMARKS_BRIEF"
"""Set in the environment of a run whose figures mean nothing: the tests' own."""


def so_many(wanted: int, brief: int = 1) -> int:
    """How many rounds, turns or words: ``wanted``, or ``brief`` where no figure is."""
    return brief if os.environ.get(VARIABLE) else wanted
