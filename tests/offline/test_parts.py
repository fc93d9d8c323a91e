"""Packages that are missing are named, and what they are missing for."""

import sys

import pytest

from tui_voice.offline.parts import find_parts


def test_with_every_package_nothing_is_missing() -> None:
    for package in ("pocketsphinx", "webrtcvad", "espeakng_loader"):
        pytest.importorskip(package)
    parts = find_parts()
    assert parts.missing == ()
    assert parts.names() == {
        "voice_activity": "webrtcvad",
        "speech_to_text": "pocketsphinx",
        "language_model": None,
        "text_to_speech": "espeak-ng",
    }


def test_each_missing_package_has_a_line_that_says_what_it_costs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", "")  # no program espeak-ng either
    for package in ("pocketsphinx", "webrtcvad", "espeakng_loader"):
        monkeypatch.setitem(sys.modules, package, None)  # cannot be imported
    parts = find_parts()
    assert parts.names() == {
        "voice_activity": "energy",
        "speech_to_text": None,
        "language_model": None,
        "text_to_speech": None,
    }
    assert [line.split()[0] for line in parts.missing] == ["webrtcvad", "pocketsphinx", "espeak-ng"]
    assert all(":" in line for line in parts.missing)
    assert not parts.classifier(0.5)(bytes(640))
