"""Everyday questions, and how many of their words a recogniser takes wrongly."""

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


def edits(got: list[str], expected: list[str]) -> int:
    """How many words must change to make one into the other."""
    row = list(range(len(expected) + 1))
    for index, word in enumerate(got, start=1):
        diagonal, row[0] = row[0], index
        for column, other in enumerate(expected, start=1):
            change = diagonal + (word != other)
            diagonal, row[column] = row[column], min(row[column] + 1, row[column - 1] + 1, change)
    return row[-1]
