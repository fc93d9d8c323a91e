"""Settings: flag over environment over file over default, and every mistake in a sentence."""

from pathlib import Path

import pytest

from tui_voice.config.load import SettingsError, load_settings
from tui_voice.config.settings import NoiseReduction, Settings, Turns


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def refusal(file: Path | None = None, environment=None, flags=None) -> str:
    with pytest.raises(SettingsError) as caught:
        load_settings(file, environment or {}, flags or {})
    return str(caught.value)


def test_without_any_source_the_defaults_hold():
    assert load_settings(None, {}, {}) == Settings()


def test_a_file_that_is_not_there_is_an_empty_one(file: Path):
    assert load_settings(file, {}, {}) == Settings()


def test_a_file_with_a_byte_order_mark_is_read(file: Path):
    file.write_bytes(b'\xef\xbb\xbfvoice = "ash"\n')
    assert load_settings(file, {}, {}).voice == "ash"


def test_a_flag_beats_the_environment_which_beats_the_file_which_beats_the_default(file: Path):
    file.write_text('voice = "ash"\nmodel = "from-file"\nspeed = 0.5\n')
    environment = {"TUI_VOICE_VOICE": "coral", "TUI_VOICE_MODEL": "from-environment"}
    got = load_settings(file, environment, {"voice": "marin"})
    assert (got.voice, got.model, got.speed) == ("marin", "from-environment", 0.5)
    assert got.chunk_ms == Settings().chunk_ms


def test_every_kind_of_value_is_read_from_the_file(file: Path):
    file.write_text(
        'turns = "server_vad"\nnoise_reduction = "off"\nspeed = 1\nchunk_ms = 40\noffline = true\n'
    )
    got = load_settings(file, {}, {})
    assert got == Settings(
        turns=Turns.SERVER_VAD,
        noise_reduction=NoiseReduction.OFF,
        speed=1.0,
        chunk_ms=40,
        offline=True,
    )
    assert type(got.speed) is float
    assert type(got.turns) is Turns


def test_every_kind_of_value_is_read_from_the_environment():
    got = load_settings(
        None,
        {
            "TUI_VOICE_TURNS": "semantic_vad",
            "TUI_VOICE_SPEED": "1.25",
            "TUI_VOICE_CHUNK_MS": "100",
            "TUI_VOICE_OFFLINE": "Yes",
            "TUI_VOICE_INPUT": "2",
        },
        {},
    )
    assert got == Settings(
        turns=Turns.SEMANTIC_VAD, speed=1.25, chunk_ms=100, offline=True, input="2"
    )


def test_an_empty_variable_and_a_flag_not_given_count_as_not_set(file: Path):
    file.write_text('input = "none"\nvoice = "ash"\n')
    got = load_settings(file, {"TUI_VOICE_INPUT": ""}, {"voice": None})
    assert (got.input, got.voice) == ("none", "ash")


def test_a_switch_turned_off_by_flag_beats_the_file(file: Path):
    file.write_text("offline = true\n")
    assert load_settings(file, {}, {"offline": False}).offline is False


def test_openai_base_url_names_the_server_and_our_own_variable_wins():
    theirs = {"OPENAI_BASE_URL": "http://theirs/v1"}
    assert load_settings(None, theirs, {}).base_url == "http://theirs/v1"
    both = {**theirs, "TUI_VOICE_BASE_URL": "http://ours/v1"}
    assert load_settings(None, both, {}).base_url == "http://ours/v1"


def test_an_unknown_key_is_refused_with_its_line_and_the_nearest_known_one(file: Path):
    file.write_text('# mine\nmodel = "m"\nvioce = "ash"\n')
    assert refusal(file) == f"{file}, line 3: unknown key 'vioce'. Did you mean 'voice'?"


def test_an_unknown_key_that_resembles_nothing_is_answered_with_all_there_are(file: Path):
    file.write_text("zzzzzz = 1\n")
    told = refusal(file)
    assert told.startswith(f"{file}, line 1: unknown key 'zzzzzz'. The keys are: model, voice, ")
    assert told.endswith(", bell.")


