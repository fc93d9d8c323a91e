"""Where each setting comes from: told as it is decided."""

from pathlib import Path

import pytest

from tui_voice.config.load import load_settings
from tui_voice.config.origins import Origin, Source, origins
from tui_voice.config.settings import MEANINGS

FILE = 'voice = "ash"\nprofile = "{profile}"\n[profiles.teacher]\nvoice = "coral"\n'


@pytest.mark.parametrize("flag", [None, "marin"])
@pytest.mark.parametrize("variable", ["", "sage"])
@pytest.mark.parametrize("profile", ["", "teacher"])
@pytest.mark.parametrize("text", ["", FILE])
def test_the_source_that_is_told_is_the_one_the_value_is_taken_from(
    text: str, profile: str, variable: str, flag: str | None, tmp_path: Path
):
    file = tmp_path / "config.toml"
    file.write_text(text.format(profile=profile))
    sources = (file, {"TUI_VOICE_VOICE": variable}, {"voice": flag})
    found = origins(*sources)
    expected = next(
        origin
        for origin, there in (
            (Origin("marin", Source.FLAG, "--voice"), flag),
            (Origin("sage", Source.ENVIRONMENT, "TUI_VOICE_VOICE"), variable),
            (Origin("coral", Source.PROFILE, "teacher"), text and profile),
            (Origin("ash", Source.FILE, str(file)), text),
            (Origin("cedar", Source.DEFAULT), True),
        )
        if there
    )
    assert found["voice"] == expected
    settings = load_settings(*sources)
    assert {name: origin.value for name, origin in found.items()} == {
        name: getattr(settings, name) for name in MEANINGS
    }


def test_the_variable_is_told_that_was_really_read(tmp_path: Path):
    environment = {"OPENAI_BASE_URL": "http://localhost/v1"}
    found = origins(tmp_path / "none", environment, {})["base_url"]
    assert found == Origin("http://localhost/v1", Source.ENVIRONMENT, "OPENAI_BASE_URL")
