"""Who may use the server: by a token, by a secret, by where a web page is from."""

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from tests.offline.fakes import scripted_parts
from tests.offline.talking import knock, serving
from tui_voice.offline.access import Access, Secret
from tui_voice.offline.server import OfflineServer


async def test_with_a_token_nobody_comes_in_without_it() -> None:
    async with serving(OfflineServer(scripted_parts(), token="sesame")) as url:
        assert await knock(url) == 401
        assert await knock(url, Authorization="Bearer sesam") == 401
        assert await knock(url, Authorization="Bearer sesame") == 101
        assert await knock(url, "openai-insecure-api-key.sesame") == 101
        headers = {"Authorization": "Bearer sesame"}
        async with (
            aiohttp.ClientSession(headers=headers) as http,
            http.post(f"{url}/realtime/client_secrets", json={}) as answer,
        ):
            secret = (await answer.json())["value"]
        assert await knock(url, f"openai-insecure-api-key.{secret}") == 101


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("https://elsewhere.example", 403),
        ("https://localhost.elsewhere.example", 403),
        ("null", 403),  # a page in a sandbox
        ("http://[", 403),
        ("http://localhost:3000", 101),
        ("http://127.0.0.1:3000", 101),
    ],
)
async def test_a_web_page_from_elsewhere_cannot_use_a_server_without_a_token(
    origin: str, status: int
) -> None:
    async with serving(OfflineServer(scripted_parts())) as url:
        assert await knock(url, Origin=origin) == status


def _bringing(secret: Secret) -> web.Request:
    return make_mocked_request("GET", "/", headers={"Authorization": f"Bearer {secret.value}"})


def test_a_secret_is_refused_when_its_time_is_over() -> None:
    access = Access(None)
    assert access.refusal(_bringing(access.mint({}, lasts_s=60))) is None
    refusal = access.refusal(_bringing(access.mint({}, lasts_s=0)))
    assert refusal
    assert refusal.status == 401


def test_of_too_many_secrets_the_oldest_is_forgotten() -> None:
    access = Access(None)
    first, second, *_ = [access.mint({}, lasts_s=60) for _ in range(1001)]
    assert access.secret(_bringing(first)) is None
    assert access.secret(_bringing(second)) == second
