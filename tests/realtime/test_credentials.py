"""A secret is found in the order a person expects, and shown to nobody."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.fakes.realtime_server import RealtimeServer
from tui_voice.config.settings import Settings
from tui_voice.realtime.address import Address, address_of
from tui_voice.realtime.credentials import Credentials, Grant
from tui_voice.realtime.errors import UnreachableError
from tui_voice.realtime.secret import Secret, secret_in
from tui_voice.realtime.session_kind import SessionKind
from tui_voice.session.events import Credential

NOWHERE = address_of("http://127.0.0.1:1/v1")
MINTED = (
    200,
    {"value": "ek-minted", "expires_at": 1, "session": {"type": "realtime", "id": "s"}},
)


def printing(text: str) -> str:
    """A token command that prints this."""
    return f"'{sys.executable}' -c 'print(\"{text}\")'"


async def find(
    environ: Mapping[str, str], settings: Settings, address: Address = NOWHERE
) -> Grant | None:
    return await Credentials(environ).find(settings, address)


async def found(environ: Mapping[str, str], settings: Settings, address: Address = NOWHERE) -> str:
    grant = await find(environ, settings, address)
    assert grant is not None
    assert grant.credential is Credential.EPHEMERAL
    return grant.secret.reveal()


async def refused(settings: Settings, environ: Mapping[str, str] | None = None) -> str:
    with pytest.raises(UnreachableError) as refusal:
        await find(environ or {}, settings)
    return refusal.value.fault.message


class Backend:
    """A person's own backend that mints secrets."""

    def __init__(self, answer: web.Response) -> None:
        self.bodies: list[dict[str, Any]] = []
        self._answer = answer
        app = web.Application()
        app.router.add_post("/token", self._mint)
        self._server = TestServer(app)

    async def _mint(self, request: web.Request) -> web.Response:
        self.bodies.append(await request.json())
        return self._answer

    async def __aenter__(self) -> "Backend":
        await self._server.start_server()
        self.url = str(self._server.make_url("/token"))
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._server.close()


async def test_with_nothing_given_there_is_no_credential():
    assert await find({}, Settings()) is None


async def test_each_way_comes_before_the_next(tmp_path: Path):
    token_file = tmp_path / "token"
    token_file.write_text("from-file\n")
    async with (
        Backend(web.json_response({"value": "from-url"})) as backend,
        RealtimeServer(secrets=MINTED) as server,
    ):
        address = address_of(server.base_url)
        environ = {"TUI_VOICE_TOKEN": "from-environment", "OPENAI_API_KEY": "the-key"}
        everything = {
            "token_file": str(token_file),
            "token_url": backend.url,
            "token_command": printing("from-command"),
        }
        order = [await found(environ, Settings(**everything), address)]
        del environ["TUI_VOICE_TOKEN"]
        for name in tuple(everything):
            order.append(await found(environ, Settings(**everything), address))
            del everything[name]
        order.append(await found(environ, Settings(), address))
    assert order == ["from-environment", "from-file", "from-url", "from-command", "ek-minted"]


async def test_a_secret_for_a_transcription_is_minted_for_one():
    environ, kind = {"OPENAI_API_KEY": "k"}, SessionKind.TRANSCRIPTION
    async with RealtimeServer(secrets=MINTED) as server:
        settings = Settings(transcription_model="writer")
        await Credentials(environ).find(settings, address_of(server.base_url), kind)
        ((_, body),) = server.minted
    transcription = {"input": {"transcription": {"model": "writer"}}}
    assert body["session"] == {"type": "transcription", "audio": transcription}


async def test_a_secret_is_minted_anew_for_every_connection_with_model_and_expiry():
    settings = Settings(model="m", token_seconds=42)
    async with RealtimeServer(secrets=MINTED) as server:
        for _ in range(2):
            await found({"OPENAI_API_KEY": " the-key\n"}, settings, address_of(server.base_url))
        assert len(server.minted) == 2
        headers, body = server.minted[0]
        assert headers["Authorization"] == "Bearer the-key"
        assert body == {
            "expires_after": {"anchor": "created_at", "seconds": 42},
            "session": {"type": "realtime", "model": "m"},
        }


