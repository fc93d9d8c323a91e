"""Settings lead to one endpoint, and what it says of itself is true."""

from pathlib import Path

import pytest

from tests.fakes.child_server import child
from tui_voice.config.settings import Settings
from tui_voice.realtime.credentials import Credentials
from tui_voice.realtime.endpoint import Endpoint, Endpoints
from tui_voice.realtime.local_server import LocalServer
from tui_voice.realtime.session_kind import SessionKind
from tui_voice.session.events import Credential


async def resolve(environ: dict[str, str], settings: Settings) -> Endpoint:
    never = LocalServer(["the offline server is not asked"])
    return await Endpoints(Credentials(environ), never).resolve(settings)


async def test_a_token_and_no_base_url_lead_to_openai():
    endpoint = await resolve({"TUI_VOICE_TOKEN": "t"}, Settings(model="m"))
    assert endpoint.url == "wss://api.openai.com/v1/realtime?model=m"
    assert endpoint.protocols == ("realtime", "openai-insecure-api-key.t")
    assert endpoint.headers == {}
    assert (endpoint.server, endpoint.offline) == ("api.openai.com", False)


async def test_a_base_url_without_any_credential_is_tried_without_one():
    endpoint = await resolve({}, Settings(base_url="http://localhost:8000"))
    assert endpoint.protocols == ("realtime",)
    assert endpoint.headers == {}
    assert endpoint.credential is Credential.NONE


async def test_azure_gets_the_key_in_its_own_header():
    settings = Settings(base_url="https://thing.openai.azure.com", model="deployment")
    endpoint = await resolve({"OPENAI_API_KEY": "k"}, settings)
    assert endpoint.url.endswith("/openai/v1/realtime?model=deployment")
    assert endpoint.protocols == ("realtime",)
    assert endpoint.headers == {"api-key": "k"}


async def test_a_transcription_session_is_asked_for_by_intent_and_names_no_model():
    never = LocalServer(["the offline server is not asked"])
    source = Endpoints(Credentials({"TUI_VOICE_TOKEN": "t"}), never, SessionKind.TRANSCRIPTION)
    endpoint = await source.resolve(Settings(model="m"))
    assert endpoint.url == "wss://api.openai.com/v1/realtime?intent=transcription"
    assert endpoint.other_url == ""


async def test_a_transcription_session_elsewhere_may_name_the_model_that_writes_down():
    never = LocalServer(["the offline server is not asked"])
    source = Endpoints(Credentials({}), never, SessionKind.TRANSCRIPTION)
    settings = Settings(base_url="http://localhost:8000", transcription_model="small/whisper")
    endpoint = await source.resolve(settings)
    assert endpoint.url == "ws://localhost:8000/v1/realtime?intent=transcription"
    assert endpoint.other_url == f"{endpoint.url}&model=small%2Fwhisper"


@pytest.mark.parametrize(
    ("environ", "settings"),
    [
        ({}, Settings()),
        ({"TUI_VOICE_TOKEN": "t"}, Settings(offline=True)),
        ({"OPENAI_API_KEY": "k"}, Settings(offline=True, base_url="http://localhost:1")),
    ],
    ids=["nothing given", "offline with a token", "offline with all"],
)
async def test_without_credentials_or_on_request_it_is_the_offline_server(
    environ: dict[str, str], settings: Settings, tmp_path: Path
):
    local = LocalServer(child(tmp_path, missing=["No ears: pip install x.", "No voice."]))
    endpoints = Endpoints(Credentials(environ), local)
    endpoint = await endpoints.resolve(settings)
    await endpoints.close()
    assert endpoint.offline
    assert endpoint.server == "offline server"
    assert endpoint.url.startswith("ws://127.0.0.1:9/v1/realtime?model=")
    assert endpoint.note == "No ears: pip install x. No voice."
    assert (endpoint.protocols, endpoint.headers) == (("realtime",), {})


async def test_an_endpoint_does_not_show_its_secrets():
    for key in ("TUI_VOICE_TOKEN", "OPENAI_API_KEY"):
        base_url = "https://thing.openai.azure.com"
        assert "hush" not in repr(await resolve({key: "hush-hush"}, Settings(base_url=base_url)))
