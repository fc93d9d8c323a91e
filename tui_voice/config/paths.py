"""Where things are kept on this computer, readable by nobody else."""

import os
from itertools import count
from pathlib import Path

_NAME = "tui-voice"

# platformdirs is imported where it is used: a program started with --config never needs it.


def config_file() -> Path:
    """The person's ``config.toml``; it need not exist."""
    from platformdirs import user_config_path

    return user_config_path(_NAME, appauthor=False) / "config.toml"


def history_file() -> Path:
    """The database of conversations; it need not exist, nor its folder."""
    from platformdirs import user_data_path

    return user_data_path(_NAME, appauthor=False) / "history.db"


def log_file() -> Path:
    """The program's log; its folder is made when missing. Raises ``OSError``."""
    from platformdirs import user_state_path

    return private_folder(user_state_path(_NAME, appauthor=False)) / "tui-voice.log"


def runtime_folder() -> Path:
    """Where running programs can be met; it need not exist."""
    import warnings

    from platformdirs import user_runtime_path

    with warnings.catch_warnings():
        # Without XDG_RUNTIME_DIR there is another place; the person need not hear of it.
        warnings.simplefilter("ignore")
        return user_runtime_path(_NAME, appauthor=False)


def private_folder(folder: Path) -> Path:
    """Make the folder, and those above it, open to its owner only (0700). Raises ``OSError``."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    for path in reversed(missing):
        path.mkdir(mode=0o700, exist_ok=True)
    return folder


def save_beside_log(name: str, text: str, suffix: str = "txt") -> Path:
    """Write ``text`` to a new file beside the log; answers with its path. Raises ``OSError``."""
    folder = log_file().parent
    paths = (folder / f"{name}-{number}.{suffix}" for number in count(1))
    path = next(path for path in paths if not path.exists())
    with open(append_private(path), "w", encoding="utf-8") as file:
        file.write(text)
    return path


def append_private(file: Path) -> int:
    """A descriptor that appends to ``file``, made for its owner only (0600). Raises ``OSError``."""
    return os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
