"""The whole matrix, fault × expected behaviour, by topic."""

from tests.faults import hands_free, losses, nonsense, refusals, tools, weather
from tests.faults.row import Row

MATRIX: dict[str, tuple[Row, ...]] = {
    "The connection is lost": losses.ROWS,
    "The connection is lost, hands-free": hands_free.ROWS,
    "The connection is lost, and the model uses tools": tools.ROWS,
    "The server refuses": refusals.ROWS,
    "The server talks nonsense": nonsense.ROWS,
    "The network is bad, the server slow": weather.ROWS,
}
