"""What a real session leaves in its record: no secret, and all that a replay needs to show it."""

from pathlib import Path

from tests.faults.house import KEY, line
from tui_voice.config.catalogue import load_catalogue
from tui_voice.engine.picture import picture
from tui_voice.engine.recording import Recording, read_recording
from tui_voice.engine.tape import Tape

SECRETS = KEY | {"MY_OTHER_TOKEN": "hush-other"}


def read(path: Path) -> Recording:
    with path.open("rb") as lines:
        return read_recording(lines)


async def test_no_secret_of_a_session_is_in_its_record(tmp_path: Path):
    path = tmp_path / "talk.jsonl"
    settings = {"token_command": "printf hush-command", "instructions": "Never say hush-other."}
    async with line(SECRETS, record_events=path, **settings) as at_work:
        at_work.server.mint_refusals.append((500, "server_error"))
        at_work.server.refusals.append((503, "server_error"))
        await at_work.house.ready()
        await at_work.converse("my key is hush-key", "and hush-other")
        await at_work.server.session.say(
            '{"type": "error", "error": {"message": "hush-key is wrong", "code": "c"}}'
        )
        await at_work.until(lambda: "is wrong" in "".join(at_work.house.notices))
    text = path.read_text()
    assert "is wrong" in text
    assert "my key is" in text
    assert "hush" not in text


async def test_a_replay_shows_what_was_seen_with_the_losses_in_between(tmp_path: Path):
    path = tmp_path / "talk.jsonl"
    async with line(record_events=path) as at_work:
        await at_work.house.ready()
        await at_work.converse("one")
        at_work.server.session.reset()
        await at_work.until(lambda: at_work.house.losses())
        await at_work.house.ready()
        await at_work.converse("two")
        seen = at_work.house.view
    recording = read(path)
    tape = Tape(recording, load_catalogue())
    tape.jump_to(recording.length_s)
    assert recording.skipped == 0
    assert picture(tape.state).entries == seen.entries
    assert picture(tape.state).latencies_s == seen.latencies_s
