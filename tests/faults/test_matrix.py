"""Every row of the matrix, played with the real engine, rules, codec and network."""

import pytest

from tests.faults.house import line
from tests.faults.matrix import MATRIX
from tests.faults.row import Row

ROWS = [row for rows in MATRIX.values() for row in rows]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.fault)
async def test_the_conversation_survives(row: Row):
    async with line(**row.options) as at_work:
        await row.play(at_work)
        assert "hush" not in str(at_work.house.timeline) + str(at_work.house.journal)


def test_no_fault_stands_in_the_matrix_twice():
    faults = [row.fault for row in ROWS]
    assert len(set(faults)) == len(faults)
