"""``tui-voice``: opens the app, or hands over to the command that is named."""

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

import click

from tui_voice import __version__
from tui_voice.cli.continuing import continue_option
from tui_voice.cli.options import FrontDoor, Group
from tui_voice.cli.recording import record_events_option
from tui_voice.config.values import SettingsError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


class Lazy(NamedTuple):
    """A command that is imported when it is called: ``--help`` costs nothing heavy."""

    place: str
    help: str


COMMANDS = {
    "ask": Lazy("tui_voice.cli.ask:ask", "Ask one question and print the answer."),
    "check": Lazy("tui_voice.cli.check:check", "Check sound, network, credentials, packages."),
    "completion": Lazy("tui_voice.cli.completion:completion", "Let your shell complete commands."),
    "config": Lazy("tui_voice.cli.config:config", "Show and change the settings."),
    "ctl": Lazy("tui_voice.cli.ctl:ctl", "Control the running app from another program."),
    "devices": Lazy("tui_voice.cli.devices:devices", "List the sound devices that open."),
    "history": Lazy("tui_voice.cli.history:history", "List, read, search, export, delete."),
    "replay": Lazy("tui_voice.cli.replay:replay", "Play a recorded conversation back."),
    "profiles": Lazy("tui_voice.cli.profiles:profiles", "List the profiles of the settings file."),
    "say": Lazy("tui_voice.cli.say:say", "Have a text read aloud."),
    "serve": Lazy("tui_voice.cli.serve:serve", "Run the offline server by itself."),
    "token": Lazy("tui_voice.cli.token:token", "Mint and print an ephemeral secret."),
    "transcribe": Lazy("tui_voice.cli.transcribe:transcribe", "Write down what is said."),
}

EXAMPLES = """\b
Examples:
  tui-voice                        with OPENAI_API_KEY set; without it, offline
  tui-voice --offline              no key, no network, no language model
  tui-voice --turns semantic_vad   hands-free: just talk
  tui-voice --continue             go on with the last conversation
  tui-voice --plain                no screen, for screen readers and pipes
  tui-voice --offline --llm http://localhost:11434/v1 --llm-model llama3.2
  tui-voice --offline --input question.wav --output answer.wav
  tui-voice --base-url http://localhost:8000/v1 --model some-model

\b
Exit codes:
  0 done   1 it failed   2 wrong flags or settings   130 ended by Ctrl-C

\b
Keys:
  space, ctrl+r   record, and again to send   escape   cancel
  i, tab          type a message              m        mute
  f2              settings                    f1, ?    all keys
  ctrl+q          quit

Every flag is also a setting in the settings file and an environment variable
(--base-url: base_url, TUI_VOICE_BASE_URL). A secret comes from TUI_VOICE_TOKEN,
--token-file or OPENAI_API_KEY, never from the file."""


class Commands(Group):
    """The commands by name, none of them imported before it is called."""

    def __init__(self, *args: Any, **more: Any) -> None:
        # click lists these names, and guesses by them what was meant.
        names = {name: click.Command(name) for name in COMMANDS}
        super().__init__(*args, commands=names, **more)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name].place.partition(":")
        return getattr(import_module(module), attribute)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> "list[CompletionItem]":
        """Offer them without importing them, as click's own version would."""
        from click.shell_completion import CompletionItem

        known = (name for name in self.list_commands(ctx) if name.startswith(incomplete))
        offered = [CompletionItem(name, help=COMMANDS[name].help) for name in known]
        return [*offered, *click.Command.shell_complete(self, ctx, incomplete)]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List them in the help without importing them, as click's own version would."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name].help) for name in self.list_commands(ctx)])


@click.group(
    cls=Commands,
    invoke_without_command=True,
    context_settings={"max_content_width": 100},
    epilog=EXAMPLES,
)
@continue_option
@record_events_option
@click.option(
    "--plain",
    is_flag=True,
    help="No screen: a line for every event, lines as commands ('?' lists them).",
)
@click.version_option(__version__, message="%(prog)s %(version)s")
@click.pass_context
def tui_voice(context: click.Context, plain: bool) -> int:
    """Talk with a realtime voice model from your terminal."""
    if context.invoked_subcommand is not None:
        return 0
    door = context.ensure_object(FrontDoor)
    settings = door.settings  # before the app: what is wrong with it is said at once

    from tui_voice.cli.app import run_app

    return run_app(
        settings,
        door.settings_path,
        door.continued,
        plain=plain,
        record_events=door.record_events,
        flags=door.flags,
    )


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and leave with its exit code."""
    sys.exit(exit_code(tui_voice, arguments))


def exit_code(command: click.Command, arguments: Sequence[str] | None = None) -> int:
    """Run a command; what went wrong is one line on standard error.

    0: done. 1: it failed. 2: wrong flags or settings. 130: Ctrl-C.
    """
    try:
        result = command.main(arguments, prog_name="tui-voice", standalone_mode=False)
    except SystemExit:
        return 0  # click's way to be quiet where nobody reads any more (… | head -1)
    except (Exception, KeyboardInterrupt) as problem:
        return told(problem)
    return result if isinstance(result, int) else 0


def told(problem: BaseException) -> int:
    """Say what went wrong, and answer with the exit code; raises what is a mistake of ours."""
    match problem:
        case click.exceptions.NoArgsIsHelpError():
            problem.show()  # the help of a group of commands that was called alone
            return 2
        case click.UsageError():
            command = problem.ctx.command_path if problem.ctx else "tui-voice"
            return _say(f"{problem.format_message()} Try '{command} --help'.", 2)
        case click.ClickException():
            return _say(problem.format_message(), problem.exit_code)
        case SettingsError():
            return _say(str(problem), 2)
        case click.Abort() | KeyboardInterrupt():
            return 130
        case _:
            raise problem


def _say(sentence: str, code: int) -> int:
    click.echo(f"tui-voice: {sentence}", err=True)
    return code
