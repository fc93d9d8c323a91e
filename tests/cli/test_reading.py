"""A long text is read in pieces, none of it left out; whether a voice kept to it is heard."""

import pytest

from tui_voice.cli.reading import differs, in_pieces

PARAGRAPHS = "One two. Three four five.\n\nSix seven! Eight."


def test_a_short_text_is_one_piece():
    assert in_pieces(f"  {PARAGRAPHS}\n") == (PARAGRAPHS,)


def test_a_text_is_cut_between_paragraphs_before_it_is_cut_between_sentences():
    assert in_pieces(PARAGRAPHS, 30) == ("One two. Three four five.", "Six seven! Eight.")
    assert in_pieces(PARAGRAPHS, 18) == (
        "One two.",
        "Three four five.",
        "Six seven! Eight.",
    )


def test_what_is_left_of_a_cut_paragraph_is_read_with_what_follows_it():
    assert in_pieces("One two. Three.\n\nFour.", 14) == ("One two.", "Three. Four.")


@pytest.mark.parametrize("longest", [1, 2, 5, 7, 12, 30])
def test_nothing_is_left_out_and_no_piece_is_too_long(longest: int):
    pieces = in_pieces(PARAGRAPHS, longest)
    assert all(0 < len(piece) <= longest for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(PARAGRAPHS.split())


@pytest.mark.parametrize(
    ("said", "other"),
    [("it is noon", False), ("It's noon!", True), ("It is NOON …", False), ("It is.", True)],
)
def test_other_words_are_noticed_and_other_signs_are_not(said: str, other: bool):
    assert differs("It is noon.", said) is other
