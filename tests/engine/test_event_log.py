import pytest

from tui_voice.config.settings import Settings
from tui_voice.engine.event_log import EventLog, redacted
from tui_voice.session import effects as do
from tui_voice.session import events as ev


def test_sound_is_never_kept_only_its_size():
    log = EventLog()
    log.received(ev.AnswerAudioDelta("r1", "a1", bytes(960), 1.0), 1400, 1.5)
    (record,) = log.records()
    assert (record.at, record.kind, record.size) == (1.5, "response.output_audio.delta", 1400)
    assert record.text == "response_id=r1 item_id=a1 pcm=960 bytes"


def test_it_is_a_ring_that_counts_what_has_gone():
    log = EventLog(kept=2)
    for number in range(5):
        log.sent(do.DeleteItem(f"i{number}"), 60, number)
    assert [record.text for record in log.records()] == ["item_id=i3", "item_id=i4"]
    assert log.count == 5


@pytest.mark.parametrize(
    "secret", ["sk-proj-abcdefgh", "ek_0123456789abcdef", "Bearer abc.def", "sess_abcdef123"]
)
def test_what_looks_like_a_secret_is_left_out(secret: str):
    assert secret not in redacted(f"Incorrect key: {secret} (401)")
    log = EventLog()
    log.received(ev.ServerFailed("auth", "c", "x" * 110 + " " + secret, "", 0), 300, 0)
    assert secret[4:10] not in log.records()[0].text


def test_settings_are_not_told_for_they_may_name_where_secrets_come_from():
    log = EventLog()
    log.sent(do.UpdateSession(Settings(token_command="pass show openai")), 900, 0)
    assert "pass show" not in log.records()[0].text


def test_long_words_are_shortened():
    log = EventLog()
    log.received(ev.AnswerTextDone("r", "i", "word " * 1000, True, 0), 5200, 0)
    assert len(log.records()[0].text) < 300
