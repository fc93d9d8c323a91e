"""Habits of the house that no other tool looks after."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

OF_ONE_MACHINE = re.compile(r"(?<![\w.~}-])/(?:root|home/\w+|Users/\w+|work|opt)/\w")
OF_AN_INDEX = re.compile(r"pypi\.org|pythonhosted\.org|--index-url|--extra-index-url|--find-links")
LONGEST_FILE = 300
VOCABULARY = "tui_voice/session/events.py"
"""One place for every event there is, however many: the exception."""


def tracked_texts() -> list[tuple[Path, str]]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    paths = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    texts: list[tuple[Path, str]] = []
    for path in paths:
        try:
            texts.append((path, path.read_text(encoding="utf-8")))
        except (UnicodeDecodeError, FileNotFoundError):
            continue  # a picture or a sound; or deleted and not committed yet
    return texts


def test_no_tracked_file_names_a_path_of_one_machine_or_a_package_index():
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path, text in tracked_texts()
        if path != Path(__file__)
        for match in (OF_ONE_MACHINE.search(text), OF_AN_INDEX.search(text))
        if match
    ]
    assert found == []


def test_every_pin_has_a_hash():
    for name in ("app.txt", "dev.txt"):
        text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
        pins = re.split(r"\n(?=\S)", text.strip())
        assert len(pins) > 30
        assert all("==" in pin and "--hash=sha256:" in pin for pin in pins), name


def test_no_source_file_has_outgrown_its_room():
    outgrown = {
        str(path.relative_to(ROOT)): text.count("\n")
        for path, text in tracked_texts()
        if path.is_relative_to(ROOT / "tui_voice") and text.count("\n") > LONGEST_FILE
    }
    outgrown.pop(VOCABULARY, None)
    assert outgrown == {}
