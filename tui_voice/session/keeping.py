"""Rules of what is kept: every finished turn, before the next begins."""

from tui_voice.conversation.items import Item, ItemStatus, Role
from tui_voice.conversation.kept import KeptTurn
from tui_voice.conversation.log import Conversation
from tui_voice.session.draft import Draft
from tui_voice.session.effects import KeepTurn

SENTENCE_ENDS = (".", "!", "?", "\n", "。", "！", "？")


def keep_finished(draft: Draft, before: Conversation) -> None:
    """Keep each turn that this step has finished or changed after it was finished.

    An answer still under way is kept whenever a sentence ends, so that a crash loses at most the
    sentence that was being made.
    """
    if draft.state.conversation is before:
        return
    known = {id(entry) for entry in before.entries}
    for entry in draft.state.conversation.entries:
        if id(entry) not in known and isinstance(entry, Item) and _worth_keeping(entry, before):
            draft.do(KeepTurn(KeptTurn(entry, draft.state.settings.model)))


def _worth_keeping(item: Item, before: Conversation) -> bool:
    if item.status is not ItemStatus.LIVE:
        return bool(item.text) or item.status is ItemStatus.UNHEARD
    if item.role is not Role.ASSISTANT or not item.text.endswith(SENTENCE_ENDS):
        return False
    earlier = before.find(item.id)
    return earlier is None or earlier.text != item.text
