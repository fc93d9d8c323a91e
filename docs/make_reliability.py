"""Write the matrix of faults into docs/reliability.md from the table that the tests play."""

import sys
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "reliability.md"
BEGIN = "<!-- The matrix is made by `make docs` from tests/faults/matrix.py. -->\n"
END = "<!-- End of the matrix. -->\n"


def matrix() -> str:
    """The tables, one to a topic; faults of which the same is expected share a row."""
    sys.path.insert(0, str(ROOT))
    from tests.faults.matrix import MATRIX

    lines: list[str] = []
    for topic, rows in MATRIX.items():
        lines += ["", f"### {topic}", "", "| fault | what is seen, and what is kept | holds |"]
        lines += ["|---|---|---|"]
        for expected, same in groupby(rows, key=lambda row: row.expected):
            faults = "<br>".join(row.fault for row in same)
            lines.append(f"| {faults} | {expected} | ✓ |")
    return "\n".join(lines) + "\n\n"


def page(text: str) -> str:
    """The page with the matrix as it is now."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + BEGIN + matrix() + END + after


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
