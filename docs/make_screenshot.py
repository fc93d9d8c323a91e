"""Write pictures of the running app: ``docs/screen.svg``, and those of the tour to ``docs/tour``.

The app is the real one; only the conversation is told to it, so that the picture is the same on
every machine and needs neither a key nor a sound card.
"""

import asyncio
import os
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from told import ToldArchive, ToldCheckup, ToldDevices, ToldPreferences

from tui_voice.config.settings import Settings
from tui_voice.conversation.items import Item, ItemStatus, Role
from tui_voice.engine.event_log import EventLog
from tui_voice.engine.view import Activity, LinkPhase, LinkView, Meter, View
from tui_voice.session import effects as do
from tui_voice.session import events as ev
from tui_voice.session.events import PersonEvent
from tui_voice.ui.app import VoiceApp
from tui_voice.ui.times import Times

DOCS = Path(__file__).parent
TOUR = {
    "welcome": (),
    "search": ("slash", *"museum"),
    "settings": ("f2",),
    "microphone": ("f2", "f6"),
    "own-keys": ("f2", "f7"),
    "profiles": ("f4", "down"),
    "keys": ("f1",),
    "palette": ("ctrl+p",),
    "check": ("f9", "enter"),
    "events": ("f12",),
    "history": ("f3",),
}
"""What the tour shows, and the keys that lead there."""
SIZE = (92, 28)
FONTS = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)
"""What would have a browser fetch fonts from elsewhere."""
MORNING = datetime(2026, 11, 23, 9, 41, tzinfo=UTC).timestamp()
TIMES = Times(
    now=lambda: 200.0,
    written=lambda at: datetime.fromtimestamp(at, UTC).strftime("%H:%M"),
    dated=lambda at: datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M"),
)


def _asked(number: int, text: str) -> Item:
    at = MORNING + 60 * number
    return Item(f"question{number}", Role.USER, text, ItemStatus.DONE, at_s=at)


def _answered(
    number: int, text: str, status: ItemStatus, latency_s: float, heard: float = 1.0
) -> Item:
    return Item(
        f"answer{number}",
        Role.ASSISTANT,
        text,
        status,
        at_s=MORNING + 60 * number + 4,
        received_samples=1_000,
        heard_samples=int(1_000 * heard),
        latency_s=latency_s,
    )


MOMENT = View(
    link=LinkView(LinkPhase.READY, "api.openai.com", credential="ephemeral secret", since=13.0),
    activity=Activity.SPEAKING,
    activity_since=194.0,
    entries=(
        _asked(0, "I have a free afternoon in Lisbon. What would you do?"),
        _answered(
            0,
            "I would walk the river from Cais do Sodré to Belém. It takes two unhurried hours, and "
            "the light over the water is at its best before sunset.",
            ItemStatus.DONE,
            0.58,
        ),
        _asked(1, "Lovely. And if it rains?"),
        _answered(
            1,
            "Then the tile museum: an old convent full of azulejos, warm and quiet, with a café in "
            "the cloister. After that you could take the number twenty-eight tram up to",
            ItemStatus.CUT,
            0.49,
            heard=0.66,
        ),
        _asked(2, "Is the museum open on Mondays?"),
        _answered(2, "No, it is closed on Mondays. The Gulbenkian is open,", ItemStatus.LIVE, 0.52),
    ),
    latencies_s=(0.58, 0.49, 0.52),
    tokens=2_946,
    cost_usd=0.0163,
    speaker=Meter(-8.0, -15.0),
)


class ToldConversation:
    """Shows one moment and does nothing else."""

    def __init__(self) -> None:
        self.event_log = _noted()
        self.devices = ToldDevices()

    def post(self, event: PersonEvent) -> None:
        """Nothing is done about it."""

    async def run(self) -> None:
        """Until the picture is taken."""
        await asyncio.Event().wait()


async def _start(publish: Callable[[View], None]) -> ToldConversation:
    publish(MOMENT)
    return ToldConversation()


def _noted() -> EventLog:
    """Some events of the wire."""
    log = EventLog()
    log.received(ev.SessionCreated("sess_1", "gpt-realtime-2.1-mini", 0, 1.0), 1_904, 1.0)
    for number in range(3):
        log.sent(do.AppendAudio(bytes(9_600)), 12_860, 4.0 + number / 5)
    log.sent(do.CommitAudio(), 69, 4.7)
    log.sent(do.CreateResponse(), 99, 4.7)
    log.received(ev.ResponseCreated("resp_1", 5.0), 702, 5.0)
    words = ev.AnswerTextDelta("resp_1", "item_2", "No, it is closed", True, 5.2)
    log.received(words, 212, 5.2)
    log.received(ev.AnswerAudioDelta("resp_1", "item_2", bytes(9_600), 5.3), 12_980, 5.3)
    return log


async def taken(*keys: str, first: bool = False) -> str:
    """Take one picture, after these keys; ``first`` is of the first start."""
    archive = ToldArchive([entry for entry in MOMENT.entries if isinstance(entry, Item)])
    told = (archive, ToldPreferences(), ToldCheckup())
    app = VoiceApp(Settings(), _start, TIMES, *told, first=first)
    async with app.run_test(size=SIZE) as pilot:
        while app.view is not MOMENT:
            await pilot.pause()
        await pilot.press(*keys)
        for _ in range(30):  # a message may bring forth another
            await pilot.pause()
        return FONTS.sub("", app.export_screenshot(title="tui-voice"))


def main() -> None:
    """Take all pictures, in all colours whatever this terminal has."""
    os.environ["COLORTERM"] = "truecolor"
    pictures = {DOCS / "screen.svg": ()} | {
        DOCS / "tour" / f"{name}.svg": keys for name, keys in TOUR.items()
    }
    for path, keys in pictures.items():
        picture = asyncio.run(taken(*keys, first=path.stem == "welcome"))
        path.write_text(picture, encoding="utf-8")


if __name__ == "__main__":
    main()
