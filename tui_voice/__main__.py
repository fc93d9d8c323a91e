"""``python -m tui_voice`` is ``tui-voice``."""

from tui_voice.cli.start import main

if __name__ == "__main__":
    main()
