"""What a session begins with: what its address asks for, or the secret it is opened with."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from tui_voice.offline import transcription_config
from tui_voice.offline.input_config import Config
from tui_voice.offline.protocol import ProtocolError, new_id, wrong_type
from tui_voice.offline.session_config import default_config, kind_of, merge

_DEFAULT_MODEL = "gpt-realtime"
_DEFAULT_EXPIRY_S = 600
_SHORTEST_EXPIRY_S, _LONGEST_EXPIRY_S = 10, 7200


@dataclass(frozen=True, slots=True)
class Opening:
    """Knows the defaults of this server and which models it has."""

    instructions: str
    """For conversations whose client gives none."""
    models: frozenset[str] | None
    """The model names that are accepted; ``None``: all."""
    session_s: float
    """How long a session may last."""

    def first(self, query: Mapping[str, str], session: Config | None) -> Config:
        """Return the settings to begin with; ``session`` are those of the secret.

        Raises ``ProtocolError`` for a model that is refused.
        """
        model = query.get("model") or query.get("deployment")
        if session is None:
            kind = "transcription" if query.get("intent") == "transcription" else "realtime"
            session = self._defaults(kind, model or _DEFAULT_MODEL)
        fresh = {"id": new_id("sess"), "expires_at": int(time.time() + self.session_s)}
        if session["type"] == "transcription":
            if model:
                raise ProtocolError(
                    "You must not provide a model parameter for transcription sessions.",
                    code="invalid_parameter",
                    param="model",
                )
            return {**session, **fresh}
        self._check(model or session["model"])
        return {**session, **fresh, "model": model or session["model"]}

    def of_secret(self, wanted: object) -> Config:
        """Return the settings a secret stands for; ``wanted`` is the request's ``session``.

        Raises ``ProtocolError``.
        """
        wanted = wanted or {"type": "realtime"}
        if not isinstance(wanted, dict):
            raise wrong_type("session", "an object", wanted)
        update = cast("Config", wanted)
        model = str(update.get("model") or _DEFAULT_MODEL)
        return merge(self._defaults(kind_of(update), model), update, audio_given=False)

    def _defaults(self, kind: str, model: str) -> Config:
        if kind == "transcription":
            return transcription_config.default_config(new_id("sess"), expires_at=0)
        config = default_config(model, new_id("sess"), expires_at=0)
        return {**config, "instructions": self.instructions}

    def _check(self, model: str) -> None:
        if transcription_config.is_transcription_model(model):
            raise ProtocolError(
                f'Model "{model}" is a transcription model and cannot be used as the realtime '
                "session model. Pass it as audio.input.transcription.model instead.",
                code="invalid_model",
            )
        if self.models is not None and model not in self.models:
            raise ProtocolError(
                f"The model `{model}` does not exist or you do not have access to it.",
                code="model_not_found",
            )


def secret_lasts_s(expires_after: object) -> int:
    """How long a secret is good for. Raises ``ProtocolError``."""
    fields = cast("dict[str, Any]", expires_after) if isinstance(expires_after, dict) else {}
    seconds = fields.get("seconds", _DEFAULT_EXPIRY_S)
    if not isinstance(seconds, int) or not _SHORTEST_EXPIRY_S <= seconds <= _LONGEST_EXPIRY_S:
        raise ProtocolError(
            "Invalid value for 'expires_after.seconds': expected an integer from "
            f"{_SHORTEST_EXPIRY_S} to {_LONGEST_EXPIRY_S}.",
            code="invalid_value",
            param="expires_after.seconds",
        )
    return seconds
