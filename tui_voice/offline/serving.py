"""Runs the server until it is told to end."""

import asyncio
import gc
import os
import signal
import ssl
import sys
import threading
from collections.abc import Callable
from contextlib import suppress

from aiohttp import web

from tui_voice.offline.server import OfflineServer


async def run(
    server: OfflineServer,
    host: str,
    port: int,
    *,
    announce: Callable[[str], None],
    until_stdin_ends: bool,
    tls: ssl.SSLContext | None = None,
) -> None:
    """Listen, tell the address (``http://HOST:PORT/v1``), and serve until a signal or the end.

    With ``tls`` the address is ``https://…``, and sockets are ``wss://…``.

    ``port`` 0 takes a free one. With ``until_stdin_ends`` the end of standard input is the end of
    the server too, so that it never outlives the program that started it. Raises ``OSError`` when
    the address cannot be had.
    """
    # The event loop waits this long for Python's lock while a worker listens; Python's 5 ms add up
    # when many do.
    sys.setswitchinterval(0.001)
    ended = asyncio.Event()
    _end_on_signals(ended)
    if until_stdin_ends:
        _end_with_stdin(asyncio.get_running_loop(), ended)
    runner = web.AppRunner(server.app(), shutdown_timeout=1.0)
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port, ssl_context=tls)
        await site.start()
        # What was imported stays; to look through it again for garbage held the loop for 30 ms.
        gc.freeze()
        announce(_url("https" if tls else "http", runner, host))
        await ended.wait()
    finally:
        await runner.cleanup()


def tls_from(certificate: str, key: str | None) -> ssl.SSLContext:
    """Read a certificate and its private key, PEM files; without ``key`` both are in one.

    Raises ``OSError`` when they cannot be read or do not belong together.
    """
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    return context


def _url(scheme: str, runner: web.AppRunner, host: str) -> str:
    port = runner.addresses[0][1]
    shown = f"[{host}]" if ":" in host else host
    return f"{scheme}://{shown}:{port}/v1"


def _end_on_signals(ended: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        # Windows' event loop knows no signal handlers; Ctrl-C raises KeyboardInterrupt there.
        with suppress(NotImplementedError):
            loop.add_signal_handler(number, ended.set)


def _end_with_stdin(loop: asyncio.AbstractEventLoop, ended: asyncio.Event) -> None:
    def wait_for_the_end() -> None:
        # os.read, not sys.stdin: a buffered reader blocked in a daemon thread aborts Python's exit.
        with suppress(OSError):
            while os.read(0, 4096):
                pass
        with suppress(RuntimeError):  # the loop may have ended first
            loop.call_soon_threadsafe(ended.set)

    threading.Thread(target=wait_for_the_end, name="stdin", daemon=True).start()