def test_a_table_is_refused_and_told_where_settings_stand(file: Path):
    file.write_text("[sound]\nchunk_ms = 200\n")
    assert refusal(file) == (
        f"{file}, line 1: unknown key 'sound'. "
        "Settings stand at the top of the file, not in [tables]."
    )


def test_a_secret_in_the_file_is_refused_without_being_repeated(file: Path):
    file.write_text('openai_api_key = "sk-very-secret"\n')
    told = refusal(file)
    assert "set OPENAI_API_KEY" in told
    assert "sk-very-secret" not in told


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('speed = "fast"', "'speed' must be a number from 0.25 to 1.5, not 'fast'."),
        ("speed = 1.6", "'speed' must be a number from 0.25 to 1.5, not 1.6."),
        ("speed = nan", "'speed' must be a number from 0.25 to 1.5, not nan."),
        ("speed = true", "'speed' must be a number from 0.25 to 1.5, not True."),
        ("chunk_ms = 19", "'chunk_ms' must be a whole number from 20 to 1000, not 19."),
        ("chunk_ms = 40.0", "'chunk_ms' must be a whole number from 20 to 1000, not 40.0."),
        (
            "token_seconds = '60'",
            "'token_seconds' must be a whole number from 10 to 7200, not '60'.",
        ),
        (
            "offline_audio_s = true",
            "'offline_audio_s' must be a whole number from 1 to 600, not True.",
        ),
        ("offline = 1", "'offline' must be true or false, not 1."),
        ("voice = 3", "'voice' must be text, not 3."),
        ("input = []", "'input' must be text, not []."),
        ('turns = "auto"', "'turns' must be manual, server_vad or semantic_vad, not 'auto'."),
        (
            "turns = ['manual']",
            "'turns' must be manual, server_vad or semantic_vad, not ['manual'].",
        ),
        ("turns = 1979-05-27", "'turns' must be manual, server_vad or semantic_vad, not "),
    ],
)
def test_a_wrong_value_in_the_file_is_refused_with_what_is_allowed(
    file: Path, line: str, told: str
):
    file.write_text(f"\n{line}\n")
    assert refusal(file).startswith(f"{file}, line 2: {told}")


@pytest.mark.parametrize(
    ("variable", "text", "told"),
    [
        ("TUI_VOICE_SPEED", "fast", "must be a number from 0.25 to 1.5, not 'fast'."),
        ("TUI_VOICE_SPEED", "9", "must be a number from 0.25 to 1.5, not 9.0."),
        ("TUI_VOICE_CHUNK_MS", "40.5", "must be a whole number from 20 to 1000, not '40.5'."),
        ("TUI_VOICE_OFFLINE", "maybe", "must be true or false, not 'maybe'."),
        ("TUI_VOICE_TURNS", "auto", "must be manual, server_vad or semantic_vad, not 'auto'."),
    ],
)
def test_a_wrong_value_in_the_environment_is_refused_by_the_variable(
    variable: str, text: str, told: str
):
    assert refusal(environment={variable: text}) == f"{variable} {told}"


def test_a_wrong_value_of_a_flag_is_refused_by_the_flag():
    told = "--base-url must be text, not 3."
    assert refusal(flags={"base_url": 3}) == told


def test_a_long_wrong_value_is_cut_and_control_characters_are_not_passed_on():
    told = refusal(flags={"turns": "\x1b[31m" + "x" * 500})
    assert "\x1b" not in told
    assert len(told) < 150


def test_a_broken_file_says_where(file: Path):
    file.write_text('voice = "ash"\nmodel =\n')
    told = refusal(file)
    assert told.startswith(f"{file} is not valid TOML: ")
    assert "line 2" in told


def test_a_file_in_another_encoding_is_refused(file: Path):
    file.write_bytes(b'voice = "\xff"\n')
    assert refusal(file) == f"{file} is not a text file in UTF-8."


def test_a_folder_in_place_of_the_file_is_refused_with_the_reason(tmp_path: Path):
    assert refusal(tmp_path) == f"{tmp_path} cannot be read: Is a directory."
