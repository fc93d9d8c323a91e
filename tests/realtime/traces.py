"""Recorded traffic of real servers, read from beside the repository where it is there."""

import json
from pathlib import Path
from typing import Any

import pytest

TRACES = Path(__file__).parents[2].parent / "shared" / "traces"

requires_traces = pytest.mark.skipif(
    not TRACES.is_dir(), reason="the recorded traffic is not beside this checkout"
)


def messages(name: str) -> list[dict[str, Any]]:
    """One recording's lines: ``direction`` and ``data``."""
    with (TRACES / name).open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def received_frames() -> list[str]:
    """Every frame that a server sent in any recording."""
    return [
        json.dumps(whole_samples(message["data"]))
        for recording in sorted(TRACES.glob("*.jsonl"))
        for message in messages(recording.name)
        if message["direction"] == "received"
    ]


def server_examples() -> list[dict[str, Any]]:
    """The published example of each server event type."""
    examples = json.loads((TRACES / "event-examples.json").read_text(encoding="utf-8"))["server"]
    # Its sound is the words "Base64EncodedAudioDelta".
    examples["response.output_audio.delta"]["delta"] = "AAA="
    return list(examples.values())


def whole_samples(event: dict[str, Any]) -> dict[str, Any]:
    """The recorder cut sound to 44 characters of base64: 33 bytes, half a sample too many."""
    if event["type"] != "response.output_audio.delta":
        return event
    return {**event, "delta": event["delta"][:40]}
