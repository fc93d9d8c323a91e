"""An OpenAI-compatible HTTP endpoint behind this server, and what can go wrong with it in words."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import urlsplit

import aiohttp

from tui_voice.offline.ports import EndpointError

_CONNECT_S = 5.0
_SILENT_S = 30.0
"""How long an endpoint may take for its first or next byte: local models load slowly."""

_LONGEST_LINE = 2**21
"""Bytes of a line of a streamed answer; a whole tool call may be in one."""

_MAX_EXCUSE = 200


@dataclass(slots=True)
class Endpoint:
    """Where a model is; ``what`` names it in messages, such as "the language model".

    The ``key`` goes into one header and nowhere else.
    """

    what: str
    url: str
    model: str
    key: str = field(default="", repr=False)
    silent_s: float = _SILENT_S
    _http: aiohttp.ClientSession | None = field(default=None, repr=False)

    @property
    def name(self) -> str:
        """The model and its host, as it is shown."""
        return f"{self.model} at {urlsplit(self.url).netloc.rpartition('@')[2]}"

    @asynccontextmanager
    async def post(self, path: str, **body: Any) -> AsyncGenerator[aiohttp.ClientResponse, None]:
        """Send a request, ``json=`` or ``data=``; what fails while it is read fails here too.

        Raises ``EndpointError``.
        """
        begun = False
        try:
            async with self._session().post(f"{self.url.rstrip('/')}/{path}", **body) as response:
                if response.status >= 400:
                    raise self.fault(f"refused: {await _excuse(response)}")
                begun = True
                yield response
        except TimeoutError:
            raise self.fault("took too long to answer.") from None
        except (aiohttp.ClientError, OSError):
            if begun:
                raise self.fault("broke off in its answer.") from None
            raise self.fault("cannot be reached. Is it running?") from None
        except ValueError:
            raise self.fault("sent what is not the protocol.") from None

    def fault(self, did: str) -> EndpointError:
        """What it did wrong, in a sentence that names it and never its key."""
        who = f"{self.what[0].upper()}{self.what[1:]} ({self.name})"
        said = f"{who} {did}"
        return EndpointError(said.replace(self.key, "•••") if self.key else said)

    async def close(self) -> None:
        """Let the connections go."""
        if self._http:
            await self._http.close()

    def _session(self) -> aiohttp.ClientSession:
        # Made late, because it belongs to the running loop.
        if self._http is None:
            headers = {"Authorization": f"Bearer {self.key}"} if self.key else {}
            timeout = aiohttp.ClientTimeout(
                total=None, sock_connect=_CONNECT_S, sock_read=self.silent_s
            )
            self._http = aiohttp.ClientSession(
                headers=headers, timeout=timeout, read_bufsize=_LONGEST_LINE // 2
            )
        return self._http


async def _excuse(response: aiohttp.ClientResponse) -> str:
    """What an endpoint says of its refusal, as far as it can be shown."""
    said = f"HTTP {response.status}"
    try:
        body: object = await response.json(content_type=None)
    except ValueError:
        return f"{said}."
    message = message_of(body)
    return f"{said}, {message}" if message else f"{said}."


def message_of(body: object) -> str:
    """The message of an OpenAI-compatible error; empty when there is none."""
    error: object = cast("dict[str, Any]", body).get("error") if isinstance(body, dict) else None
    if isinstance(error, dict):
        error = cast("dict[str, Any]", error).get("message")
    shown = "".join(each for each in str(error or "") if each.isprintable())
    return shown[:_MAX_EXCUSE]
