"""The person's ``config.toml``, changed without losing a word of theirs."""

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tui_voice.config.paths import private_folder
from tui_voice.config.settings import MEANINGS

if TYPE_CHECKING:
    from tomlkit.items import String

_HEADER = "Settings of tui-voice. Yours to edit: comments are kept.\n"

# tomlkit is imported where it is used: most starts of the program save nothing.


class TomlSettingsFile:
    """A settings file that can be written to."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def save(self, changes: Mapping[str, Any]) -> None:
        """Write these settings (name → value), and leave everything else as it stands.

        The file is made, for its owner only, when there is none. It is replaced in one step, so
        that a crash leaves the old one or the new one; a link to it stays a link. Raises
        ``OSError``, also when the file is not valid TOML.
        """
        import tomlkit
        from tomlkit.exceptions import TOMLKitError

        path = Path(os.path.realpath(self._path))
        try:
            document = tomlkit.parse(path.read_text(encoding="utf-8-sig"))
        except FileNotFoundError:
            document = tomlkit.document()
            document.add(tomlkit.comment(_HEADER.rstrip()))
        except (TOMLKitError, UnicodeDecodeError) as problem:
            raise OSError(f"{self._path} is not valid TOML: {problem}") from problem
        for name, value in changes.items():
            if name not in document:
                document.add(tomlkit.nl())
                document.add(tomlkit.comment(MEANINGS[name].help))
            document[name] = _string(value) if isinstance(value, str) else value
        _replace(path, tomlkit.dumps(document))


def _string(value: str) -> "String":
    import tomlkit

    # A StrEnum is written as its value. TOML ends lines with \n only: a text with other breaks
    # has to be escaped to survive.
    return tomlkit.string(str(value), multiline="\n" in value and "\r" not in value)


def _replace(path: Path, text: str) -> None:
    """Put ``text`` in place of the file in one step, with the permissions it had, or 0600."""
    private_folder(path.parent)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with open(descriptor, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, temporary)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
