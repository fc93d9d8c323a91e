"""Numbers and states as a person reads them."""

from collections.abc import Sequence

from tui_voice.engine.view import Activity, LinkPhase, LinkView, View

UNKNOWN = "–"
"""Stands for a number that we do not have."""

TREND = 8
"""How many answers the trend of the latency shows."""

_COLUMNS = "▁▂▃▄▅▆▇█"
_PHASES = {
    LinkPhase.CONNECTING: "connecting",
    LinkPhase.READY: "connected",
    LinkPhase.WAITING: "reconnecting",
    LinkPhase.DOWN: "not connected",
}


def duration(seconds: float) -> str:
    """``0:07``, ``12:34``, ``1:02:03``."""
    whole = max(0, int(seconds))
    minutes, secs = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{secs:02}" if hours else f"{minutes}:{secs:02}"


def shortened(text: str, length: int) -> str:
    """At most ``length`` characters of a text, with an ellipsis where it was cut."""
    return text if len(text) <= length else f"{text[: length - 1]}…"


def latency(seconds: float) -> str:
    """``0.42 s``."""
    return f"{seconds:.2f} s"


def last_latency(view: View) -> str:
    """Latency of the last answer."""
    return latency(view.latencies_s[-1]) if view.latencies_s else UNKNOWN


def trend(latencies_s: Sequence[float]) -> str:
    """The last answers as columns, the newest at the right; a full column is two seconds."""
    last = latencies_s[-TREND:]
    columns = (_COLUMNS[min(len(_COLUMNS) - 1, int(each / 2 * len(_COLUMNS)))] for each in last)
    return f"{''.join(columns):·>{TREND}}"


def cost(view: View) -> str:
    """``$0.0123``, ``free`` with the offline server, a dash where the price is not known."""
    if view.link.offline:
        return "free"
    return UNKNOWN if view.cost_usd is None else f"${view.cost_usd:.4f}"


def phase(link: LinkView) -> str:
    """Where the connection stands, in a word or two."""
    return _PHASES[link.phase]


def activity(view: View) -> str:
    """What is going on, and whether the microphone is muted."""
    word = view.activity.value
    if not view.muted:
        return word
    return f"{'opening' if view.activity is Activity.OPENING else word}, muted"
