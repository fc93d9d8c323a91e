"""Real recorded traffic drives the rules: what a person would have read."""

import pytest

from tests.realtime.traces import requires_traces
from tests.session.recorded import replay
from tui_voice.session import effects as do
from tui_voice.session import events as ev
from tui_voice.session.phases import Activity

pytestmark = requires_traces


def test_a_spoken_turn_in_server_vad_reads_in_the_order_in_which_it_was_said():
    play = replay("azure-server-vad-transcribes.jsonl")
    roles = [role for role, _ in play.words]
    assert roles[:2] == ["user", "assistant"]
    assert play.words[0][1].startswith("Hello, my name is Marcelo")
    assert "Marcelo" in play.words[1][1]
    assert play.state.speech == ()


def test_a_typed_turn_is_answered_in_words_and_sound():
    play = replay("openai-text-in-audio-out.jsonl")
    assert play.words == [("user", "Say a short greeting."), ("assistant", "Hi there!")]
    played = [effect for effect in play.effects if isinstance(effect, do.PlayAudio)]
    assert len(played) == 4
    assert play.state.usage.tokens == 40


def test_a_conversation_given_to_a_session_and_a_text_answer_stand_in_order():
    play = replay("openai-history-seeding.jsonl")
    assert play.words == [
        ("user", "My name is Alice and my favorite color is teal."),
        ("assistant", "Nice to meet you, Alice!"),
        ("user", "What is my name and favorite color?"),
        ("assistant", "Your name is Alice, and your favorite color is teal!"),
    ]


@pytest.mark.parametrize(
    "name",
    [
        "azure-server-vad-transcribes.jsonl",
        "openai-history-seeding.jsonl",
        "openai-text-in-audio-out.jsonl",
        "openai-tool-call-round.jsonl",
    ],
)
def test_nothing_is_left_over_and_nothing_was_unknown(name: str):
    play = replay(name)
    assert play.state.skipped == 0
    assert play.notices == []
    assert play.state.response is None
    for item_id in play.state.playing:
        item = play.state.conversation.find(item_id)
        assert item is not None
        play.happen(ev.PlaybackFinished(item_id, item.received_samples, play.now))
    assert play.state.activity is Activity.IDLE