@pytest.mark.parametrize("secrets", [None, (404, {}), (405, {}), (501, {})])
async def test_a_server_without_a_secrets_route_gets_the_key_and_the_person_is_told(
    secrets: tuple[int, dict[str, Any]] | None,
):
    async with RealtimeServer(secrets=secrets) as server:
        grant = await find({"OPENAI_API_KEY": "k"}, Settings(), address_of(server.base_url))
    assert grant is not None
    assert grant.credential is Credential.BEARER
    assert grant.secret.reveal() == "k"
    assert grant.note == (
        "This server makes no ephemeral secrets: your key itself was sent as a bearer token."
    )


@pytest.mark.parametrize(
    ("status", "code", "words", "retry"),
    [
        (401, "invalid_api_key", "does not accept the key", False),
        (403, None, "may lack access", False),
        (404, "model_not_found", "choose another in the settings", False),
        (429, "insufficient_quota", "no credit left", False),
        (400, "odd", "refused the connection (400)", False),
        (500, None, "failure of its own", True),
    ],
)
async def test_a_refusal_to_mint_is_final_and_never_sends_the_key_instead(
    status: int, code: str | None, words: str, retry: bool
):
    body = {"error": {"code": code, "message": "Incorrect API key provided: k***y"}}
    async with RealtimeServer(secrets=(status, body)) as server:
        with pytest.raises(UnreachableError) as refusal:
            await find({"OPENAI_API_KEY": "k"}, Settings(), address_of(server.base_url))
    assert words in refusal.value.fault.message
    assert refusal.value.fault.retry is retry


async def test_a_key_given_as_a_token_opens_no_socket_but_mints_and_the_person_is_told(
    tmp_path: Path,
):
    token_file = tmp_path / "token"
    token_file.write_text("sk-proj-hush\n")
    async with RealtimeServer(secrets=MINTED) as server:
        address = address_of(server.base_url)
        for environ, settings in (
            ({"TUI_VOICE_TOKEN": "sk-proj-hush"}, Settings()),
            ({}, Settings(token_file=str(token_file))),
        ):
            grant = await find(environ, settings, address)
            assert grant is not None
            assert (grant.secret.reveal(), grant.credential) == ("ek-minted", Credential.EPHEMERAL)
            assert "put it into OPENAI_API_KEY" in grant.note
            assert "hush" not in grant.note
        assert [headers["Authorization"] for headers, _ in server.minted] == [
            "Bearer sk-proj-hush"
        ] * 2


async def test_where_nobody_mints_is_said_by_host_and_port():
    with pytest.raises(UnreachableError, match=r"Nothing answers at 127\.0\.0\.1:1:") as refusal:
        await find({"OPENAI_API_KEY": "k"}, Settings())
    assert refusal.value.fault.retry


async def test_azure_takes_the_key_itself_and_the_person_is_told():
    azure = address_of("https://thing.openai.azure.com")
    grant = await find({"OPENAI_API_KEY": "k"}, Settings(), azure)
    assert grant is not None
    assert (grant.secret.reveal(), grant.credential) == ("k", Credential.BEARER)
    assert "api-key header" in grant.note


async def test_standard_input_is_read_once_and_kept_for_the_next_connection():
    texts = ["from-stdin\n"]
    credentials = Credentials({}, read_stdin=texts.pop)
    for _ in range(2):
        grant = await credentials.find(Settings(token_file="-"), NOWHERE)
        assert grant is not None
        assert grant.secret.reveal() == "from-stdin"


async def test_a_token_file_is_read_anew_for_every_connection(tmp_path: Path):
    file = tmp_path / "token"
    credentials = Credentials({})
    for secret in ("first", "second"):
        file.write_text(json.dumps({"client_secret": {"value": secret}}))
        grant = await credentials.find(Settings(token_file=str(file)), NOWHERE)
        assert grant is not None
        assert grant.secret.reveal() == secret


