"""Who may use the server: whoever is on this machine, or whoever knows the token."""

import hmac
import ipaddress
import secrets
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from aiohttp import web

from tui_voice.offline.input_config import Config

_MAX_SECRETS = 1000
_INSECURE_KEY = "openai-insecure-api-key."


@dataclass(frozen=True, slots=True)
class Secret:
    """An ephemeral secret and the settings that sessions opened with it begin with."""

    value: str
    expires_at: int
    session: Config


class Access:
    """Checks what clients bring along; without a ``token`` any key will do."""

    def __init__(self, token: str | None) -> None:
        self._token = token
        self._secrets: dict[str, Secret] = {}

    def mint(self, session: Config, lasts_s: int) -> Secret:
        """Make an ephemeral secret; the oldest is forgotten when there are too many."""
        value = f"ek_{secrets.token_hex(16)}"
        secret = Secret(value, int(time.time()) + lasts_s, session)
        self._secrets[value] = secret
        while len(self._secrets) > _MAX_SECRETS:
            del self._secrets[next(iter(self._secrets))]
        return secret

    def secret(self, request: web.Request) -> Secret | None:
        """The ephemeral secret a client brings, if it is one of ours."""
        return self._secrets.get(_credential(request))

    def refusal(self, request: web.Request) -> web.Response | None:
        """What to answer instead, where somebody may not use the server."""
        secret = self.secret(request)
        if secret and secret.expires_at <= time.time():
            return http_error(401, "The client secret has expired.", "invalid_api_key")
        if self._token is None:
            return _refusal_of_pages(request)
        brought = _credential(request).encode()
        if secret or hmac.compare_digest(brought, self._token.encode()):
            return None
        return http_error(401, "Incorrect API key provided.", "invalid_api_key")


def is_loopback(host: str) -> bool:
    """Whether an address is reached from this machine only."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def http_error(status: int, message: str, code: str) -> web.Response:
    """An error as OpenAI's HTTP routes answer with."""
    error = {"message": message, "type": "invalid_request_error", "param": None, "code": code}
    return web.json_response({"error": error}, status=status)


def _refusal_of_pages(request: web.Request) -> web.Response | None:
    """Any page open in a browser here could reach a server that asks for nothing.

    A page that hides where it is from, such as one in a sandbox, sends ``null``.
    """
    origin = request.headers.get("Origin")
    if origin is None or _is_from_here(origin):
        return None
    return http_error(403, "Web pages from elsewhere may not use this server.", "origin_refused")


def _is_from_here(origin: str) -> bool:
    try:
        return is_loopback(urlsplit(origin).hostname or "")
    except ValueError:
        return False


def _credential(request: web.Request) -> str:
    offered = request.headers.get("Sec-WebSocket-Protocol", "")
    for protocol in offered.split(","):
        if protocol.strip().startswith(_INSECURE_KEY):
            return protocol.strip().removeprefix(_INSECURE_KEY)
    authorization = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return authorization or request.headers.get("api-key", "")
