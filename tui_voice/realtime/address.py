"""Base URLs, as people write them, and the addresses that follow from them."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from tui_voice.realtime.errors import UnreachableError

OPENAI_URL = "https://api.openai.com/v1"

_AZURE_HOSTS = (".openai.azure.com", ".cognitiveservices.azure.com", ".services.ai.azure.com")
_SOCKET_SCHEMES = {"http": "ws", "https": "wss", "ws": "ws", "wss": "wss"}
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Address:
    """Where a server of the protocol is.

    ``root`` is the HTTP address its routes start from, without a slash at the end; ``query`` goes
    with every request; ``server`` is the host (and port, where one was named) for the person.
    """

    root: str
    query: tuple[tuple[str, str], ...]
    server: str
    azure: bool
    loopback: bool

    @property
    def encrypted(self) -> bool:
        """Whether nobody on the way can read along: by TLS, or because there is no way to go."""
        return self.loopback or self.root.startswith("https:")

    def socket_url(self, asked: Mapping[str, str]) -> str:
        """Where the WebSocket is opened for what these fields of the query ask for."""
        scheme, rest = self.root.split("://", 1)
        query = urlencode([*self.query, *asked.items()])
        return f"{_SOCKET_SCHEMES[scheme]}://{rest}/realtime?{query}"


def address_of(base_url: str) -> Address:
    """The server a base URL names: http(s) or ws(s), with or without ``/v1`` or ``/realtime``.

    Raises ``UnreachableError`` for what is no such URL.
    """
    try:
        parts = urlsplit(base_url.strip() or OPENAI_URL)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise _unusable("its host or port makes no sense") from None
    if parts.scheme not in _SOCKET_SCHEMES or not host:
        raise _unusable("it must begin with http://, https://, ws:// or wss:// and name a host")
    if parts.username or parts.password:
        raise _unusable("a password in it would be shown; put the key into OPENAI_API_KEY")
    azure = host.endswith(_AZURE_HOSTS)
    scheme = "https" if _SOCKET_SCHEMES[parts.scheme] == "wss" else "http"
    query = parse_qsl(parts.query)
    return Address(
        root=urlunsplit((scheme, parts.netloc, _root_path(parts.path, azure), "", "")),
        query=tuple((name, value) for name, value in query if name != "model"),
        server=host if port is None else f"{host}:{port}",
        azure=azure,
        loopback=host in _LOOPBACK,
    )


def _root_path(path: str, azure: bool) -> str:
    path = path.rstrip("/")
    if path.endswith("/realtime"):
        return path.removesuffix("/realtime")
    if azure and path in ("", "/v1", "/openai"):
        return "/openai/v1"
    return path or "/v1"


def _unusable(why: str) -> UnreachableError:
    return UnreachableError(f"The base URL cannot be used: {why}.", retry=False)