async def test_a_token_file_that_cannot_be_read_is_named(tmp_path: Path):
    missing = tmp_path / "missing"
    message = await refused(Settings(token_file=str(missing)))
    assert str(missing) in message
    assert "No such file" in message
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    assert "it is not text" in await refused(Settings(token_file=str(tmp_path / "binary")))


async def test_a_backend_is_asked_as_the_secrets_route_would_be():
    async with Backend(web.json_response({"client_secret": {"value": "s"}})) as backend:
        settings = Settings(token_url=backend.url, model="m", token_seconds=60)
        assert await found({}, settings) == "s"
    assert backend.bodies == [
        {
            "expires_after": {"anchor": "created_at", "seconds": 60},
            "session": {"type": "realtime", "model": "m"},
        }
    ]


async def test_a_backend_that_refuses_or_is_away_is_said():
    async with Backend(web.Response(status=401)) as backend:
        settings = Settings(token_url=backend.url)
        assert "does not accept the key or token (401)" in await refused(settings)
    assert "does not answer: check token_url" in await refused(settings)


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("no-such-program-anywhere", "cannot be run"),
        ("an 'open quote", "cannot be run"),
        (f"'{sys.executable}' -c 'raise SystemExit(3)'", "exit code 3"),
        (printing(""), "holds no secret"),
        (printing("two words"), "is not a secret"),
    ],
)
async def test_a_token_command_that_gives_no_secret_says_why(command: str, words: str):
    message = await refused(Settings(token_command=command))
    assert "token_command" in message
    assert words in message


async def test_a_token_command_sees_the_environment_it_was_given():
    command = f"'{sys.executable}' -c 'import os; print(os.environ[\"NAME\"])'"
    assert await found({"NAME": "value"}, Settings(token_command=command)) == "value"


@pytest.mark.parametrize(
    "text",
    [
        "s3cret",
        "  s3cret\r\nexpires soon",
        '{"value": "s3cret", "expires_at": 1}',
        '{"client_secret": {"value": "s3cret"}}',
        '{"client_secret": "s3cret"}',
        '{"token": "s3cret"}',
    ],
)
def test_a_secret_is_read_from_a_line_or_from_json(text: str):
    assert secret_in(text, "It").reveal() == "s3cret"


@pytest.mark.parametrize("text", ["", " \n", "{", "{}", '{"value": 5}', "[" * 3 + "\x00"])
def test_where_there_is_no_secret_it_is_said_without_quoting(text: str):
    with pytest.raises(UnreachableError, match=r"It (holds no secret|is not a secret)"):
        secret_in(text, "It")


@pytest.mark.parametrize("text", ["a b", "a,b", "schlüssel", "a\x07b"])
def test_what_cannot_stand_in_a_header_is_no_secret(text: str):
    with pytest.raises(UnreachableError, match="It is not a secret") as refusal:
        secret_in(text, "It")
    assert text not in refusal.value.fault.message


def test_a_secret_does_not_show_itself():
    secret = Secret("hush-hush")
    assert "hush" not in f"{secret} {secret!r} {[secret]} {Grant(secret, Credential.NONE)}"


async def test_a_key_does_not_follow_a_plain_server_to_another_place():
    asked: list[str] = []

    async def elsewhere(request: web.Request) -> web.Response:
        asked.append(request.path)
        return web.Response(status=307, headers={"Location": "/v1/other"})

    app = web.Application()
    app.router.add_post("/{path:.*}", elsewhere)
    async with TestServer(app) as server:
        address = address_of(str(server.make_url("/v1")))
        with pytest.raises(UnreachableError, match="not as a Realtime server"):
            await find({"OPENAI_API_KEY": "sk-key"}, Settings(), address)
    assert asked == ["/v1/realtime/client_secrets"]
