"""``tui-voice serve`` as a process: its line of JSON, its ends, its complaints."""

import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from click.testing import CliRunner

from tests.offline.conftest import COMMAND
from tui_voice.cli.serve import serve

_TIMEOUT_S = 10


@contextmanager
def _served(*command: str) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A running server and the first line it printed."""
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe) as process:
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
    assert "Traceback" not in result.output


def test_listening_for_the_whole_network_is_warned_of() -> None:
    with socket.create_server(("0.0.0.0", 0)) as taken:
        port = str(taken.getsockname()[1])
        result = CliRunner().invoke(serve, ["--host", "0.0.0.0", "--port", port])
    assert "Warning: anyone who can reach 0.0.0.0 can use this server." in result.output
