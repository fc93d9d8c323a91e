"""The routes: secrets, subprotocols, model names, ends."""

import asyncio
import time
from typing import Any

import aiohttp
import pytest
from openai.types.realtime import ClientSecretCreateResponse

from tests.offline.fakes import scripted_parts
from tests.offline.talking import Talk, serving, talking_to
from tui_voice.offline.server import OfflineServer


async def _secret(url: str, **body: Any) -> dict[str, Any]:
    async with (
        aiohttp.ClientSession() as http,
        http.post(f"{url}/realtime/client_secrets", json=body) as answer,
    ):
        return {"status": answer.status, **await answer.json()}


async def test_a_secret_has_the_documented_shape() -> None:
    session = {"type": "realtime", "model": "gpt-realtime-2", "instructions": "Be brief."}
    async with serving(OfflineServer(scripted_parts())) as url:
        secret = await _secret(
            url, expires_after={"anchor": "created_at", "seconds": 60}, session=session
        )
    ClientSecretCreateResponse.model_validate(secret)
    assert secret["value"].startswith("ek_")
    assert secret["expires_at"] == pytest.approx(time.time() + 60, abs=5)
    assert secret["session"]["instructions"] == "Be brief."
    assert secret["session"]["audio"]["output"]["voice"] == "alloy"


async def test_a_session_opened_with_a_secret_begins_with_its_settings() -> None:
    session = {"type": "realtime", "model": "gpt-realtime-2", "instructions": "Be brief."}
    async with serving(OfflineServer(scripted_parts())) as url, aiohttp.ClientSession() as http:
        secret = await _secret(url, session=session)
        protocols = ["realtime", f"openai-insecure-api-key.{secret['value']}"]
        async with http.ws_connect(f"{url}/realtime", protocols=protocols) as socket:
            created = await Talk(socket).receive()
            assert socket.protocol == "realtime"
    assert created["session"]["instructions"] == "Be brief."
    assert created["session"]["model"] == "gpt-realtime-2"


@pytest.mark.parametrize(
    "body",
    [
        {"expires_after": {"anchor": "created_at", "seconds": 9}},
        {"expires_after": {"anchor": "created_at", "seconds": 7201}},
        {"expires_after": {"seconds": "60"}},
        {"session": {"type": "chat"}},
        {"session": {"type": "realtime", "colour": "red"}},
        {"session": 5},
    ],
)
async def test_a_secret_with_wrong_settings_is_refused(body: dict[str, Any]) -> None:
    async with serving(OfflineServer(scripted_parts())) as url:
        refused = await _secret(url, **body)
    assert refused["status"] == 400
    assert refused["error"]["message"]


async def test_a_bearer_token_is_as_good_as_none() -> None:
    async with serving(OfflineServer(scripted_parts())) as url, aiohttp.ClientSession() as http:
        headers = {"Authorization": "Bearer anything"}
        async with http.ws_connect(f"{url}/realtime?model=m", headers=headers) as socket:
            assert (await Talk(socket).receive())["type"] == "session.created"


async def test_a_model_that_is_not_on_offer_is_refused_as_openai_does() -> None:
    server = OfflineServer(scripted_parts(), models=frozenset({"gpt-realtime-2.1"}))
    async with serving(server) as url, aiohttp.ClientSession() as http:
        async with http.ws_connect(f"{url}/realtime?model=gpt-9") as socket:
            error = (await Talk(socket).receive())["error"]
            await socket.receive()
            assert socket.close_code == 4000
        async with talking_to(url) as talk:
            assert (await talk.ask("hello"))["status"] == "completed"
    assert error["code"] == "model_not_found"
    assert "gpt-9" in error["message"]


async def test_a_server_that_ends_says_goodbye() -> None:
    async with aiohttp.ClientSession() as http:
        async with serving(OfflineServer(scripted_parts())) as url:
            socket = await http.ws_connect(f"{url}/realtime?model=m")
            await socket.receive()
            goodbye = asyncio.create_task(socket.receive())
        assert (await goodbye).data == aiohttp.WSCloseCode.GOING_AWAY


async def test_a_client_that_vanishes_in_the_middle_of_an_answer_harms_nobody() -> None:
    async with serving(OfflineServer(scripted_parts(), pace=1.0)) as url:
        async with talking_to(url) as gone:
            await gone.type("count to one hundred")
            await gone.send("response.create")
            await gone.until("response.output_audio.delta")
        async with talking_to(url) as talk:
            await talk.type("what is 6 * 7")
            await talk.send("response.create")
            await talk.until("response.output_audio.delta")
