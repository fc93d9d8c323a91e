"""Ephemeral secrets minted from the person's own key, with the openai package."""

import asyncio
import importlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from tui_voice.realtime.address import Address
from tui_voice.realtime.errors import UnreachableError, of_status
from tui_voice.realtime.secret import Secret, secret_in

if TYPE_CHECKING:
    from openai import APIStatusError
    from openai.types.realtime.client_secret_create_params import Session

_TIMEOUT_S = 10.0

_NO_SUCH_ROUTE = (404, 405, 501)


async def mint(
    key: Secret, address: Address, session: Mapping[str, Any], seconds: int
) -> Secret | None:
    """A fresh secret for ``session``, good for opening connections for ``seconds`` (10 to 7200).

    None where the server has no route for it. Raises ``UnreachableError`` for every other refusal.
    """
    # The package takes a second to import: not on the loop, and not before it is needed.
    await asyncio.to_thread(importlib.import_module, "openai.resources.realtime.client_secrets")
    from openai import APIConnectionError, APIStatusError, AsyncOpenAI, DefaultAsyncHttpxClient

    tls = address.root.startswith("https:")
    # Reading the system's certificates takes a few dozen milliseconds: not on the loop either, and
    # not for plain HTTP; but then no redirect may lead to where they are needed.
    http = await asyncio.to_thread(
        DefaultAsyncHttpxClient,
        trust_env=not address.loopback,
        timeout=_TIMEOUT_S,
        verify=tls,
        follow_redirects=tls,
    )
    try:
        async with AsyncOpenAI(
            api_key=key.reveal(),
            base_url=address.root,
            default_query=dict(address.query),
            max_retries=0,  # trying again is the session's to decide, which says so on the screen
            http_client=http,
        ) as client:
            made = await client.realtime.client_secrets.create(
                expires_after={"anchor": "created_at", "seconds": seconds},
                session=cast("Session", session),
            )
    except APIStatusError as error:
        if error.status_code in _NO_SUCH_ROUTE and error.code != "model_not_found":
            return None
        raise _refusal(address, error) from None
    except APIConnectionError:
        raise UnreachableError(
            f"Nothing answers at {address.server}: check the network and the base URL.", retry=True
        ) from None
    return secret_in(made.value, "The answer of the secrets route")


def _refusal(address: Address, error: "APIStatusError") -> UnreachableError:
    fault = of_status(address.server, error.status_code, error.code or "")
    return UnreachableError(fault.message, retry=fault.retry)
