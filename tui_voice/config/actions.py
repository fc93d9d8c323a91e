"""Every action that a key can be given to, declared once: its keys, meaning and place."""

from enum import StrEnum
from functools import cache
from typing import NamedTuple


class Place(StrEnum):
    """Where a key works; the value is how a person is told."""

    CONVERSATION = "Conversation"
    LOG = "Looking back"
    BOX = "Message box"
    SEARCH = "Search"
    EVERYWHERE = "Everywhere"
    SETTINGS = "Settings"
    PROFILES = "Profiles"
    HISTORY = "Earlier conversations"
    EVENTS = "Events"
    CHECK = "Check"
    REPLAY = "Replay"


WITHIN: dict[Place, tuple[Place, ...]] = {
    Place.CONVERSATION: (Place.EVERYWHERE,),
    Place.LOG: (Place.CONVERSATION, Place.HISTORY, Place.EVENTS),
    Place.BOX: (Place.CONVERSATION,),
    Place.SEARCH: (Place.CONVERSATION,),
    Place.SETTINGS: (Place.EVERYWHERE,),
    Place.PROFILES: (Place.EVERYWHERE,),
    Place.HISTORY: (Place.EVERYWHERE,),
    Place.EVENTS: (Place.EVERYWHERE,),
    Place.CHECK: (Place.EVERYWHERE,),
    Place.REPLAY: (Place.LOG,),
}
"""A key works also in the places within its own, so it cannot mean something else there."""


class Action(NamedTuple):
    """What a key does; ``keys`` are those it has as long as the person chose no others."""

    keys: str
    help: str
    place: Place


def _actions(place: Place, **of: tuple[str, str]) -> dict[str, Action]:
    return {name: Action(keys, help, place) for name, (keys, help) in of.items()}


ACTIONS: dict[str, Action] = {
    **_actions(
        Place.CONVERSATION,
        talk=("space", "Talk; again when you are done"),
        talk_anywhere=("ctrl+r", "Talk, also while typing"),
        cancel=("escape,full_stop", "Discard, stop the answer, or leave the box"),
        mute=("m", "Mute the microphone"),
        silence=("s", "Mute the speaker"),
        type=("i", "Type a message"),
        next=("tab", "To the message box and back"),
        reconnect=("r", "Connect again"),
        search=("slash", "Search the conversation"),
        copy_answer=("y", "Copy the last answer"),
        copy_turn=("t", "Copy the turn in sight"),
        copy_all=("a", "Copy the conversation"),
    ),
    **_actions(
        Place.LOG,
        line_up=("up", "A line up"),
        line_down=("down", "A line down"),
        page_up=("pageup", "A page up"),
        page_down=("pagedown", "A page down"),
        beginning=("home", "To the beginning"),
        newest=("end", "To the newest line, and stay there"),
    ),
    **_actions(
        Place.BOX,
        send=("enter", "Send"),
        earlier_message=("up", "Earlier message"),
        later_message=("down", "Later message"),
    ),
    **_actions(
        Place.SEARCH,
        hit_before=("enter,up", "Hit before"),
        next_hit=("down", "Next hit"),
    ),
    **_actions(
        Place.EVERYWHERE,
        help=("f1,question_mark", "These keys"),
        settings=("f2", "Settings"),
        history=("f3", "Earlier conversations"),
        profiles=("f4", "Profiles"),
        check=("f9", "Check sound and connection"),
        events=("f12", "Events sent and received"),
        palette=("ctrl+p", "All commands, to search in"),
        quit=("ctrl+q", "Quit"),
    ),
    **_actions(
        Place.SETTINGS,
        save=("ctrl+s", "Save"),
        leave_settings=("escape", "Leave the search, or close without a change"),
        find_setting=("slash,ctrl+f", "Search all settings"),
        next_page=("f6", "Next page"),
        page_before=("f7", "Page before"),
        list_devices=("f5", "List the sound devices anew"),
    ),
    **_actions(
        Place.PROFILES,
        keep_profile=("n", "Keep the present settings as a profile"),
        forget_profile=("d", "Delete; again to confirm"),
        leave_profiles=("escape", "Close"),
    ),
    **_actions(
        Place.HISTORY,
        find_conversation=("slash", "Search"),
        go_on=("c", "Continue this conversation"),
        export_markdown=("e", "Export as Markdown"),
        export_text=("x", "Export as plain text"),
        export_subtitles=("s", "Export as subtitles (SRT)"),
        export_json=("j", "Export as JSON"),
        forget=("d", "Delete; again to confirm"),
        leave_history=("escape", "Back to the list, or close"),
    ),
    **_actions(
        Place.EVENTS,
        pause_events=("p", "Hold still, or go on"),
        filter_events=("slash", "Filter"),
        save_events=("s", "Save what is shown to a file"),
        leave_events=("escape", "Leave the filter, or close"),
    ),
    **_actions(
        Place.CHECK,
        try_sound=("enter", "Record, play it back, look for the echo"),
        take_echo=("e", "Take the proposal about the echo"),
        look_again=("f5", "Look again"),
        leave_check=("escape", "Go to the conversation"),
    ),
    **_actions(
        Place.REPLAY,
        forwards=("right", "5 seconds forwards"),
        backwards=("left", "5 seconds backwards"),
        far_forwards=("shift+right", "30 seconds forwards"),
        far_backwards=("shift+left", "30 seconds backwards"),
        faster=("plus", "Twice as fast"),
        slower=("minus", "Half as fast"),
    ),
}
"""By the name it has in the settings file's table ``[keys]``, in the order of the help."""


def overlap(one: Place, other: Place) -> bool:
    """Whether a key of one place also works in the other, so that it cannot have two meanings."""
    return one in _with_those_around(other) or other in _with_those_around(one)


@cache
def _with_those_around(place: Place) -> frozenset[Place]:
    around = (_with_those_around(each) for each in WITHIN.get(place, ()))
    return frozenset({place}).union(*around)
