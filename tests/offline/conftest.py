"""The real server, as the app starts it: a process of its own, with all the speech parts."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.fakes.certificate import self_signed

COMMAND = (
    *(sys.executable, "-m", "tui_voice", "serve"),
    *("--host", "127.0.0.1", "--port", "0", "--json", "--parent-stdin"),
)

# So that no test waits for an answer to be sent.
_AT_ONCE = ("--pace", "1000")


def _unavailable(why: str) -> None:
    """There is no pocketsphinx for Python 3.14; anywhere else CI must have every part."""
    if os.environ.get("CI") == "true" and sys.version_info < (3, 14):
        pytest.fail(why)
    pytest.skip(why)


@pytest.fixture(scope="session")
def real_server() -> Iterator[str]:
    """The base URL of a running server."""
    with _served() as url:
        yield url


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A self-made certificate for this machine with its key, in one file."""
    if shutil.which("openssl") is None:
        _unavailable("openssl is not installed")
    return self_signed(tmp_path_factory.mktemp("tls"), "IP:127.0.0.1")


@pytest.fixture
def real_tls_server(certificate: Path) -> Iterator[str]:
    """The base URL, https, of a running server that others have to trust."""
    with _served("--tls-cert", str(certificate)) as url:
        yield url


@contextmanager
def _served(*options: str) -> Iterator[str]:
    command, pipe = (*COMMAND, *_AT_ONCE, *options), subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe) as process:
        assert process.stdin
        assert process.stdout
        report = json.loads(process.stdout.readline())
        if report["missing"]:
            _unavailable("; ".join(report["missing"]))
        yield report["url"]
        process.stdin.close()
        assert process.wait(10) == 0
