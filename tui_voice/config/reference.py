"""What is written about the settings, made from the settings themselves."""

from itertools import groupby
from textwrap import wrap

from tui_voice.config.actions import ACTIONS
from tui_voice.config.keys import Keymap
from tui_voice.config.load import variables_of
from tui_voice.config.settings import MEANINGS
from tui_voice.config.values import DEFAULTS, allowed

_PAGE = """\
# Settings

Flag over environment over profile over file over default. The file is `config.toml` in the
configuration folder of your system (`~/.config/tui-voice` on Linux), or the one named by `--config`
or `TUI_VOICE_CONFIG`. The settings screen (`f2`) writes it and keeps your comments. An unknown key
is refused, with the nearest known one. [config.example.toml](../config.example.toml) is a file with
every setting at its default.

An environment variable that is empty counts as not set. Secrets are not settings: they come from
`TUI_VOICE_TOKEN`, `--token-file`, `token_url`, `token_command` or `OPENAI_API_KEY`.

A profile is a table of settings with a name, `[profiles.travel]`; `profile = "travel"`, `--profile
travel` or `f4` puts it into force. What is then changed in the app is written into the profile if
the profile sets it, and above the tables if not.

```toml
profile = "travel"

[profiles.travel]
voice = "marin"
instructions = "You are a patient teacher of Portuguese."

[keys]
talk = "space,f8"
```

This page is made by `make docs`.
"""

_KEYS = """
## Keys

The table `[keys]` gives actions other keys, several of them with commas. A key is a character, a
name such as `space`, `enter`, `escape`, `pageup` or `f5`, or one of these with `ctrl+`, `alt+` or
`shift+`. A key that another action has in the same place is refused, and so are unknown keys and
actions. The settings screen has a page where the key is pressed to be given. [keys.md](keys.md)
lists every action.
"""

_KEYS_PAGE = """\
# Keys

Every key of the app as long as you choose no others: on the last page of the settings screen
(`f2`), or in the table `[keys]` of the [settings file](configuration.md#keys), by the names in the
last column. `f1` shows the keys in force.

A key of the conversation works while the message box is not being typed in; what works everywhere
works there, too. A terminal is told of no key being let go, so the record key is pressed twice
rather than held; with a window manager it [can be held](recipes/push-to-talk.md).

This page is made by `make docs`.
"""


def example_file() -> str:
    """A settings file that sets everything to its default and explains it."""
    lines = [
        "# Every setting of tui-voice with its default. Copy the lines you want to change into",
        "# ~/.config/tui-voice/config.toml (on Linux). Made by `make docs`.",
    ]
    for group, names in groupby(MEANINGS, lambda name: MEANINGS[name].group):
        lines += ["", f"# ── {group} ".ljust(100, "─")]
        for name in names:
            meaning = MEANINGS[name]
            note = f"{meaning.help} A change applies {meaning.applies}."
            if not isinstance(getattr(DEFAULTS, name), str) or "," in allowed(name):
                note += f" Allowed: {allowed(name)}."
            lines += ["", *wrap(note, 100, initial_indent="# ", subsequent_indent="# ")]
            lines.append(f"{name} = {_toml(name)}")
    return "\n".join(lines) + "\n"


def settings_page() -> str:
    """The page of the documentation that lists every setting, in Markdown."""
    parts = [_PAGE]
    for group, names in groupby(MEANINGS, lambda name: MEANINGS[name].group):
        parts.append(f"\n## {group.capitalize()}\n")
        parts += [_entry(name) for name in names]
    parts.append(_KEYS)
    return "".join(parts)


def keys_page() -> str:
    """The page of the documentation that lists every action and its keys, in Markdown."""
    parts = [_KEYS_PAGE]
    for place, actions in groupby(ACTIONS.items(), lambda action: action[1].place):
        parts.append(f"\n## {place}\n\n| keys | | action |\n|---|---|---|\n")
        parts += [
            f"| {Keymap().names(name)} | {action.help} | `{name}` |\n" for name, action in actions
        ]
    return "".join(parts)


def _entry(name: str) -> str:
    meaning = MEANINGS[name]
    ways = [f"`{variable}`" for variable in variables_of(name)]
    if meaning.flag:
        ways.insert(0, f"`--{name.replace('_', '-')}`")
    return (
        f"\n### `{name}`\n\n{meaning.help}\n\n"
        f"- Default: `{_toml(name)}`\n"
        f"- Allowed: {allowed(name)}\n"
        f"- Also: {', '.join(ways)}\n"
        f"- A change applies {meaning.applies}.\n"
    )


def _toml(name: str) -> str:
    default = getattr(DEFAULTS, name)
    if isinstance(default, bool):
        return str(default).lower()
    return f'"{default}"' if isinstance(default, str) else str(default)
