"""``tui-voice serve`` with models of one's own: flags, keys, refusals."""

import pytest
from click.testing import CliRunner

from tui_voice.cli.model_options import endpoints
from tui_voice.cli.serve import serve

_NOTHING = {
    kind: "m" if kind.endswith("_model") else ""
    for kind in ("llm", "llm_model", "stt", "stt_model", "tts", "tts_model", "tts_voice")
}


def test_each_model_is_chosen_alone_with_its_own_key() -> None:
    keys = {"TUI_VOICE_LLM_KEY": "sk-llm", "TUI_VOICE_TTS_KEY": "sk-tts"}
    chosen = endpoints({**_NOTHING, "llm": "http://localhost:1/v1"}, keys)
    assert chosen.language_model
    assert chosen.language_model.key == "sk-llm"
    assert chosen.language_model.name == "m at localhost:1"
    assert chosen.speech_to_text is None
    assert chosen.text_to_speech is None


@pytest.mark.parametrize("flag", ["--llm", "--stt", "--tts"])
def test_what_is_no_address_is_refused_by_name(flag: str) -> None:
    result = CliRunner().invoke(serve, [flag, "localhost:11434"])
    assert result.exit_code == 2
    assert "'localhost:11434' is no http or https address." in result.output
