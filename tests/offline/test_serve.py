"""``tui-voice serve`` as a process: its line of JSON, its ends, its complaints."""

import asyncio
import errno
import gc
import json
import os
import select
import signal
import socket
import ssl
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import aiohttp
import pytest
from click.testing import CliRunner

from tests.offline.conftest import COMMAND
from tests.offline.fakes import parts_without_speech
from tui_voice.cli.serve import serve
from tui_voice.offline.server import OfflineServer
from tui_voice.offline.serving import run

_TIMEOUT_S = 10


@contextmanager
def _served(
    *command: str, environment: Mapping[str, str] | None = None
) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A running server and the first line it printed."""
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, stdin=pipe, stdout=pipe, stderr=pipe, env={**os.environ, **(environment or {})}
    ) as process:
        assert process.stdout
        try:
            yield process, process.stdout.readline().decode()
        finally:
            process.kill()


def _children(pid: int) -> list[int]:
    listed = subprocess.run(["ps", "--ppid", str(pid), "-o", "pid="], stdout=subprocess.PIPE)
    return [int(line) for line in listed.stdout.split()]


def _end_of(pid: int) -> None:
    """Wait until a process that is not our child has ended."""
    pidfd = os.pidfd_open(pid)
    try:
        assert select.select([pidfd], [], [], _TIMEOUT_S)[0], "the process lives on"
    finally:
        os.close(pidfd)


def test_the_first_line_says_where_it_listens_and_what_it_can_do() -> None:
    with _served(*COMMAND) as (_, line):
        report = json.loads(line)
    assert report["url"].startswith("http://127.0.0.1:")
    assert report["url"].endswith("/v1")
    assert set(report["parts"]) == {
        *("voice_activity", "speech_to_text", "language_model", "text_to_speech")
    }
    assert isinstance(report["missing"], list)


def test_it_ends_when_its_standard_input_does() -> None:
    with _served(*COMMAND) as (process, _):
        assert process.stdin
        process.stdin.close()
        assert process.wait(_TIMEOUT_S) == 0


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGTERM for a process there")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_cleanly(number: int) -> None:
    with _served(*COMMAND) as (process, _):
        process.send_signal(number)
        assert process.wait(_TIMEOUT_S) == 0
        assert process.stderr
        assert process.stderr.read() == b""


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="needs Linux")
def test_its_recogniser_does_not_outlive_it_even_when_it_is_killed() -> None:
    pytest.importorskip("pocketsphinx")
    with _served(*COMMAND) as (process, _):
        (recogniser,) = _children(process.pid)
        process.kill()
        _end_of(recogniser)


def test_for_people_it_says_where_it_listens_in_words() -> None:
    command = [part for part in COMMAND if part != "--json"]
    with _served(*command) as (_, line):
        assert line.startswith("The offline server listens on http://127.0.0.1:")


def test_a_port_that_is_taken_is_said_in_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        result = CliRunner().invoke(serve, ["--port", str(taken.getsockname()[1])])
    assert result.exit_code == 1
    assert result.output.startswith("Error: Cannot listen on 127.0.0.1, port ")
    assert result.output.endswith(f": {os.strerror(errno.EADDRINUSE)}.\n")
    assert result.output.count("\n") == 1


@pytest.mark.parametrize("host", ["", "999.1.1.1", "a" * 70 + ".invalid", "192.0.2.1"])
def test_a_host_that_is_not_ours_is_refused_in_words(host: str) -> None:
    result = CliRunner().invoke(serve, ["--host", host, "--port", "0"])
    assert result.exit_code in (1, 2)
    assert isinstance(result.exception, SystemExit)


async def _told(socket: aiohttp.ClientWebSocketResponse) -> aiohttp.WSMessage:
    """Read until the end."""
    while (message := await socket.receive(_TIMEOUT_S)).type is aiohttp.WSMsgType.TEXT:
        pass
    return message


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGTERM for a process there")
async def test_whoever_is_connected_when_it_ends_is_told_in_words() -> None:
    say = {"type": "message", "role": "user", "content": []}
    say["content"] = [{"type": "input_text", "text": "count to one hundred"}]
    with _served(*COMMAND, "--pace", "1") as (process, line):
        async with aiohttp.ClientSession() as http:
            url = f"{json.loads(line)['url']}/realtime?model=m"
            async with http.ws_connect(url) as idle, http.ws_connect(url) as answered:
                await answered.send_json({"type": "conversation.item.create", "item": say})
                await answered.send_json({"type": "response.create"})
                while "response.content_part.added" not in await answered.receive_str():
                    pass
                process.send_signal(signal.SIGTERM)
                goodbyes = [await _told(socket) for socket in (idle, answered)]
        assert await asyncio.to_thread(process.wait, _TIMEOUT_S) == 0
        assert process.stderr
        assert process.stderr.read() == b""
    assert [goodbye.data for goodbye in goodbyes] == [aiohttp.WSCloseCode.GOING_AWAY] * 2
    assert [goodbye.extra for goodbye in goodbyes] == ["the server ends"] * 2


@pytest.mark.parametrize("given", ["", "let me in"])
def test_where_others_can_come_in_a_key_is_needed(given: str) -> None:
    command = [*COMMAND[: COMMAND.index("--host") + 1], "0.0.0.0", *COMMAND[-4:]]
    with _served(*command, environment={"TUI_VOICE_SERVE_TOKEN": given}) as (_, line):
        report = json.loads(line)
        url = report["url"].replace("0.0.0.0", "127.0.0.1")
        request = urllib.request.Request(f"{url}/realtime/client_secrets", b"{}")
        with pytest.raises(urllib.error.HTTPError, match="401"):
            urllib.request.urlopen(request)
        request.add_header("Authorization", f"Bearer {report['token']}")
        request.add_header("Content-Type", "application/json")
        with urllib.request.urlopen(request) as answer:
            assert json.load(answer)["value"].startswith("ek_")
    assert report["token"] == given or len(report["token"]) > 30 > len(given)


def test_it_serves_https_to_whoever_trusts_its_certificate(certificate: Path) -> None:
    with _served(*COMMAND, "--tls-cert", str(certificate)) as (_, line):
        url = json.loads(line)["url"]
        trusting = ssl.create_default_context(cafile=str(certificate))
        secret = urllib.request.Request(f"{url}/realtime/client_secrets", data=b"{}")
        with urllib.request.urlopen(secret, context=trusting) as answer:
            assert json.load(answer)["value"].startswith("ek_")
    assert url.startswith("https://127.0.0.1:")


def test_a_certificate_that_is_none_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "cert.pem").write_text("not a certificate")
    result = CliRunner().invoke(serve, ["--tls-cert", str(tmp_path / "cert.pem")])
    assert result.exit_code == 1
    assert "The certificate cannot be used" in result.output


async def test_what_is_there_before_anybody_comes_is_never_searched_for_garbage_again() -> None:
    frozen: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    switch_interval_s = sys.getswitchinterval()
    serving = run(
        OfflineServer(parts_without_speech()),
        *("127.0.0.1", 0),
        announce=lambda _: frozen.set_result(gc.get_freeze_count()),
        until_stdin_ends=False,
    )
    running = asyncio.create_task(serving)
    try:
        assert await asyncio.wait_for(frozen, _TIMEOUT_S) > 10_000
    finally:
        running.cancel()
        await asyncio.wait([running])
        gc.unfreeze()
        sys.setswitchinterval(switch_interval_s)
