"""The person's ``config.toml``, changed without losing a word of theirs."""

import os
import re
import shutil
import tempfile
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tui_voice.config.paths import private_folder
from tui_voice.config.settings import MEANINGS
from tui_voice.config.values import DEFAULTS

if TYPE_CHECKING:
    from tomlkit.items import String

_HEADER = "# Settings of tui-voice. Yours to edit: comments are kept.\n"
_TABLE = re.compile(r"^[ \t]*\[", re.MULTILINE)
_COMMENTS_ABOVE = re.compile(r"(?:^[ \t]*#[^\n]*\n)*\Z", re.MULTILINE)

# tomlkit is imported where it is used: most starts of the program save nothing. Its documents are
# `Any` here: what stands in a file can be of any type.


class TomlSettingsFile:
    """A settings file that can be written to; ``profile`` is the one in force.

    The file is made, for its owner only, when there is none. It is replaced in one step, so that a
    crash leaves the old one or the new one; a link to it stays a link. Every method raises
    ``OSError``, also when the file is not valid TOML.
    """

    def __init__(self, path: Path, profile: str = "") -> None:
        self._path = path
        self._profile = profile

    def save(self, changes: Mapping[str, Any]) -> None:
        """Write these settings (name → value), and leave everything else as it stands.

        What the profile in force sets is written there, all else above the tables. Together with
        another ``profile`` only that is written which it does not bring about by itself.
        """
        self._profile = changes.get("profile", self._profile)

        def edit(document: Any) -> str:
            table = document.get("profiles", {}).get(self._profile, {})
            fresh: dict[str, Any] = {}
            for name, value in changes.items():
                place = table if name in table else document
                brought = place.get(name, getattr(DEFAULTS, name))
                if "profile" in changes and name != "profile" and brought == value:
                    continue
                if name in place:
                    place[name] = _item(value)
                else:
                    fresh[name] = value
            return _with_settings(document.as_string(), fresh)

        self._rewrite(edit)

    def keep_profile(self, name: str, values: Mapping[str, Any]) -> None:
        """Write a profile; of one that is there, what is not among ``values`` stays."""

        def edit(document: Any) -> str:
            table = document.get("profiles", {}).get(name)
            if table is None:
                return _with_table(document.as_string(), ("profiles", name), values)
            for key, value in values.items():
                table[key] = _item(value)
            return document.as_string()

        self._rewrite(edit)

    def forget_profile(self, name: str) -> None:
        """Delete a profile, and the wish to use it."""

        def edit(document: Any) -> str:
            profiles = document.get("profiles", {})
            profiles.pop(name, None)
            if document.get("profile") == name:
                document.pop("profile")
            return document.as_string()

        self._rewrite(edit)

    def keep_keys(self, chosen: Mapping[str, str]) -> None:
        """Write the person's own keys, and take away those that are no longer theirs."""

        def edit(document: Any) -> str:
            table = document.get("keys")
            if table is None:
                return _with_table(document.as_string(), ("keys",), chosen)
            for action in [action for action in table if action not in chosen]:
                table.pop(action)
            for action, keys in chosen.items():
                if table.get(action) != keys:
                    table[action] = keys
            return document.as_string()

        self._rewrite(edit)

    def _rewrite(self, edit: Callable[[Any], str]) -> None:
        import tomlkit
        from tomlkit.exceptions import TOMLKitError

        path = Path(os.path.realpath(self._path))
        try:
            text = path.read_text(encoding="utf-8-sig")
        except FileNotFoundError:
            text = _HEADER
        except UnicodeDecodeError as problem:
            raise OSError(f"{self._path} is not valid TOML: {problem}") from problem
        try:
            edited = edit(tomlkit.parse(text))
            tomllib.loads(edited)
        except (TOMLKitError, tomllib.TOMLDecodeError) as problem:
            raise OSError(f"{self._path} is not valid TOML: {problem}") from problem
        _replace(path, edited)


def _with_settings(text: str, values: Mapping[str, Any]) -> str:
    """``text`` with more settings, each explained: at its end, or before the first table."""
    import tomlkit

    added = ""
    for name, value in values.items():
        added += f"\n# {MEANINGS[name].help}\n{tomlkit.dumps({name: _item(value)})}"
    at = _before_tables(text)
    if not added or at == len(text):
        return text + added
    return f"{text[:at].rstrip()}\n{added}\n{text[at:]}".lstrip("\n")


def _before_tables(text: str) -> int:
    """Where the first table begins, with the comments right above it; the end if there is none."""
    for found in _TABLE.finditer(text):
        above = text[: found.start()]
        try:
            tomllib.loads(above)
        except tomllib.TOMLDecodeError:
            continue  # a line within a value
        comments = _COMMENTS_ABOVE.search(above)
        return comments.start() if comments else found.start()
    return len(text)


def _with_table(text: str, path: tuple[str, ...], values: Mapping[str, Any]) -> str:
    """``text`` with one more table at its end; without values there is none."""
    import tomlkit

    if not values:
        return text
    body = tomlkit.dumps({name: _item(value) for name, value in values.items()})
    heading = ".".join(tomlkit.key(part).as_string() for part in path)
    return f"{text.rstrip()}\n\n[{heading}]\n{body}".lstrip("\n")


def _item(value: Any) -> Any:
    return _string(value) if isinstance(value, str) else value


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
