"""The tour is taken from the app as it is now."""

import runpy

import pytest

from tests.docs.pages import ROOT


@pytest.mark.parametrize(
    ("picture", "shows"),
    [("events", "response.create"), ("search", "azulejos"), ("check", "PortAudio")],
)
async def test_a_picture_of_the_tour_can_be_taken(
    picture: str, shows: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "docs"))
    taker = runpy.run_path(str(ROOT / "docs" / "make_screenshot.py"))
    assert shows in await taker["taken"](*taker["TOUR"][picture])
