"""Subtitles stand in the time in which the conversation was said and heard."""

from tests.conversation.test_export import TALK
from tui_voice.conversation.items import SAMPLE_RATE_HZ, Item, ItemStatus, Role
from tui_voice.conversation.subtitles import to_srt, to_vtt
from tui_voice.conversation.timeline import LONGEST_PAUSE_S, timeline


def asked(item_id: str, at_s: float, began_s: float, seconds: float, text: str = "Why?") -> Item:
    """A spoken turn: it gets its place (``at_s``) only when it has been said."""
    samples = round(seconds * SAMPLE_RATE_HZ)
    return Item(
        item_id,
        Role.USER,
        text,
        ItemStatus.DONE,
        at_s=at_s,
        began_s=began_s,
        received_samples=samples,
    )


def answered(
    item_id: str, at_s: float, began_s: float, seconds: float, heard_s: float, text: str
) -> Item:
    status = ItemStatus.DONE if heard_s == seconds else ItemStatus.CUT
    return Item(
        item_id,
        Role.ASSISTANT,
        text,
        status,
        at_s=at_s,
        began_s=began_s,
        received_samples=round(seconds * SAMPLE_RATE_HZ),
        heard_samples=round(heard_s * SAMPLE_RATE_HZ),
    )


SPOKEN = (
    asked("u1", at_s=102.1, began_s=100.0, seconds=2.0),
    answered("a1", at_s=102.4, began_s=102.75, seconds=4.0, heard_s=1.0, text="one two three four"),
    asked("u2", at_s=105.0, began_s=103.5, seconds=1.25, text="Stop <it> & go."),
)


def test_a_turn_stands_from_its_first_sample_to_the_last_that_was_heard_or_the_next_but_a_second():
    assert to_srt(SPOKEN) == (
        "1\n00:00:00,000 --> 00:00:02,000\nYou: Why?\n\n"
        "2\n00:00:02,750 --> 00:00:03,750\nAssistant: one [not heard: two three four]\n\n"
        "3\n00:00:03,500 --> 00:00:04,750\nYou: Stop <it> & go.\n"
    )


def test_webvtt_has_voices_and_no_word_can_be_taken_for_markup():
    assert to_vtt(SPOKEN) == (
        "WEBVTT\n\n"
        "00:00:00.000 --> 00:00:02.000\n<v You>Why?</v>\n\n"
        "00:00:02.750 --> 00:00:03.750\n<v Assistant>one [not heard: two three four]</v>\n\n"
        "00:00:03.500 --> 00:00:04.750\n<v You>Stop &lt;it&gt; &amp; go.</v>\n"
    )


def test_turns_without_sound_begin_when_they_took_their_place():
    assert to_srt(TALK) == (
        "1\n00:00:00,000 --> 00:00:01,200\nYou: Count to four.\n\n"
        "2\n00:00:02,500 --> 00:00:03,500\nAssistant: one two t [not heard: hree four]\n"
    )


def test_a_turn_that_is_interrupted_gives_way_to_the_next_subtitle():
    long = Item("u", Role.USER, "word " * 50, ItemStatus.DONE, at_s=0.0)
    after = Item("a", Role.ASSISTANT, "Yes.", ItemStatus.DONE, at_s=3.0)
    assert "00:00:00,000 --> 00:00:03,000" in to_srt((long, after))


def test_an_empty_line_cannot_end_a_subtitle_before_its_words():
    item = Item("u", Role.USER, "one\n\n2\n00:00:00,000 --> 9", ItemStatus.DONE)
    assert to_srt((item,)).count("\n\n") == 0


def test_a_conversation_that_went_on_another_day_has_a_pause_of_a_minute():
    day = 86_400.0
    spans = timeline((asked("u1", 1.0, 0.0, 1.0), asked("u2", day + 1.0, day, 1.0)))
    assert [span.start_s for span in spans] == [0.0, 1.0 + LONGEST_PAUSE_S]
    back = timeline((asked("u1", day + 1.0, day, 1.0), asked("u2", 1.0, 0.0, 1.0)))
    assert [span.start_s for span in back] == [0.0, 1.0 + LONGEST_PAUSE_S]


def test_nothing_said_is_no_subtitle():
    assert to_srt(()) == ""
    assert to_vtt(()) == "WEBVTT\n"
