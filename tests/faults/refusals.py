"""The server wants nothing of us, or not now."""

from dataclasses import replace

from tests.faults.house import Line
from tests.faults.losses import waits_of
from tests.faults.row import Play, Row
from tui_voice.session.phases import LinkPhase

Refusal = tuple[int, str]
"""A status and the code of an error."""

FOR_GOOD: dict[str, tuple[Refusal, str]] = {
    "the key is wrong (401)": ((401, "invalid_api_key"), "check OPENAI_API_KEY"),
    "the key is refused (403)": ((403, ""), "may lack access"),
    "the account has no credit (429, `insufficient_quota`)": (
        (429, "insufficient_quota"),
        "add credit",
    ),
    "the account has reached its spending limit (400, `billing_hard_limit_reached`)": (
        (400, "billing_hard_limit_reached"),
        "spending limit",
    ),
    "the model is unknown (404, `model_not_found`)": (
        (404, "model_not_found"),
        "choose another in the settings",
    ),
}


def for_good(refusal: Refusal, words: str, *, minting: bool) -> Play:
    """Said in one line, not tried again; another model in the settings mends it."""

    async def play(line: Line) -> None:
        house, server = line.house, line.server
        (server.mint_refusals if minting else server.refusals).append(refusal)
        await line.until(lambda: house.phase is LinkPhase.DOWN)
        (notice,) = house.notices
        assert words in notice
        assert house.view.link.message == notice
        assert waits_of(line) == []
        assert server.calls == (0 if minting else 1)
        house.type("is anybody there?")
        await line.until(lambda: house.words)
        house.change(replace(house.view.settings, model="gpt-realtime-2"))
        await line.until(lambda: len(server.sessions) == 1 and server.session.answered == 1)
        await house.ready()
        assert list(server.session.items.values()) == [("user", "is anybody there?")]
        assert house.view.link.message == ""

    return play


def for_now(status: int, *, minting: bool) -> Play:
    """The banner stands until it goes better."""

    async def play(line: Line) -> None:
        house, server = line.house, line.server
        (server.mint_refusals if minting else server.refusals).extend([(status, "")] * 2)
        await line.until(lambda: house.phase is LinkPhase.WAITING)
        await house.ready()
        assert len(house.notices) == 1
        assert len(waits_of(line)) >= 1
        await line.converse("one")

    return play


def during_the_talk(code: str, close: int, words: str) -> Play:
    """An error, then a close: what the error said counts, not the close."""

    async def play(line: Line) -> None:
        house, server = line.house, line.server
        await house.ready()
        await line.converse("one")
        error = {"type": code, "code": code, "message": "No."}
        await server.session.say(server.event("error", error=error))
        server.session.close(close)
        await line.until(lambda: house.phase is LinkPhase.DOWN)
        (notice,) = house.notices
        assert words in notice
        assert waits_of(line) == []
        house.reconnect()
        await line.until(lambda: len(server.sessions) == 2)
        await house.ready()
        await line.converse("two")

    return play


async def an_error_that_changes_nothing(line: Line) -> None:
    house, server = line.house, line.server
    await house.ready()
    for code in ("response_cancel_not_active", "input_audio_buffer_commit_empty"):
        error = {"type": "invalid_request_error", "code": code, "message": "No."}
        await server.session.say(server.event("error", error=error))
    await line.converse("one")
    assert house.notices == []


async def an_error_in_words_of_its_own(line: Line) -> None:
    house, server = line.house, line.server
    await house.ready()
    error = {"type": "server_error", "code": None, "message": "Bad \x1b[31mweather\x07.\nSorry."}
    await server.session.say(server.event("error", error=error))
    await line.until(lambda: house.notices)
    assert house.notices == ["Bad [31mweather . Sorry."]
    await line.converse("one")


ONE_LINE = "one line that says what to do; not tried again; other settings connect and answer"

ROWS = (
    *(
        Row(f"{fault}, at the connection", ONE_LINE, for_good(refusal, words, minting=False))
        for fault, (refusal, words) in FOR_GOOD.items()
    ),
    *(
        Row(f"{fault}, for the secret", ONE_LINE, for_good(refusal, words, minting=True))
        for fault, (refusal, words) in FOR_GOOD.items()
    ),
    *(
        Row(
            f"the server answers with {status}, {where}",
            "banner and backoff; said once; then the conversation",
            for_now(status, minting=minting),
        )
        for status in (429, 500, 503)
        for minting, where in ((False, "at the connection"),)
    ),
    *(
        Row(
            f"the server says `{code}` in the middle of a talk and closes with {close}",
            "one line; not tried again; the reconnect key carries the conversation over",
            during_the_talk(code, close, words),
        )
        for code, close, words in (
            ("insufficient_quota", 1001, "add credit"),
            ("billing_hard_limit_reached", 1011, "spending limit"),
        )
    ),
    Row(
        "the server complains of what is no failure (`response_cancel_not_active`, …)",
        "nothing is shown",
        an_error_that_changes_nothing,
    ),
    Row(
        "the server reports an error with control characters in its words",
        "one plain line; the conversation goes on",
        an_error_in_words_of_its_own,
    ),
)
