"""Whether somebody who pauses has finished, judged by the words so far. Pure.

Spoken English without punctuation: a sentence that hangs ("tell me about the") is going on, a
question or an order with all its parts is over, and of the rest nobody knows.
"""

import re
from enum import Enum, auto


class Ending(Enum):
    """How the words so far sound."""

    HANGING = auto()
    UNCLEAR = auto()
    COMPLETE = auto()


# OpenAI's longest waits are 8, 4 and 2 seconds; "auto" is "medium". The shorter ones are ours.
_PATIENCE_MS = {
    "low": {Ending.COMPLETE: 900, Ending.UNCLEAR: 2000, Ending.HANGING: 8000},
    "medium": {Ending.COMPLETE: 500, Ending.UNCLEAR: 1000, Ending.HANGING: 4000},
    "auto": {Ending.COMPLETE: 500, Ending.UNCLEAR: 1000, Ending.HANGING: 4000},
    "high": {Ending.COMPLETE: 300, Ending.UNCLEAR: 600, Ending.HANGING: 2000},
}


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_FILLERS = _set("um uh er erm hmm mm")
_CONJUNCTIONS = _set("and or but nor because although though unless until if while than")
_DETERMINERS = _set("a an the my your his her its our their every some any")
_PREPOSITIONS = _set(
    "of to in on at for with from by about into onto over under between through without"
)
_VERBS_WITHOUT_OBJECT = _set(
    "is are was were am be been i'm you're it's what's has have had will would can could should "
    "may might must want need like let's please not"
)
_ARITHMETIC = _set("plus minus times divided equals")
_HANGING = (
    _FILLERS
    | _CONJUNCTIONS
    | _DETERMINERS
    | _PREPOSITIONS
    | _VERBS_WITHOUT_OBJECT
    | _ARITHMETIC
    | {"i", "we", "he", "she", "they", "who", "which", "whose", "very", "really"}
)
_PRONOUNS = _set("i you he she it we they this that there")
_ASKING = _set("what who where when why how which whose")

_QUESTION = re.compile(
    r"(?:(?:so|and|well|okay|please|hey|hello) )*"
    r"(?:(?:what|who|where|when|why|how|which|whose)(?:'s)?"
    r"|is|are|was|were|do|does|did|can|could|will|would|should|shall|has|have|may) (?:\S+ ?)+"
)
_ORDER = re.compile(
    r"(?:please )?(?:tell|say|repeat|count|give|show|play|stop|set|turn|open|call|use|run|read"
    r"|explain|remind|help)\b.*"
)
_WHOLE = frozenset(
    (
        *("yes", "no", "okay", "help", "stop", "hello", "hi", "hey", "thanks", "goodbye", "bye"),
        *("thank you", "good morning", "good afternoon", "good evening", "good night"),
        *("never mind", "of course", "that is all", "that's all", "go on", "i don't know"),
    )
)
_FEWEST_WORDS = 3


def ending(words: str) -> Ending:
    """Judge the words so far; none at all are unclear."""
    spoken = re.sub(r"[^\w' ]", "", words.lower()).split()
    if not spoken:
        return Ending.UNCLEAR
    said = " ".join(spoken)
    if said in _WHOLE:
        return Ending.COMPLETE
    if spoken[-1] in _HANGING and not _is_stranded(spoken):
        return Ending.HANGING
    asked = _QUESTION.fullmatch(said) or _ORDER.fullmatch(said)
    if asked and len(spoken) >= _FEWEST_WORDS:
        return Ending.COMPLETE
    return Ending.UNCLEAR


def patience_ms(words: str, eagerness: str) -> int:
    """How much silence ends a turn of these words; ``eagerness`` is the protocol's."""
    return _PATIENCE_MS[eagerness][ending(words)]


def _is_stranded(spoken: list[str]) -> bool:
    """Whether the last word may end a question: "where are you from", "do you know who I am"."""
    return (
        len(spoken) > _FEWEST_WORDS
        and spoken[-2] in _PRONOUNS
        and not _ASKING.isdisjoint(spoken)
        and spoken[-1] in _PREPOSITIONS | _VERBS_WITHOUT_OBJECT
    )
