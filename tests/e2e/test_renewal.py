"""The server's time limit: a new session before it in a silence, and after it where there was none.

The sound is compared with what the server sent, so that a gap in an answer would be seen.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.e2e.relay import Relay, relay
from tests.e2e.terminal import Terminal, app_in_terminal
from tests.rig.heard import compare
from tests.rig.pulse import RATE_HZ, Recording, Rig

pytestmark = [pytest.mark.rig, pytest.mark.xdist_group("rig")]

QUIET_BYTES = RATE_HZ
"""Half a second."""


LONG_QUESTION = (
    "remember the lighthouse on the cliff and the keeper who climbs every evening with his lamp "
    "while fishing boats come home past the harbour wall and children count their coloured sails"
)
"""It is repeated in the answer, which takes longer than the session may last."""


async def answer_is_whole(
    app: Terminal, server: Relay, recording: Recording, question: str, answer: str
) -> None:
    """Type a question, and hear every sample of its answer without a gap."""
    heard_before, known = len(recording.pcm), set(server.sounds())
    await app.type(question)
    await app.press("Enter")
    await app.until(lambda screen: answer in screen and "○ idle" in screen)
    await recording.until(
        lambda pcm: (
            any(pcm[heard_before:])
            and len(pcm) > heard_before + QUIET_BYTES
            and not any(pcm[-QUIET_BYTES:])
        )
    )
    (item,) = set(server.sounds()) - known
    comparison = compare(server.sounds()[item], bytes(recording.pcm[heard_before:]))
    assert comparison.whole, comparison


async def test_a_session_is_changed_for_a_new_one_in_a_silence_before_its_time_is_up(
    rig: Rig, tmp_path: Path
):
    async with (
        relay("--max-session", "12") as server,
        rig.record() as recording,
        app_in_terminal(tmp_path, "--base-url", server.url, env=rig.steady_env) as app,
    ):
        await app.until("● connected")
        await app.press("i")
        await app.until("esc leave")
        await answer_is_whole(app, server, recording, "what is two plus two", "That is 4")
        heard = len(recording.pcm)
        screen = await app.until("Context carried: 2 turns.")
        assert not any(recording.pcm[heard:]), "the change itself is not heard"
        assert "longest time" not in screen, "the server did not have to end it"
        await app.until("● connected")
        await answer_is_whole(app, server, recording, "what is two plus three", "That is 5")
        assert server.connections == 2


async def test_a_session_whose_time_is_up_in_the_middle_of_an_answer_is_changed_after_it(
    rig: Rig, tmp_path: Path
):
    async with relay() as server, rig.record() as recording:
        server.first_lasts_s = 8
        async with app_in_terminal(tmp_path, "--base-url", server.url, env=rig.env) as app:
            await app.until("● connected")
            await app.type("i" + LONG_QUESTION)
            await app.press("Enter")
            await server.until(lambda: server.connections == 2, timeout_s=60)
            heard = len(recording.pcm)
            await app.until("Context carried: 2 turns.")
            await app.until("● connected")
            await app.press("Escape", "C-q")
            await app.until("exit code 0")
    (sound,) = server.sounds().values()
    assert len(sound) > 8 * 2 * RATE_HZ, "longer than the session was to last"
    assert not any(recording.pcm[heard + QUIET_BYTES :]), "the change came after it"
    with closing(sqlite3.connect(tmp_path / "data" / "tui-voice" / "history.db")) as history:
        kept = "SELECT status, heard_samples FROM turns WHERE role = 'assistant'"
        assert history.execute(kept).fetchall() == [("done", len(sound) // 2)], "heard to its end"
    assert len(server.sent("response.create")) == 1, "nothing was asked again"


def goes_on(screen: str) -> bool:
    """Connected, recording, and the banner of the loss, which goes a frame later, is gone."""
    return "● connected" in screen and "● recording" in screen and "r reconnect" not in screen


async def test_a_session_that_ends_in_the_middle_of_a_recording_is_said_once_and_goes_on(
    rig: Rig, tmp_path: Path
):
    async with (
        relay("--max-session", "5") as server,
        app_in_terminal(tmp_path, "--base-url", server.url, env=rig.env) as app,
    ):
        await app.until("● connected")
        await app.press("Space")
        await app.until("● recording")
        await app.until("longest time")
        await server.until(lambda: server.connections == 2)
        screen = await app.until(goes_on)
        assert screen.count("longest time") == 1, screen
        assert screen.count("The server ended the session") == 0, screen
        await app.press("Escape")
        await app.until("discarded")
