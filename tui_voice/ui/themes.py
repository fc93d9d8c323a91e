"""Our own colours, dark and light; every widget names them by their theme variables only."""

from collections.abc import Iterable

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

THEMES = (DARK, LIGHT)


def themes_first_ours(names: Iterable[str]) -> tuple[str, ...]:
    """Names of themes as they are offered: ours, then the others by name."""
    ours = [theme.name for theme in THEMES]
    return (*ours, *sorted(set(names) - set(ours)))
