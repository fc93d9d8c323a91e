"""Lines whose words, where they wrap, stay beside what stands before them. Pure."""

from textual.content import Content

from tui_voice.ui.wrap import LEAST

Hung = tuple[Content, Content]
"""What stands before, and the words."""


def hung(head: Content, words: Content, width: int) -> list[Content]:
    """The lines of ``words`` right of ``head``; below it where there is no room beside it."""
    room = width - head.cell_length
    if room < LEAST:
        return [head, *words.wrap(max(1, width))]
    first, *later = words.wrap(room)
    space = Content(" " * head.cell_length)
    return [head + first, *(space + line for line in later)]
