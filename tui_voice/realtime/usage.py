"""What the server says an answer or a transcription used, as ``Usage``."""

from typing import Literal

import msgspec
from msgspec import Raw, Struct

from tui_voice.conversation.usage import Usage


class _Tokens(Struct, frozen=True):
    text_tokens: int | None = None
    audio_tokens: int | None = None
    image_tokens: int | None = None


class _InputTokens(_Tokens, frozen=True):
    cached_tokens: int | None = None
    cached_tokens_details: _Tokens | None = None


class _ResponseUsage(Struct, frozen=True):
    input_tokens: int | None = None
    output_tokens: int | None = None
    input_token_details: _InputTokens | None = None
    output_token_details: _Tokens | None = None


class _TranscriptionUsage(Struct, frozen=True):
    type: Literal["duration", "tokens"]
    seconds: float = 0.0
    input_tokens: int | None = None
    output_tokens: int | None = None
    input_token_details: _Tokens | None = None


def response_usage(raw: Raw) -> Usage:
    """Tokens of ``response.done``; all zero where the server said none or said it oddly."""
    try:
        said = msgspec.json.decode(raw, type=_ResponseUsage)
    except msgspec.MsgspecError:
        return Usage()
    # Servers that do not tell text from sound count everything as text.
    tokens_in = said.input_token_details or _InputTokens(text_tokens=said.input_tokens)
    tokens_out = said.output_token_details or _Tokens(text_tokens=said.output_tokens)
    cached = _cached(tokens_in)
    return Usage(
        text_in=_count(tokens_in.text_tokens),
        audio_in=_count(tokens_in.audio_tokens),
        image_in=_count(tokens_in.image_tokens),
        text_cached=_count(cached.text_tokens),
        audio_cached=_count(cached.audio_tokens),
        image_cached=_count(cached.image_tokens),
        text_out=_count(tokens_out.text_tokens),
        audio_out=_count(tokens_out.audio_tokens),
    )


def transcription_usage(raw: Raw) -> Usage:
    """Seconds or tokens of a transcription; all zero where the server said none."""
    try:
        said = msgspec.json.decode(raw, type=_TranscriptionUsage)
    except msgspec.MsgspecError:
        return Usage()
    if said.type == "duration":
        return Usage(transcription_s=max(0.0, said.seconds))
    tokens_in = said.input_token_details or _Tokens(audio_tokens=said.input_tokens)
    return Usage(
        text_in=_count(tokens_in.text_tokens),
        audio_in=_count(tokens_in.audio_tokens),
        text_out=_count(said.output_tokens),
    )


def _cached(tokens: _InputTokens) -> _Tokens:
    """The cached tokens by kind; a bare sum is text first, since instructions open every prompt."""
    if tokens.cached_tokens_details is not None:
        return tokens.cached_tokens_details
    total, text = _count(tokens.cached_tokens), _count(tokens.text_tokens)
    audio = min(max(0, total - text), _count(tokens.audio_tokens))
    return _Tokens(text_tokens=min(total, text), audio_tokens=audio)


def _count(said: int | None) -> int:
    return max(0, said or 0)
