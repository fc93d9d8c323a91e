"""Where to connect and with what: settings resolved into one endpoint."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from tui_voice.config.settings import Settings
from tui_voice.realtime.address import Address, address_of
from tui_voice.realtime.credentials import Credentials, Grant
from tui_voice.realtime.local_server import LocalServer
from tui_voice.realtime.secret import Secret
from tui_voice.realtime.session_kind import SessionKind, first_query, second_query
from tui_voice.session.events import Credential

PROTOCOL = "realtime"
"""The subprotocol both sides agree on."""

_CREDENTIAL_PREFIX = "openai-insecure-api-key."


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One address to open a socket at, with all that goes with it.

    ``protocols`` and ``headers`` carry the ``secret``; none of them is in any text made of this.
    ``server``, ``offline``, ``credential`` and ``note`` are what ``ConnectionOpened`` says.
    """

    url: str
    protocols: tuple[str, ...] = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    server: str
    loopback: bool
    offline: bool
    credential: Credential
    note: str
    secret: Secret | None = None
    other_url: str = ""
    """Where to try once more if the server refuses; empty where that would be no use."""


class EndpointSource(Protocol):
    """Resolves settings, as often as a connection is opened."""

    async def resolve(self, settings: Settings) -> Endpoint:
        """The endpoint these settings mean, with a fresh secret.

        Raises ``UnreachableError`` where there is none.
        """
        ...

    async def close(self) -> None:
        """Release what resolving has started."""
        ...


class Endpoints:
    """The endpoint source of the application: a server with credentials, or the offline one."""

    def __init__(
        self,
        credentials: Credentials,
        local: LocalServer,
        kind: SessionKind = SessionKind.CONVERSATION,
    ) -> None:
        self._credentials = credentials
        self._local = local
        self._kind = kind

    async def resolve(self, settings: Settings) -> Endpoint:
        """The endpoint these settings mean. Raises ``UnreachableError``."""
        if settings.offline:
            return await self._offline(settings)
        address = address_of(settings.base_url)
        grant = await self._credentials.find(settings, address, self._kind)
        if grant is None and not settings.base_url:
            return await self._offline(settings)
        endpoint = _endpoint(address, self._url(address, settings), grant)
        return replace(endpoint, other_url=self._other_url(address, settings))

    async def close(self) -> None:
        """End the offline server, if it runs."""
        await self._local.close()

    async def _offline(self, settings: Settings) -> Endpoint:
        ready = await self._local.ready(_models(settings))
        return Endpoint(
            url=self._url(address_of(ready.url), settings),
            protocols=(PROTOCOL,),
            headers={},
            server="offline server",
            loopback=True,
            offline=True,
            credential=Credential.NONE,
            note=" ".join(ready.missing),
        )

    def _url(self, address: Address, settings: Settings) -> str:
        return address.socket_url(first_query(self._kind, settings))

    def _other_url(self, address: Address, settings: Settings) -> str:
        query = second_query(self._kind, settings) if settings.base_url else {}
        return address.socket_url(query) if query else ""


def _models(settings: Settings) -> tuple[str, ...]:
    """The flags by which the offline server is told of the models to stand behind it."""
    chosen = {name: getattr(settings, name) for name in ("llm", "llm_model", "stt", "tts")}
    flags = {f"--{name.replace('_', '-')}": value for name, value in chosen.items() if value}
    return tuple(f"{flag}={value}" for flag, value in flags.items())


def _endpoint(address: Address, url: str, grant: Grant | None) -> Endpoint:
    protocols, headers = (PROTOCOL,), dict[str, str]()
    if grant is not None:
        value = grant.secret.reveal()
        if grant.credential is Credential.EPHEMERAL:
            protocols = (PROTOCOL, _CREDENTIAL_PREFIX + value)
        elif address.azure:
            headers["api-key"] = value
        else:
            headers["Authorization"] = f"Bearer {value}"
    return Endpoint(
        url=url,
        protocols=protocols,
        headers=headers,
        server=address.server,
        loopback=address.loopback,
        offline=False,
        credential=grant.credential if grant else Credential.NONE,
        note=grant.note if grant else "",
        secret=grant.secret if grant else None,
    )
