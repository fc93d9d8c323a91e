"""The whole matrix, fault × expected behaviour, by topic."""

from tests.faults import losses
from tests.faults.row import Row

MATRIX: dict[str, tuple[Row, ...]] = {
    "The connection is lost": losses.ROWS,
}
