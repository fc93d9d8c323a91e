"""``tui-voice ctl``: what a hot key or a status line says to the running app."""

from typing import Any

import click

from tui_voice.cli.control.asking import ask, follow
from tui_voice.cli.control.orders import Order, Request, begun_at
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
    def command(process: int | None) -> None:
        ask(Request(order, begun=begun_at()), process)

    ctl.command(order.value, help=DOES[order], epilog=f"Example: tui-voice ctl {order}")(
        _process(command)
    )


for _order in DOES:
    _add(_order)


@ctl.command(epilog='Example: tui-voice ctl say "What time is it?"')
@click.argument("text", nargs=-1, required=True)
@_process
def say(text: tuple[str, ...], process: int | None) -> None:
    """Send TEXT as a typed turn."""
    ask(Request(Order.SAY, " ".join(text)), process)


@ctl.command(
    epilog="""\b
Examples:
  tui-voice ctl status
  tui-voice ctl status --json | jq -r .assistant
  tui-voice ctl status --json --follow
"""
)
@click.option("--json", "as_json", is_flag=True, help="Print an object; waybar understands it.")
@click.option(
    "--follow", "follows", is_flag=True, help="Print it anew at every change, until the app ends."
)
@_process
def status(as_json: bool, follows: bool, process: int | None) -> None:
    """Print how the conversation stands, in one line."""

    def told(status: dict[str, Any]) -> str:
        return json_line(status) if as_json else status["tooltip"]

    if follows:
        follow(process, told)
    else:
        click.echo(told(ask(Request(Order.STATUS), process)))
