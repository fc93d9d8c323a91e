"""``tui-voice ctl``: what a hot key or a status line says to the running app."""

import json
import socket
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import click

from tui_voice.cli.control.orders import Order, Request, begun_at, written
from tui_voice.cli.options import Group
from tui_voice.cli.results import json_line

DOES = {
    Order.TOGGLE: "Press the record key: begin to talk, or send what was said.",
    Order.START: "Begin to talk, if you do not talk already.",
    Order.STOP: "Send what was said, if you talk.",
    Order.CANCEL: "Discard the recording, or stop the answer.",
    Order.MUTE: "Mute the microphone, if it is not muted.",
    Order.UNMUTE: "Unmute the microphone, if it is muted.",
}
"""The orders that need no more than their name."""

EXAMPLES = """\b
Examples:
  tui-voice ctl toggle                          talk, and again to send
  tui-voice ctl say "What time is it?"          a typed turn
  tui-voice ctl status                          one line
  tui-voice ctl status --json --follow          a line of JSON at every change

\b
Push-to-talk, whatever window has the keys (sway; in i3 without --no-repeat):
  bindsym --no-repeat Pause exec tui-voice ctl start
  bindsym --release Pause exec tui-voice ctl stop

\b
In tmux's status line:
  set -g status-right '#(tui-voice ctl status --follow)'
"""

_process = click.option(
    "--pid", "process", type=int, help="Process id of the app; the one started last if not given."
)


@click.group(cls=Group, epilog=EXAMPLES)
def ctl() -> None:
    """Control the tui-voice that runs on this computer, from another program.

    Only programs of the same user reach it. Exit code 1 where none is running.
    """


def _add(order: Order) -> None:
    def ask(process: int | None) -> None:
        _ask(Request(order, begun=begun_at()), process)

    ctl.command(order.value, help=DOES[order], epilog=f"Example: tui-voice ctl {order}")(
        _process(ask)
    )


for _order in DOES:
    _add(_order)


@ctl.command(epilog='Example: tui-voice ctl say "What time is it?"')
@click.argument("text", nargs=-1, required=True)
@_process
def say(text: tuple[str, ...], process: int | None) -> None:
    """Send TEXT as a typed turn."""
    _ask(Request(Order.SAY, " ".join(text)), process)


@ctl.command(
    epilog="""\b
Examples:
  tui-voice ctl status
  tui-voice ctl status --json | jq -r .assistant
  tui-voice ctl status --json --follow
"""
)
@click.option("--json", "as_json", is_flag=True, help="Print an object; waybar understands it.")
@click.option("--follow", is_flag=True, help="Print it anew at every change, until the app ends.")
@_process
def status(as_json: bool, follow: bool, process: int | None) -> None:
    """Print how the conversation stands, in one line."""
    from tui_voice.cli.control.status import CLOSED

    request = Request(Order.FOLLOW if follow else Order.STATUS)
    for answer in _answers(request, process):
        _print(answer, as_json=as_json)
    if follow:
        _print(CLOSED, as_json=as_json)


def _print(answer: dict[str, Any], *, as_json: bool) -> None:
    click.echo(json_line(answer) if as_json else answer["tooltip"])


def _ask(request: Request, process: int | None) -> None:
    for _ in _answers(request, process):
        pass


def _answers(request: Request, process: int | None) -> Iterator[dict[str, Any]]:
    """What the app says to a request. Raises ``click.ClickException``."""
    from tui_voice.cli.control.meeting import NobodyThereError, meet
    from tui_voice.config.paths import runtime_folder

    try:
        with closing(meet(runtime_folder(), process)) as connection:
            connection.sendall(written(request))
            yield from _lines(connection, endless=request.order is Order.FOLLOW)
    except NobodyThereError as nobody:
        raise click.ClickException(str(nobody)) from None
    except OSError as problem:
        why = "it does not answer" if isinstance(problem, TimeoutError) else str(problem)
        raise click.ClickException(f"The running app cannot be reached: {why}.") from None


def _lines(connection: socket.socket, *, endless: bool) -> Iterator[dict[str, Any]]:
    with connection.makefile("rb") as lines:
        for line in lines:
            if not line.endswith(b"\n"):
                return  # the app has died in the middle of it
            answer = json.loads(line)
            if "error" in answer:
                raise click.ClickException(answer["error"])
            yield answer
            if endless:
                connection.settimeout(None)
