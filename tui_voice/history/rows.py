"""A kept turn as a row of the database, and back."""

import sqlite3
from dataclasses import fields
from typing import Any

from tui_voice.conversation.items import Item, ItemStatus, Role
from tui_voice.conversation.kept import KeptTurn
from tui_voice.conversation.usage import Usage

ITEM_COLUMNS = tuple(field.name for field in fields(Item) if field.name != "usage")
USAGE_COLUMNS = tuple(field.name for field in fields(Usage))
LARGEST = 2**63 - 1
"""SQLite's largest integer."""

KEEP = """
INSERT INTO turns (
    conversation, sitting, id, role, text, status, spoken, at_s, response_id,
    received_samples, heard_samples, latency_s, model,
    text_in, audio_in, image_in, text_cached, audio_cached, image_cached, text_out, audio_out,
    transcription_s, cost_usd, began_s, tool, call_id
) VALUES (
    :conversation, :sitting, :id, :role, :text, :status, :spoken, :at_s, :response_id,
    :received_samples, :heard_samples, :latency_s, :model,
    :text_in, :audio_in, :image_in, :text_cached, :audio_cached, :image_cached, :text_out,
    :audio_out, :transcription_s, :cost_usd, :began_s, :tool, :call_id
)
ON CONFLICT (conversation, id) DO UPDATE SET
    role = excluded.role, text = excluded.text, status = excluded.status,
    spoken = excluded.spoken, at_s = excluded.at_s, response_id = excluded.response_id,
    received_samples = excluded.received_samples, heard_samples = excluded.heard_samples,
    latency_s = excluded.latency_s, model = excluded.model,
    text_in = excluded.text_in, audio_in = excluded.audio_in, image_in = excluded.image_in,
    text_cached = excluded.text_cached, audio_cached = excluded.audio_cached,
    image_cached = excluded.image_cached, text_out = excluded.text_out,
    audio_out = excluded.audio_out, transcription_s = excluded.transcription_s,
    cost_usd = excluded.cost_usd, began_s = excluded.began_s, tool = excluded.tool,
    call_id = excluded.call_id
"""
"""Writes a turn, or writes anew the one of that id; its order among the others stays."""


def row_of(turn: KeptTurn) -> dict[str, Any]:
    """The columns of a turn, all but ``conversation`` and ``sitting``."""
    item = turn.item
    row = {name: getattr(item, name) for name in ITEM_COLUMNS}
    row |= {name: getattr(item.usage, name) for name in USAGE_COLUMNS}
    row["model"] = turn.model
    return {name: _writable(value) for name, value in row.items()}


def turn_of(row: sqlite3.Row) -> KeptTurn:
    """The turn that a row holds.

    An answer that was still coming when the program died is a cut one. How much of it was heard
    is not known; what was kept counts as heard, so that none of it is lost from the context.
    """
    values: dict[str, Any] = {name: row[name] for name in ITEM_COLUMNS}
    values["role"] = Role(row["role"])
    values["status"] = ItemStatus(row["status"])
    values["spoken"] = bool(row["spoken"])
    values["usage"] = Usage(**{name: row[name] for name in USAGE_COLUMNS})
    if values["status"] is ItemStatus.LIVE:
        values["status"] = ItemStatus.CUT
        values["heard_samples"] = values["received_samples"]
    return KeptTurn(Item(**values), row["model"])


def _writable(value: Any) -> Any:
    """What a server's JSON may hold and a database may not: half a surrogate pair, huge counts."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, int):
        return min(value, LARGEST)
    return value
