"""Moments of a conversation to look at, the same on every machine."""

from datetime import UTC, date, datetime

from tui_voice.config.settings import Settings
from tui_voice.conversation.items import Entry, Item, ItemStatus, Notice, Role, Severity
from tui_voice.engine.view import Activity, LinkPhase, LinkView, Meter, View
from tui_voice.ui.times import Times

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC).timestamp()

TIMES = Times(
    now=lambda: 1000.0,
    written=lambda at: datetime.fromtimestamp(at, UTC).strftime("%H:%M"),
    dated=lambda at: datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M"),
    today=lambda: date(2026, 11, 23),
)
"""Time stands still: 1000 s after the start, in UTC."""

ONLINE = LinkView(
    LinkPhase.READY, "api.openai.com", credential="key sent as bearer token", since=308.0
)
OFFLINE = LinkView(LinkPhase.READY, "127.0.0.1", offline=True, since=931.0)
DOWN = LinkView(
    LinkPhase.DOWN,
    "api.openai.com",
    message="The key was refused (401). Check OPENAI_API_KEY, then reconnect.",
)

TALK: tuple[Entry, ...] = (
    Notice("Connected to api.openai.com.", Severity.INFO, NOON),
    Item(
        "u1",
        Role.USER,
        "What should I know before I walk the Lisbon waterfront in November?",
        ItemStatus.DONE,
        at_s=NOON + 14,
    ),
    Item(
        "a1",
        Role.ASSISTANT,
        "Expect mild days of about seventeen degrees, early dusk, and a real chance of rain. "
        "The stones are slippery when wet, so wear shoes with grip. Start at Cais do Sodré, "
        "follow the river west past the Alcântara docks, and you reach Belém in some two hours.",
        ItemStatus.DONE,
        at_s=NOON + 17,
        received_samples=400_000,
        heard_samples=400_000,
        latency_s=0.62,
    ),
    Item(
        "u2",
        Role.USER,
        "And where is the best pastel de nata on the way?",
        ItemStatus.DONE,
        at_s=NOON + 63,
    ),
    Item(
        "a2",
        Role.ASSISTANT,
        "Opinions are fierce, but the bakery in Belém has guarded its recipe since 1837. Go "
        "before ten or after five, when the queue is short, and eat them warm with cinnamon.",
        ItemStatus.CUT,
        at_s=NOON + 66,
        received_samples=240_000,
        heard_samples=130_000,
        latency_s=0.48,
    ),
    Notice("Context carried: 4 turns.", Severity.INFO, NOON + 90),
    Item("u3", Role.USER, "Is it open on Mondays?", ItemStatus.DONE, spoken=False, at_s=NOON + 120),
    Item("a3", Role.ASSISTANT, "Yes, every day of the", at_s=NOON + 122, latency_s=0.55),
)

SPEAKING = View(
    link=ONLINE,
    activity=Activity.SPEAKING,
    activity_since=996.0,
    entries=TALK,
    latencies_s=(0.62, 0.48, 0.55),
    tokens=3_482,
    cost_usd=0.0187,
    speaker=Meter(-7.0, -16.0),
)
RECORDING = View(
    settings=Settings(voice="marin"),
    link=OFFLINE,
    activity=Activity.RECORDING,
    activity_since=993.0,
    entries=(*TALK[1:3], Item("u9", Role.USER, at_s=NOON + 130)),
    latencies_s=(0.31,),
    tokens=512,
    microphone_open=True,
    microphone=Meter(-4.0, -13.0),
    underruns=2,
)
REFUSED = View(
    link=DOWN,
    entries=(
        Notice("The key was refused (401).", Severity.ERROR, NOON),
        Notice("No sound device: text still works.", Severity.WARNING, NOON),
    ),
    muted=True,
)
QUIET = View(link=ONLINE, cost_usd=None)
