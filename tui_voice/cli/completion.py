"""``tui-voice completion``: what makes a shell complete our command lines."""

import click

from tui_voice.cli.options import Command

VARIABLE = "_TUI_VOICE_COMPLETE"
"""With it the shell asks what could stand at the cursor."""


@click.command(cls=Command)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print the script that makes your shell complete commands, flags and their values.

    Settings' choices, models, voices, profiles and kept conversations are completed, too.

    \b
    Examples:
      eval "$(tui-voice completion bash)"        in ~/.bashrc
      eval "$(tui-voice completion zsh)"         in ~/.zshrc, after compinit
      tui-voice completion fish > ~/.config/fish/completions/tui-voice.fish
    """
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    if kind is None:
        raise click.ClickException(f"This version of click knows no {shell}.")
    root = context.find_root()
    script = kind(root.command, {}, "tui-voice", VARIABLE).source()
    # click's script for fish cuts what is told of a value at the first comma.
    click.echo(script.replace('string split ","', 'string split -m 1 ","'))
