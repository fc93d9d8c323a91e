"""What is wrong is said in one line, what to do with it, and the app stays up wherever it can."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web

from tests.e2e.relay import offline_server
from tests.e2e.terminal import Terminal, app_in_terminal
from tests.rig.pulse import Rig

KEY = "sk-nobody-has-it"
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


async def still_talks(app: Terminal) -> None:
    """A typed turn is answered, whatever else does not work."""
    await app.press("i")
    await app.until("esc leave")
    await app.type("what is two plus three")
    await app.press("Enter")
    await app.until("That is 5")


@asynccontextmanager
async def server_that(answer: Answer) -> AsyncIterator[str]:
    """A web server that answers everything in one way; its base URL."""
    app = web.Application()
    app.router.add_route("*", "/{any:.*}", answer)
    runner = web.AppRunner(app, shutdown_timeout=0.5)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    try:
        yield f"http://{host}:{port}/v1"
    finally:
        await runner.cleanup()


# ── sound ──


async def test_without_a_sound_device_the_record_key_says_so_and_text_works(tmp_path: Path):
    async with app_in_terminal(tmp_path, "--offline") as app:
        await app.until("● connected")
        await app.press("Space")
        screen = await app.until("microphone")
        assert "ALSA" not in screen, "nothing but the app may draw on the screen"
        await app.until("○ idle")
        await still_talks(app)


@pytest.mark.rig
@pytest.mark.xdist_group("rig")
async def test_a_wrong_device_name_is_said_with_the_names_there_are(rig: Rig, tmp_path: Path):
    async with app_in_terminal(tmp_path, "--offline", "--input", "Micorphone", env=rig.env) as app:
        await app.until("● connected")
        await app.press("Space")
        screen = await app.until("Micorphone")
        assert "default" in screen
        await app.press("Escape")
        await app.until("○ idle")
        await still_talks(app)


async def test_a_wav_that_is_none_is_said(tmp_path: Path):
    (tmp_path / "notes.wav").write_text("Dear diary")
    file = str(tmp_path / "notes.wav")
    async with app_in_terminal(tmp_path, "--offline", "--input", file) as app:
        await app.until("● connected")
        await app.press("Space")
        await app.until("notes.wav")
        await still_talks(app)


# ── servers ──


async def refuses_the_key(_request: web.Request) -> web.StreamResponse:
    error = {"message": "Incorrect API key provided", "code": "invalid_api_key"}
    return web.json_response({"error": error}, status=401)


async def knows_no_such_model(_request: web.Request) -> web.StreamResponse:
    error = {"message": "The model does not exist", "code": "model_not_found"}
    return web.json_response({"error": error}, status=404)


async def is_a_web_page(_request: web.Request) -> web.StreamResponse:
    return web.Response(text="<html>Welcome to nginx</html>", content_type="text/html")


async def hangs_up(request: web.Request) -> web.StreamResponse:
    socket = web.WebSocketResponse(protocols=["realtime"])
    await socket.prepare(request)
    await socket.close(code=1011, message=b"no reason")
    return socket


@pytest.mark.parametrize(
    ("answer", "key", "words"),
    [
        (refuses_the_key, KEY, "key"),
        (knows_no_such_model, KEY, "gpt-realtime-2.1-mini"),
        (is_a_web_page, "", "Realtime"),
        (hangs_up, "", "closed"),
    ],
)
async def test_a_server_that_does_not_serve_is_said_in_words_and_the_app_stays_up(
    tmp_path: Path, answer: Answer, key: str, words: str
):
    env = {"OPENAI_API_KEY": key} if key else {}
    async with (
        server_that(answer) as url,
        app_in_terminal(tmp_path, "--base-url", url, env=env) as app,
    ):
        screen = await app.until(lambda text: "◌ connecting" not in text and words in text)
        assert "Traceback" not in screen
        assert KEY not in screen
        await app.press("F2")
        await app.until("Nothing is changed.")
        await app.press("Escape", "C-q")
        await app.until("exit code 0")


async def test_a_server_that_is_not_there_is_tried_again(tmp_path: Path):
    async with app_in_terminal(tmp_path, "--base-url", "http://127.0.0.1:9/v1") as app:
        screen = await app.until("127.0.0.1:9")
        assert "Traceback" not in screen
        await app.until("Nothing answers")


async def test_what_was_typed_before_the_server_came_is_answered_when_it_is_there(tmp_path: Path):
    async with offline_server() as url, app_in_terminal(tmp_path, "--base-url", url) as app:
        await still_talks(app)


# ── before the screen ──


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tui_voice", *arguments]
    return subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60
    )


def test_a_broken_settings_file_is_one_line_with_its_place(tmp_path: Path):
    (tmp_path / "config.toml").write_text('voice = "marin\n')
    result = run("--config", str(tmp_path / "config.toml"))
    assert result.returncode == 2
    assert len(result.stderr.splitlines()) == 1
    assert "config.toml" in result.stderr


def test_without_a_terminal_it_says_so():
    result = run("--offline")
    assert result.returncode == 1
    assert result.stderr.splitlines() == [
        "tui-voice: The app needs a terminal for its keys and its screen: over SSH 'ssh -t' gives "
        "it one, and --plain needs none."
    ]


async def test_two_apps_do_not_disturb_one_another(tmp_path: Path):
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    async with (
        app_in_terminal(tmp_path / "one", "--offline") as one,
        app_in_terminal(tmp_path / "two", "--offline") as two,
    ):
        await asyncio.gather(one.until("● connected"), two.until("● connected"))
        await asyncio.gather(still_talks(one), still_talks(two))
