"""Secrets, kept from every log, message and screen."""

import msgspec

from tui_voice.realtime.errors import UnreachableError


class Secret:
    """A key or an ephemeral secret. Only ``reveal`` shows it; no text made of it does."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The secret itself, for the one place that sends it."""
        return self._value

    @property
    def lasting(self) -> bool:
        """Whether it is a key to an account, as OpenAI marks them, and not made for a session."""
        return self._value.startswith("sk-")

    def hidden_in(self, text: str) -> str:
        """Foreign words without the secret, should they quote it."""
        return text.replace(self._value, "…")

    def __repr__(self) -> str:
        return "Secret(hidden)"


def secret_in(text: str, source: str) -> Secret:
    """The secret in ``text``: a line of its own, or JSON as secret-minting backends answer it.

    ``source`` names where the text came from, for the person. Raises ``UnreachableError`` where
    there is none, or where it has characters that cannot stand in an HTTP header.
    """
    stripped = text.strip()
    value = _in_json(stripped) if stripped.startswith("{") else stripped.partition("\n")[0].strip()
    if not value:
        raise UnreachableError(f"{source} holds no secret: make a new one.", retry=False)
    if not all("!" <= c <= "~" for c in value) or "," in value:
        raise UnreachableError(
            f"{source} is not a secret: it has spaces, commas or special characters.", retry=False
        )
    return Secret(value)


class _Value(msgspec.Struct, frozen=True):
    value: str = ""


class _Minted(_Value, frozen=True):
    client_secret: str | _Value = ""
    token: str = ""


def _in_json(text: str) -> str:
    try:
        said = msgspec.json.decode(text, type=_Minted)
    except (ValueError, RecursionError):
        return ""
    nested = said.client_secret
    return said.value or (nested if isinstance(nested, str) else nested.value) or said.token
