"""Write config.example.toml and docs/configuration.md from the settings."""

from pathlib import Path

from tui_voice.config.reference import example_file, settings_page

ROOT = Path(__file__).parent.parent

PAGES = {
    ROOT / "config.example.toml": example_file,
    ROOT / "docs" / "configuration.md": settings_page,
}
"""Each file that is made from the settings, and how."""

if __name__ == "__main__":
    for path, text in PAGES.items():
        path.write_text(text(), encoding="utf-8")
