"""Whatever a server or a device names itself and says, no widget hands it to the terminal."""

import random
import unicodedata
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.cli.test_plain import told
from tests.fakes.archive import FakeArchive
from tests.fakes.checkup import FakeCheckup
from tests.fakes.preferences import FakePreferences
from tests.ui.app_rig import Rig, running
from tests.ui.pictures import DOWN, NOON, QUIET
from tui_voice.cli.finding import Finding
from tui_voice.config.settings import Settings
from tui_voice.conversation.items import Item, ItemStatus, Notice, Role, Severity
from tui_voice.engine.view import LinkPhase, LinkView, View
from tui_voice.session import events as ev

DANGEROUS = ["\x1b[31m", "\x1b]52;c;aGk=\x07", "\x1bP1$r", "\x9b2J", "\r", "\b", "\x00", "\x7f"]
DANGEROUS += ["\u202e", "\u2066", "\u200f", "\ufeff", "\u2028", "\U000e0041", "\ud800"]
DANGEROUS += ["[bold red]", "[/]", "[link=x]", "[@click=app.quit]x[/]", "**", "`", "](http://x)"]
HARMLESS = ["word", " ", "\n", "日本"]
pieces = st.lists(st.sampled_from([*DANGEROUS, *HARMLESS]), max_size=8)
texts = pieces.map("".join)
KNOWN, TRIED = "KNOWN", "TRIED"
"""Stand before hostile words, so that a screen is looked at when they are there."""
SCREENS = {
    (): "",
    ("f12",): "Events",
    ("f2",): "Settings",
    ("f3",): KNOWN,
    ("f4", "down"): KNOWN,
    ("f4", "down", "d"): "for good",
    ("f9",): KNOWN,
    ("f9", "enter", "enter"): TRIED,
}
"""What leads to each screen with words that are not ours, and what is then to be seen."""
EXAMPLES = 5
"""Of texts on the screens; one app for all of them."""


def hostile(text: str) -> View:
    """A view in which the text stands wherever a server's or a device's words may stand."""
    item = Item("a", Role.ASSISTANT, text, at_s=NOON)
    done = replace(item, id="d", status=ItemStatus.DONE)
    cut = replace(done, id="c", status=ItemStatus.CUT, received_samples=9, heard_samples=4)
    return View(
        settings=Settings(model=text, voice=text),
        link=LinkView(LinkPhase.DOWN, text, credential=text, message=text or DOWN.message),
        entries=(Notice(text, Severity.ERROR, NOON), item, done, cut, replace(done, id="e")),
        inputs=(text,),
        outputs=(text,),
    )


def obeyed(text: str) -> set[str]:
    """Kinds of characters that a terminal would obey, or that hide or turn what stands there."""
    kinds = {unicodedata.category(char) for char in text if char not in "\n\u200c\u200d"}
    return kinds & {"Cc", "Cf", "Cs", "Zl", "Zp"}


class Hostile:
    """All that the app knows of the world: kept conversations, profiles, findings of the check."""

    def __init__(self) -> None:
        self.archive = FakeArchive()
        self.preferences = FakePreferences()
        self.checkup = FakeCheckup()

    def say(self, text: str) -> None:
        """The text stands wherever words may that are not ours, after one of ours to look for."""
        said = Item("u", Role.USER, f"{KNOWN} {text}", ItemStatus.DONE, at_s=NOON)
        self.archive.kept = {text: (said, replace(said, id="a", role=Role.ASSISTANT))}
        profile = Settings(profile=text, model=f"{KNOWN} {text}", voice=text, instructions=text)
        self.preferences.kept = {"": Settings(), text: profile}
        self.checkup.finds = (Finding("microphone", False, f"{KNOWN} {text}"),)
        self.checkup.hears = (Finding("recording", True, f"{TRIED} {text}"),)


async def look(rig: Rig, text: str) -> None:
    await rig.show(hostile(text))
    rig.conversation.event_log.received(ev.ServerEventUnknown(text, text), 99, 1.0)
    for keys, words in SCREENS.items():
        await rig.press(*keys)
        await rig.until(lambda words=words: words in rig.text())
        assert not obeyed(rig.text()), (keys, text)
        if keys:
            await rig.press("escape")


async def test_no_screen_shows_anything_that_a_terminal_would_obey() -> None:
    dice = random.Random(7)
    world = Hostile()
    async with running(
        size=(120, 40),
        archive=world.archive,
        preferences=world.preferences,
        checkup=world.checkup,
    ) as rig:
        for _ in range(EXAMPLES):
            text = "".join(dice.choices([*DANGEROUS, *HARMLESS], k=dice.randint(4, 16)))
            world.say(text)
            await look(rig, text)


@given(texts)
def test_no_line_without_a_screen_holds_anything_that_would_be_obeyed(text: str) -> None:
    lines = told(QUIET, hostile(text))
    assert not any(obeyed(line) or "\n" in line for line in lines)
