"""Everyday questions, and how many of their words a recogniser takes wrongly."""

from tui_voice.offline.grammar import edits

QUESTIONS = (
    "what time is it",
    "what is the time",
    "what day is it today",
    "what is the date",
    "what year is it",
    "who are you",
    "what is your name",
    "what can you do",
    "what can i say",
    "help",
    "tell me a joke",
    "say that again",
    "what did you say",
    "what is seven times six",
    "how much is eighty minus eighteen",
    "what is twelve plus thirty",
    "what is ninety divided by nine",
    "count to twenty",
    "good morning",
    "thank you",
)


def words_wrong(heard: list[str], said: tuple[str, ...]) -> float:
    """The share of the words that were said: substituted, left out, put in."""
    wrong = sum(edits(got.split(), text.split()) for got, text in zip(heard, said, strict=True))
    return wrong / sum(len(text.split()) for text in said)
