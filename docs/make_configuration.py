"""Write config.example.toml, docs/configuration.md and docs/keys.md from settings and actions."""

from pathlib import Path

from tui_voice.config.reference import example_file, keys_page, settings_page

ROOT = Path(__file__).parent.parent

PAGES = {
    ROOT / "config.example.toml": example_file,
    ROOT / "docs" / "configuration.md": settings_page,
    ROOT / "docs" / "keys.md": keys_page,
}
"""Each file that is made from the settings and actions, and how."""

if __name__ == "__main__":
    for path, text in PAGES.items():
        path.write_text(text(), encoding="utf-8")
