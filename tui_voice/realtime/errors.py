"""What went wrong, in one line that says what happened and what to do, and whether to try again.

Server text is data: control characters never get through. Nothing here ever sees a secret.
"""

from dataclasses import dataclass

RETRYABLE_CLOSES = frozenset({1001, 1005, 1006, 1011, 1012, 1013, 1015})
"""Close codes after which a new connection may well succeed (RFC 6455, section 7.4)."""

_LONGEST_QUOTE = 300
"""Characters of a server's own words that are shown; more would fill a small screen."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A failure in words. ``retry`` is false where trying again cannot help."""

    message: str
    retry: bool


class UnreachableError(Exception):
    """No connection came about, for the reason in ``fault``."""

    def __init__(self, message: str, *, retry: bool) -> None:
        super().__init__(message)
        self.fault = Fault(message, retry)


_KNOWN_CODES = {
    "invalid_api_key": Fault(
        "The server does not accept the key: check OPENAI_API_KEY or the token, then reconnect.",
        retry=False,
    ),
    "insufficient_quota": Fault(
        "The account of this key has no credit left: add credit at the provider, then reconnect.",
        retry=False,
    ),
    "billing_hard_limit_reached": Fault(
        "The account of this key has reached its spending limit: raise it, then reconnect.",
        retry=False,
    ),
    "model_not_found": Fault(
        "The server does not offer this model to you: choose another in the settings.",
        retry=False,
    ),
    "rate_limit_exceeded": Fault(
        "The account of this key has used its share for now: wait a moment and try again.",
        retry=True,
    ),
    "session_expired": Fault(
        "The session reached the longest time the server allows (60 minutes at OpenAI).",
        retry=True,
    ),
    "server_error": Fault("The server had a failure of its own: try again.", retry=True),
}

_STATUSES = {
    401: Fault(
        "does not accept the key or token (401): check OPENAI_API_KEY or make a new token.", False
    ),
    403: Fault(
        "refuses this key or token (403): it may lack access to the model or your region.", False
    ),
    404: Fault(
        "has no Realtime session here (404): check the model's name and the base URL.", False
    ),
    407: Fault("is behind a proxy that wants a login (407): check HTTPS_PROXY.", False),
    429: Fault("has had too many requests from this account (429): wait a moment.", True),
}


def plain(text: str) -> str:
    """Foreign text as one line without control characters, cut to a readable length."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= _LONGEST_QUOTE else line[: _LONGEST_QUOTE - 1] + "…"


def known(code: str) -> Fault | None:
    """What an error code of the protocol means, if it is one with a remedy of its own."""
    return _KNOWN_CODES.get(code)


def words_for(code: str, message: str) -> str:
    """An ``error`` event in words: ours for a known code, else the server's own."""
    if fault := known(code):
        return fault.message
    return plain(message) or f"The server reported an error ({plain(code) or 'no code'})."


def of_status(server: str, status: int, code: str = "", message: str = "") -> Fault:
    """A handshake or request refused with an HTTP status; ``code`` and ``message`` of its body."""
    if fault := known(code):
        return fault
    if status == 401:
        message = ""  # what a server says about a key may quote it
    if fault := _STATUSES.get(status):
        return Fault(_with_quote(f"{server} {fault.message}", message), fault.retry)
    if status >= 500:
        return Fault(_with_quote(f"{server} has a failure of its own ({status}).", message), True)
    if status >= 400:
        return Fault(_with_quote(f"{server} refused the connection ({status}).", message), False)
    return Fault(
        f"{server} answered as a web site does ({status}), not as a Realtime server:"
        " check the base URL.",
        retry=False,
    )


def of_close(code: int | None, reason: str = "") -> Fault:
    """An open connection that ended; ``reason`` is the close frame's text.

    OpenAI closes with codes from 3000 on and a reason such as
    ``invalid_request_error.invalid_api_key``.
    """
    if fault := known(reason.rpartition(".")[2]):
        return fault
    retry = code is None or code in RETRYABLE_CLOSES
    match code:
        case None | 1005 | 1006:
            happened = "The connection broke."
        case 1000 | 1001:
            happened = "The server ended the session."
        case 1012 | 1013:
            happened = "The server is restarting or too busy."
        case 1011:
            happened = "The server had a failure of its own and closed the connection."
        case _:
            happened = f"The server closed the connection (code {code})."
    return Fault(_with_quote(happened, reason), retry)


def _with_quote(happened: str, message: str) -> str:
    said = plain(message)
    return f"{happened} It says: {said}" if said else happened
