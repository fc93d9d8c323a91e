"""Rules of reading aloud: texts are read one after the other, beside the conversation."""

from tui_voice.session import answers
from tui_voice.session import events as ev
from tui_voice.session.draft import Draft


def requested(draft: Draft, event: ev.ReadingRequested) -> None:
    """Read these texts now, instead of what is being said."""
    answers.interrupt(draft)
    draft.set(to_read=event.texts, asked_at=event.at)
    answers.ask(draft)
