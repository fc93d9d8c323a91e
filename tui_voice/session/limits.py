"""Rules of what must not be exceeded: the money of a session, and the server's hour."""

from tui_voice.conversation.items import SAMPLE_RATE_HZ, Severity
from tui_voice.conversation.usage import Usage
from tui_voice.session import tools
from tui_voice.session.draft import Draft
from tui_voice.session.effects import StartTimer
from tui_voice.session.phases import CapturePhase
from tui_voice.session.state import State

RENEW = "renew"
"""The timer that says that the session nears its limit."""

RENEW_AFTER = 55 / 60
"""Share of a session's life after which it is renewed: 55 of OpenAI's 60 minutes."""

LONGEST_TURN_SAMPLES = 30 * 60 * SAMPLE_RATE_HZ
"""The longest turn: half an hour, 86 MB kept until its words are known. At OpenAI's 10 tokens a
second it is 18,000 tokens, of the 28,000 that its smallest models can take in at all."""

WARN_AT = 0.8
"""Share of ``max_cost`` at which the person is warned."""


def cost_is_known(state: State) -> bool:
    """Whether we can tell what an answer costs: offline it is nothing."""
    catalogue = state.facts.catalogue
    priced = catalogue.price_of(state.settings.model) is not None
    return state.link.offline or (priced and catalogue.bills(state.link.server))


def cost_of(state: State, usage: Usage) -> float | None:
    """What these tokens of an answer cost; None where that is not known, 0 offline."""
    price = state.facts.catalogue.price_of(state.settings.model)
    if not cost_is_known(state):
        return None
    return 0.0 if state.link.offline or price is None else usage.cost_usd(price)


def cost_of_words(state: State, usage: Usage) -> float | None:
    """What writing down a turn cost; None where that is not known, 0 offline."""
    if state.link.offline:
        return 0.0
    known = state.facts.catalogue.transcription.get(state.settings.transcription_model)
    if known is None or not state.facts.catalogue.bills(state.link.server):
        return None
    return known.cost_usd(usage.transcription_s)


def spend(draft: Draft, usage: Usage, cost_usd: float | None) -> None:
    """Add to the session's account, and warn when the limit comes near."""
    state = draft.state
    total = None if cost_usd is None or state.cost_usd is None else state.cost_usd + cost_usd
    draft.set(usage=state.usage + usage, cost_usd=total)
    limit = state.settings.max_cost
    if limit and total is not None and total >= WARN_AT * limit and not state.warned_of_cost:
        draft.set(warned_of_cost=True)
        draft.note(
            f"This session has cost {_usd(total)} of the {_usd(limit)} you allow (max_cost).",
            Severity.WARNING,
        )


def may_ask(draft: Draft) -> bool:
    """Whether another answer may be paid for; says so where it may not."""
    limit, cost = draft.state.settings.max_cost, draft.state.cost_usd
    if not limit or cost is None or cost < limit:
        return True
    draft.note(
        f"The limit of {_usd(limit)} is reached ({_usd(cost)}): nothing more is asked. "
        "Raise max_cost in the settings to go on.",
        Severity.ERROR,
    )
    return False


def begin_session(draft: Draft, expires_at: int) -> None:
    """Note when a session must be renewed. ``expires_at``: seconds since the epoch, or 0."""
    draft.set(renewal_due=False)
    if expires_at:
        left_s = max(0.0, expires_at - draft.wall)
        draft.do(StartTimer(RENEW, left_s * RENEW_AFTER))


def in_a_silence(state: State) -> bool:
    """Whether a change of session would interrupt nobody, nor a tool."""
    talking = state.capture.phase is not CapturePhase.OFF and state.manual
    busy = state.response is not None or state.playing or state.wanted or state.hearing
    awaited = state.in_doubt or tools.one_is_at_work(state.conversation)
    return not talking and not busy and not awaited


def _usd(amount: float) -> str:
    """In cents, or finer where cents say nothing."""
    return f"${amount:.2f}" if amount >= 0.1 else f"${amount:.4f}"
