"""From the state of the rules to what the screen may show.

Apart from ``view.py``, so that the screen can know the ``View`` before the rules are imported.
"""

from tui_voice.engine.view import LinkView, View
from tui_voice.session.limits import cost_is_known
from tui_voice.session.phases import CapturePhase
from tui_voice.session.state import State


def picture(state: State, *, leaving: bool = False) -> View:
    """What the screen may show of this state."""
    link = state.link
    nothing_asked = state.usage.tokens == 0
    cost_unknown = nothing_asked and bool(link.server) and not cost_is_known(state)
    return View(
        settings=state.settings,
        link=LinkView(
            phase=link.phase,
            server=link.server,
            offline=link.offline,
            credential=link.credential,
            since=link.since,
            message=link.message,
        ),
        activity=state.activity,
        activity_since=state.activity_since,
        muted=state.muted,
        microphone_open=state.capture.phase is not CapturePhase.OFF,
        entries=state.conversation.entries,
        latencies_s=state.latencies_s,
        tokens=state.usage.tokens,
        cost_usd=None if cost_unknown else state.cost_usd,
        microphone=state.microphone,
        speaker=state.speaker,
        underruns=state.underruns,
        overflows=state.overflows,
        inputs=state.inputs,
        outputs=state.outputs,
        leaving=leaving,
        spoke=state.spoke,
    )
