"""``tui-voice history``: the conversations that were kept, for scripts and for the eye."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from tui_voice.cli.exporting import (
    SOUND,
    STDOUT,
    Format,
    export_sound,
    export_text,
    format_for,
    inert_json,
    json_for_terminals,
)
from tui_voice.cli.kept import at_work, failing_in_a_line, kept_conversation
from tui_voice.cli.options import Group
from tui_voice.cli.suggestions import conversation_ids
from tui_voice.config.paths import history_file
from tui_voice.conversation.export import SPEAKERS, marked, utc
from tui_voice.conversation.items import Item
from tui_voice.history.naming import LAST
from tui_voice.history.reading import KeptConversation
from tui_voice.history.reading import conversations as all_conversations
from tui_voice.history.reading import search as search_turns
from tui_voice.ui.inert import inert, inert_line
from tui_voice.ui.times import local_date_and_time

if TYPE_CHECKING:
    from tui_voice.audio.kept import Clip

WORDS_SHOWN = 60
"""Characters shown in a list of what a conversation began with."""

NO_SOUND = (
    "No sound of this conversation is kept. With --record-audio (setting record_audio) that of the "
    "next one is."
)

FORMATS = [fmt.value for fmt in Format]

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
limit_option = click.option(
    "--limit",
    type=click.IntRange(1),
    default=100,
    show_default=True,
    help="The newest so many.",
)
which_argument = click.argument(
    "conversation", metavar="[ID]", default=LAST, shell_complete=conversation_ids
)


@click.group(cls=Group)
def history() -> None:
    """List, read, search, export and delete the conversations that were kept.

    An ID may be shortened to a beginning that no other has; 'last' is the newest.

    \b
    Examples:
      tui-voice history list
      tui-voice history show                        the last one
      tui-voice history search train ticket
      tui-voice history export last talk.srt        the file's suffix chooses the format
      tui-voice history export 20261123 --format json | jq .
      tui-voice history delete 20261123-151500
    """


@history.command("list")
@json_option
@limit_option
def list_(as_json: bool, limit: int) -> None:
    """List conversations, the one that was last added to first.

    \b
    Example:
      tui-voice history list --json --limit 5
    """
    with at_work("reading the history"):
        found = all_conversations(history_file())[:limit]
    if as_json:
        _print_json(
            [
                {
                    "id": each.id,
                    "started": utc(each.started_s),
                    "last": utc(each.last_s),
                    "turns": each.turns,
                    "words": each.words,
                }
                for each in found
            ]
        )
        return
    for each in found:
        turns = f"{each.turns:>4} turn{' ' if each.turns == 1 else 's'}"
        words = inert_line(each.words)[:WORDS_SHOWN]
        click.echo(f"{each.id}  {local_date_and_time(each.last_s)}  {turns}  {words}")
    if not found:
        click.echo("No conversation is kept yet.", err=True)


@history.command()
@which_argument
@json_option
def show(conversation: str, as_json: bool) -> None:
    """Print a conversation; without an ID, the last.

    \b
    Examples:
      tui-voice history show | less
      tui-voice history show 20261123-15 --json
    """
    items = _items(kept_conversation(conversation))
    if as_json:
        click.echo(json_for_terminals(items), nl=False)
        return
    click.echo("\n\n".join(inert(_told(item)) for item in items))


@history.command()
@click.argument("words", nargs=-1, required=True)
@json_option
@limit_option
def search(words: tuple[str, ...], as_json: bool, limit: int) -> int:
    """Find turns that hold all these words or parts of words, the newest first.

    Case and accents make no difference. Exit code 1 where nothing is found.

    \b
    Examples:
      tui-voice history search train ticket
      tui-voice history search --json café
    """
    with at_work("searching"):
        found = search_turns(history_file(), " ".join(words), limit)
    if as_json:
        _print_json(
            [
                {
                    "conversation": each.conversation_id,
                    "id": each.turn.item.id,
                    "role": each.turn.item.role,
                    "text": each.turn.item.text,
                    "at": utc(each.turn.item.at_s),
                }
                for each in found
            ]
        )
    else:
        for each in found:
            item = each.turn.item
            when = local_date_and_time(item.at_s)
            words_found = f"{SPEAKERS[item.role]}: {inert_line(item.text)}"
            click.echo(f"{each.conversation_id}  {when}  {words_found}")
        if not found:
            click.echo("No turn holds these words.", err=True)
    return 0 if found else 1


@history.command()
@which_argument
@click.argument("file", type=click.Path(allow_dash=True), default=STDOUT)
@click.option("--format", "chosen", type=click.Choice(FORMATS), help="Instead of the suffix.")
def export(conversation: str, file: str, chosen: str | None) -> None:
    """Write a conversation to FILE, or to standard output.

    Markdown (.md), JSON (.json), plain text (.txt), subtitles (.srt, .vtt); and where its sound was
    kept (--record-audio) two channels of it, you on the left and on the right the answers as they
    were heard (.wav, and .flac with the package soundfile). What was not heard of an answer is
    marked. A new file is readable by you only.

    \b
    Examples:
      tui-voice history export                      the last one as Markdown
      tui-voice history export last talk.vtt
      tui-voice history export 20261123-15 talk.wav
    """
    fmt = format_for(chosen, file)
    kept = kept_conversation(conversation)
    with failing_in_a_line():
        if fmt in SOUND:
            export_sound(_clips(kept), fmt, file)
        else:
            export_text(_items(kept), fmt, file)
    if file != STDOUT:
        click.echo(f"Wrote {file}.", err=True)


@history.command()
@click.argument("conversation", metavar="ID...", nargs=-1, required=True)
@click.option("--yes", is_flag=True, help="Do not ask.")
def delete(conversation: tuple[str, ...], yes: bool) -> None:
    """Delete conversations for good, their sound with them.

    \b
    Examples:
      tui-voice history delete last
      tui-voice history delete --yes 20261123-151500 20261122-09
    """
    from tui_voice.history.forgetting import forget

    found = [kept_conversation(each) for each in dict.fromkeys(conversation)]
    for kept in found:
        begins = inert_line(next((item.text for item in _items(kept) if item.text), ""))
        about = f"{kept.id}, {len(kept.turns)} turns: {begins[:WORDS_SHOWN]}"
        if not yes and not _confirmed(f"Delete {about}?"):
            continue
        with at_work(f"deleting {kept.id}"):
            forget(history_file(), kept.id)
        click.echo(f"Deleted {kept.id}.", err=True)


# ── private ─────────────────────────────────────────────────────────────────────────────────


def _confirmed(question: str) -> bool:
    try:
        return click.confirm(question, err=True)
    except click.Abort as abort:
        if isinstance(abort.__context__, KeyboardInterrupt):
            raise
        click.echo(err=True)
        raise click.ClickException(
            "Nobody answered: it stays. With --yes it goes unasked."
        ) from abort


def _items(kept: KeptConversation) -> Sequence[Item]:
    return kept.conversation.items


def _told(item: Item) -> str:
    words = marked(item) or "(not written down)"
    return f"{local_date_and_time(item.at_s)}  {SPEAKERS[item.role]}: {words}"


def _clips(kept: KeptConversation) -> "Sequence[Clip]":
    """The sound of the turns in the conversation's time."""
    from tui_voice.cli.kept_sound import clips_of

    clips = clips_of(history_file(), kept)
    if not clips:
        raise click.ClickException(NO_SOUND)
    return clips


def _print_json(found: list[dict[str, Any]]) -> None:
    click.echo(inert_json(json.dumps(found, ensure_ascii=False, indent=2)))
