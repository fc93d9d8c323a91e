"""A connection that does not come about says why, and what to do."""

import asyncio
from contextlib import nullcontext
from dataclasses import replace

import pytest
from aiohttp import web

from tests.fakes.realtime_server import RealtimeServer, emit
from tests.realtime.talking import Behaviour, endpoint_at, forever, raw_server, talking, upgrade
from tui_voice.config.settings import Settings
from tui_voice.realtime.errors import UnreachableError
from tui_voice.realtime.handshake import open_socket
from tui_voice.realtime.socket import Closed
from tui_voice.session.events import ConnectionOpened, ConnectionRefused


async def refusal(base_url: str) -> ConnectionRefused:
    async with talking({"TUI_VOICE_TOKEN": "hush-hush"}) as (transport, inbox):
        transport.connect(Settings(base_url=base_url))
        refused = await inbox.next(ConnectionRefused)
        assert "hush-hush" not in refused.message
        assert refused.message.isprintable()
        return refused


def answering(text: str) -> Behaviour:
    """A server that answers every request with the same bytes."""

    async def behave(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(text.encode())
        await writer.drain()

    return behave


@pytest.mark.parametrize(
    ("status", "words", "retry"),
    [
        (401, "does not accept the key or token", False),
        (403, "may lack access", False),
        (404, "no Realtime session here", False),
        (429, "wait a moment", True),
        (500, "failure of its own (500)", True),
    ],
)
async def test_a_refused_handshake_says_what_its_status_means(status: int, words: str, retry: bool):
    async with RealtimeServer(refuse=web.Response(status=status)) as server:
        refused = await refusal(server.base_url)
        assert words in refused.message
        assert refused.retry is retry


async def test_the_reason_in_the_body_of_a_refusal_is_put_in_our_words():
    error = {"error": {"code": "model_not_found", "message": "The model does not exist."}}
    refuse = web.json_response(error, status=404)
    async with RealtimeServer(refuse=refuse) as server:
        assert "choose another in the settings" in (await refusal(server.base_url)).message


async def test_a_reason_we_do_not_know_is_quoted_from_the_body():
    refuse = web.json_response(
        {"error": {"code": 17, "message": "Not on\x1b Sundays."}}, status=403
    )
    async with RealtimeServer(refuse=refuse) as server:
        assert (await refusal(server.base_url)).message.endswith("It says: Not on Sundays.")


async def test_a_web_site_is_told_from_a_realtime_server():
    page = web.Response(text="<html>Welcome</html>", content_type="text/html")
    async with RealtimeServer(refuse=page) as server:
        refused = await refusal(server.base_url)
        assert "as a web site does (200)" in refused.message
        assert "base URL" in refused.message
        assert not refused.retry


async def test_the_secret_does_not_follow_a_redirect():
    async with RealtimeServer() as elsewhere:
        moved = web.Response(status=307, headers={"Location": elsewhere.base_url + "/realtime"})
        async with RealtimeServer(refuse=moved) as server:
            refused = await refusal(server.base_url)
        assert "sends the connection elsewhere" in refused.message
        assert elsewhere.calls == []


async def test_where_nobody_listens_is_said_by_host_and_port_and_tried_again():
    async with RealtimeServer() as server:
        base_url = server.base_url
    refused = await refusal(base_url)
    host_and_port = base_url.removeprefix("http://").removesuffix("/v1")
    assert refused.message.startswith(f"Nothing answers at {host_and_port}")
    assert refused.retry


async def test_a_host_that_does_not_exist_is_said():
    refused = await refusal("http://no-such-host.invalid")
    assert "no server named no-such-host.invalid" in refused.message


async def test_tls_to_a_server_without_it_is_said():
    async with RealtimeServer() as server:
        refused = await refusal(server.base_url.replace("http", "https"))
    assert "No secure connection" in refused.message
    assert not refused.retry


@pytest.mark.parametrize(
    ("answer", "words", "retry"),
    [
        ("SSH-2.0-OpenSSH_9.6\r\n", "not a Realtime server", False),
        ("", "broke off the connection", True),
        ("HTTP/1.1 101 Switching Protocols\r\n\r\n", "not a Realtime server", False),
    ],
)
async def test_what_speaks_another_language_is_no_realtime_server(
    answer: str, words: str, retry: bool
):
    async with raw_server(answering(answer)) as base_url:
        refused = await refusal(base_url)
        assert words in refused.message
        assert refused.retry is retry


async def test_a_server_that_chooses_a_foreign_subprotocol_is_no_realtime_server():
    async def choose_another(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await upgrade(reader, writer, subprotocol="gra\x1bphql")
        await forever()

    async with raw_server(choose_another) as base_url:
        refused = await refusal(base_url)
    assert "It chose the protocol" in refused.message
    assert not refused.retry


async def test_a_server_that_chooses_no_subprotocol_is_taken_as_it_is():
    script = [emit("session.created", session={})]
    async with RealtimeServer(script, subprotocols=()) as server, talking() as (transport, inbox):
        transport.connect(Settings(base_url=server.base_url))
        await inbox.next(ConnectionOpened)


async def test_a_proxy_is_used_for_the_network_but_not_on_this_machine(
    monkeypatch: pytest.MonkeyPatch,
):
    asked: list[bytes] = []

    async def proxy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.readuntil(b"\r\n"))
        await answering("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n")(reader, writer)

    async with raw_server(proxy) as proxy_url:
        monkeypatch.setenv("HTTP_PROXY", proxy_url.removesuffix("/v1"))
        monkeypatch.delenv("NO_PROXY", raising=False)
        environ = {"OPENAI_API_KEY": "k"}
        async with RealtimeServer([]) as server, talking(environ) as (transport, inbox):
            transport.connect(Settings(base_url=server.base_url))
            await inbox.next(ConnectionOpened)
        assert asked == []
        refused = await refusal("http://realtime.example")
    assert "wants a login (407)" in refused.message
    assert asked[0].startswith(b"GET http://realtime.example/v1/realtime?")


async def test_a_proxy_that_gives_no_way_is_told_from_the_server(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.delenv("NO_PROXY", raising=False)
    async with raw_server(answering("HTTP/1.1 403 Forbidden\r\n\r\n")) as proxy_url:
        for proxy in (proxy_url.removesuffix("/v1"), "http://127.0.0.1:1"):
            monkeypatch.setenv("HTTPS_PROXY", proxy)
            refused = await refusal("https://realtime.example")
            assert "The proxy gives no way to realtime.example" in refused.message


async def test_an_unusable_base_url_is_refused_before_anything_is_sent():
    refused = await refusal("localhost:8000")
    assert "The base URL cannot be used" in refused.message
    assert not refused.retry


async def test_a_server_that_does_not_answer_the_call_is_given_up():
    async def silence(_reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        await forever()

    async with raw_server(silence) as base_url:
        with pytest.raises(UnreachableError, match=r"did not answer within 0\.05 seconds") as error:
            async with open_socket(endpoint_at(base_url), heartbeat_s=5, handshake_s=0.05):
                pass
        assert error.value.fault.retry


async def test_a_connection_that_is_only_half_open_is_found_by_its_silence():
    async def never_pong(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await upgrade(reader, writer)
        await forever()

    async with (
        raw_server(never_pong) as base_url,
        open_socket(endpoint_at(base_url), heartbeat_s=0.02) as socket,
    ):
        assert await asyncio.wait_for(socket.receive(), 5) == Closed(1006)


class Choosy:
    """A server that takes a call only where the address names a model, and notes what it said."""

    def __init__(self, *, ever: bool) -> None:
        self.asked: list[str] = []
        self._ever = ever

    async def behave(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await reader.readuntil(b"\r\n\r\n")
        self.asked.append(request.split()[1].decode())
        if self._ever and b"model=" in request:
            again = asyncio.StreamReader()
            again.feed_data(request)
            await upgrade(again, writer)
            await forever()
        writer.write(b"HTTP/1.1 403 Forbidden\r\n\r\n")


@pytest.mark.parametrize("ever", [True, False])
async def test_who_is_refused_tries_the_other_address_once(ever: bool):
    server = Choosy(ever=ever)
    async with raw_server(server.behave) as base_url:
        named = endpoint_at(base_url)
        first = named.url.replace("model=m", "intent=transcription")
        endpoint = replace(named, url=first, other_url=named.url)
        with nullcontext() if ever else pytest.raises(UnreachableError, match="403"):
            async with open_socket(endpoint, heartbeat_s=5):
                pass
    assert server.asked == ["/v1/realtime?intent=transcription", "/v1/realtime?model=m"]
