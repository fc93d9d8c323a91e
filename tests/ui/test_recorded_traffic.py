"""Real recorded traffic drives the screen: what a person reads, as it comes."""

from tests.realtime.traces import requires_traces
from tests.session.play import Play
from tests.session.recorded import moments
from tests.ui.app_rig import running
from tui_voice.engine.picture import picture

pytestmark = requires_traces


async def test_the_words_of_a_spoken_turn_appear_as_they_come_and_in_order():
    play = Play()
    seen: list[str] = []
    async with running() as rig:
        for _ in moments(play, "azure-server-vad-transcribes.jsonl"):
            await rig.show(picture(play.state))
            seen.append(rig.text())
    last = seen[-1]
    assert "Hello, my name is Marcelo." in last
    assert last.index("Hello, my name is Marcelo.") < last.index("Hi Marcelo, it's great")
    assert any("Hello, my" in text and "Marcelo" not in text for text in seen), "word by word"
    assert any("Hi Marcelo" in text and "great" not in text for text in seen), "word by word"


async def test_a_given_conversation_and_its_text_answer_are_on_the_screen():
    play = Play()
    async with running(size=(120, 40)) as rig:
        for _ in moments(play, "openai-history-seeding.jsonl"):
            await rig.show(picture(play.state))
        text = rig.text()
    said = ["My name is Alice", "Nice to meet you, Alice!", "What is my name", "Your name is Alice"]
    places = [text.index(words) for words in said]
    assert places == sorted(places)
