"""What is written about the settings says what the program does."""

import runpy
from pathlib import Path

import pytest

from tui_voice.config.load import load_settings
from tui_voice.config.reference import example_file, settings_page
from tui_voice.config.settings import MEANINGS, Settings

ROOT = Path(__file__).parents[2]
PAGES = runpy.run_path(str(ROOT / "docs" / "make_configuration.py"))["PAGES"]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_page_made_from_the_settings_is_up_to_date(path: Path):
    assert path.read_text(encoding="utf-8") == PAGES[path](), "run `make docs`"


def test_the_example_sets_every_setting_to_its_default(tmp_path: Path):
    text = example_file()
    example = tmp_path / "config.toml"
    example.write_text(text, encoding="utf-8")
    assert load_settings(example, {}, {}) == Settings()
    assert [line.split(" = ")[0] for line in text.splitlines() if " = " in line] == list(MEANINGS)


def test_the_page_has_an_entry_for_every_setting():
    assert [line[5:-1] for line in settings_page().splitlines() if line.startswith("### ")] == list(
        MEANINGS
    )
