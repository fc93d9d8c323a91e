"""docs/reliability.md shows the matrix that is tested."""

from docs.make_reliability import PAGE, page


def test_the_page_shows_the_matrix_as_it_is_now():
    text = PAGE.read_text(encoding="utf-8")
    assert page(text) == text, "run `make docs`"
