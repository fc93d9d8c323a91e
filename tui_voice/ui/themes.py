"""Our own colours, dark and light; every widget names them by their theme variables only."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from textual.color import Color
from textual.theme import Theme

DARK = Theme(
    name="tui-voice-dark",
    primary="#8ab4ff",
    secondary="#6fcfb5",
    accent="#c6a5ff",
    success="#86cf8a",
    warning="#ecc16a",
    error="#ff7b86",
    foreground="#dde3ec",
    background="#11141b",
    surface="#171b24",
    panel="#202632",
    dark=True,
    variables={
        "block-cursor-background": "#2f4369",
        "block-cursor-foreground": "#ffffff",
        "block-cursor-text-style": "none",
        "border-blurred": "#2a3140",
        "footer-key-foreground": "#8ab4ff",
        "input-cursor-background": "#dde3ec",
        "input-selection-background": "#8ab4ff 30%",
        "scrollbar": "#2a3140",
        "scrollbar-hover": "#3a4458",
        "scrollbar-active": "#8ab4ff",
        "scrollbar-background": "#11141b",
        "scrollbar-background-hover": "#11141b",
        "scrollbar-background-active": "#11141b",
    },
)

LIGHT = Theme(
    name="tui-voice-light",
    primary="#2257b5",
    secondary="#0a6b5b",
    accent="#6a3fae",
    success="#2c7431",
    warning="#8a5800",
    error="#b4232c",
    foreground="#20242c",
    background="#fbfaf7",
    surface="#f3f1eb",
    panel="#e8e5dc",
    dark=False,
    variables={
        "block-cursor-background": "#c9d9f5",
        "block-cursor-foreground": "#10131a",
        "block-cursor-text-style": "none",
        "border-blurred": "#d6d2c6",
        "footer-key-foreground": "#2257b5",
        "input-cursor-background": "#20242c",
        "input-selection-background": "#2257b5 25%",
        "scrollbar": "#d6d2c6",
        "scrollbar-hover": "#bdb8a8",
        "scrollbar-active": "#2257b5",
        "scrollbar-background": "#fbfaf7",
        "scrollbar-background-hover": "#fbfaf7",
        "scrollbar-background-active": "#fbfaf7",
    },
)

# Their backgrounds and words are the terminal's own, whatever these are: a colour of the palette as
# background is sure to be read only with the cursor's white on blue.
ANSI_DARK = Theme(
    name="tui-voice-ansi-dark",
    primary="ansi_bright_blue",
    secondary="ansi_cyan",
    accent="ansi_magenta",
    success="ansi_green",
    warning="ansi_yellow",
    error="ansi_red",
    foreground="ansi_default",
    background="ansi_default",
    ansi=True,
    dark=True,
    variables={
        "text-error": "ansi_bright_red",
        "block-cursor-background": "ansi_blue",
        "block-cursor-foreground": "ansi_bright_white",
        "block-cursor-blurred-foreground": "ansi_bright_blue",
        "block-cursor-blurred-text-style": "bold",
        "border": "ansi_bright_blue",
        "border-blurred": "ansi_blue",
        "footer-key-foreground": "ansi_bright_blue",
        "input-cursor-background": "ansi_white",
        "input-cursor-foreground": "ansi_black",
        "input-cursor-text-style": "none",
        "input-selection-background": "ansi_default",
        "scrollbar": "ansi_blue",
        "scrollbar-background": "ansi_default",
        "scrollbar-background-hover": "ansi_default",
        "scrollbar-background-active": "ansi_default",
        "ansi-background": "ansi_default",
        "ansi-foreground": "ansi_default",
    },
)
"""The palette of a terminal, with what can be read on a dark background."""

ANSI_LIGHT = replace(
    ANSI_DARK,
    name="tui-voice-ansi-light",
    primary="ansi_blue",
    secondary="ansi_magenta",
    dark=False,
    variables=ANSI_DARK.variables
    | {
        "text-error": "ansi_red",
        "text-warning": "ansi_red",
        "block-cursor-blurred-foreground": "ansi_blue",
        "border": "ansi_blue",
        "footer-key-foreground": "ansi_blue",
    },
)
"""The same with what can be read on a bright one: in many a palette cyan and yellow cannot."""

MONO = replace(
    ANSI_DARK,
    name="tui-voice-mono",
    primary="ansi_default",
    secondary="ansi_default",
    accent="ansi_default",
    success="ansi_default",
    warning="ansi_default",
    error="ansi_default",
    variables=dict.fromkeys(ANSI_DARK.variables, "ansi_default")
    | {
        # Not reversed, which Textual's lists leave out.
        "block-cursor-text-style": "bold underline",
        "block-cursor-blurred-text-style": "underline",
        "input-cursor-text-style": "reverse",
    },
)
"""No colour at all: bold, dim, underlined and reversed tell things apart."""

THEMES = (DARK, LIGHT, ANSI_DARK, ANSI_LIGHT, MONO)

NEARLY_GREY = 0.36
"""Up to this saturation a colour is meant as a grey; those of names and states have more."""


def styles(colours: Mapping[str, str], *, ansi: bool) -> dict[str, str]:
    """Variables for text that is told apart by more than its colour.

    A palette has no shades: where those of a theme are its own (``ansi``), what is fainter is
    dim, and what stands on a colour is reversed, so that it is told apart without colours, too.
    """
    warning, primary, accent = colours["warning"], colours["primary"], colours["text-accent"]
    if ansi:
        return {
            "or-dim": "dim",
            "highlight": f"{warning} reverse",
            "present": f"{primary} reverse",
            "code": f"{accent} bold",
        }
    background = colours["background"]
    return {
        "or-dim": "",
        "highlight": f"{background} on {warning}",
        "present": f"{background} on {primary}",
        "code": f"{accent} on {colours['surface']}",
    }


def with_true_greys(colours: Mapping[str, str]) -> dict[str, str]:
    """Theme variables for a terminal of 256 colours: it has 24 greys, but next to none that lean
    towards a colour, and would show a bluish one as navy.
    """
    return {name: re.sub(r"^#[0-9A-Fa-f]{6}", _grey, value) for name, value in colours.items()}


def _grey(match: re.Match[str]) -> str:
    colour = Color.parse(match[0])
    return colour.monochrome.hex if colour.hsl.s < NEARLY_GREY else match[0]


def themes_first_ours(names: Iterable[str]) -> tuple[str, ...]:
    """Names of themes as they are offered: ours, then the others by name."""
    ours = [theme.name for theme in THEMES]
    return (*ours, *sorted(set(names) - set(ours)))
