"""Where a running app can be met by programs of the same person, and by nobody else.

A Unix socket (0600) per app in a folder of its own (0700), named after the app's process. All that
differs between systems is here: Windows has no such sockets in Python, and so no control; where
the system cannot tell who is at the other end (macOS), the modes of folder and socket have to do.
"""

import os
import socket
import stat
import struct
import sys
from pathlib import Path

from tui_voice.config.paths import private_folder

PATIENCE_S = 5.0
"""How long either end waits for the other."""

NOBODY = "No running tui-voice was found."
NOT_HERE = "Windows has no Unix sockets in Python: a running tui-voice cannot be controlled there."


class NobodyThereError(Exception):
    """There is no running app to talk to; says so in a sentence."""


def listening(folder: Path, process: int) -> tuple[socket.socket, Path]:
    """A socket on which the app of this process can be met from now on, and its place.

    The sockets of apps that have died are taken away. Raises ``OSError``: no place, a place that is
    not ours alone, or one whose name is too long for a socket.
    """
    if sys.platform == "win32":
        raise OSError(NOT_HERE)
    _check(private_folder(folder))
    for each in _places(folder):
        connection = _connected(each)
        if connection is not None:
            connection.close()
    place, unfinished = _place(folder, process), folder / f".{process}"
    unfinished.unlink(missing_ok=True)
    server = socket.socket(socket.AF_UNIX)
    try:
        server.bind(str(unfinished))
        unfinished.chmod(0o600)
        server.listen()
        # By its name it is met only now: one that refuses is that of an app that has died.
        unfinished.rename(place)
    except OSError:
        server.close()
        raise
    return server, place


def meet(folder: Path, process: int | None = None) -> socket.socket:
    """A connection to the app that was started last, or to the one of that process.

    It waits at most ``PATIENCE_S``. Raises ``NobodyThereError``, and ``OSError`` where the folder
    is not ours alone.
    """
    if sys.platform == "win32":
        raise NobodyThereError(NOT_HERE)
    if folder.exists():
        _check(folder)
    places = _places(folder) if process is None else [_place(folder, process)]
    for place in places:
        connection = _connected(place)
        if connection is not None and is_our_own(connection):
            return connection
    raise NobodyThereError(NOBODY if process is None else f"{NOBODY[:-1]} as process {process}.")


def is_our_own(connection: socket.socket) -> bool:
    """Whether the other end runs as the same user."""
    if not hasattr(socket, "SO_PEERCRED"):
        return True
    size = struct.calcsize("iII")
    credentials = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, size)
    _process, user, _group = struct.unpack("iII", credentials)
    return user == os.geteuid()


def _connected(place: Path) -> socket.socket | None:
    """A connection to that place, if there is an app; of one that has died nothing is left."""
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(PATIENCE_S)
    try:
        connection.connect(str(place))
    except OSError as problem:
        connection.close()
        if isinstance(problem, ConnectionRefusedError):
            place.unlink(missing_ok=True)
        return None
    return connection


def _place(folder: Path, process: int) -> Path:
    return folder / f"{process}.sock"


def _places(folder: Path) -> list[Path]:
    """Where apps may be met, the newest first."""
    return sorted(folder.glob("*.sock"), key=_made_at, reverse=True)


def _made_at(place: Path) -> int:
    try:
        return place.lstat().st_mtime_ns
    except OSError:  # it has just gone
        return 0


def _check(folder: Path) -> None:
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o077:
        raise OSError(f"{folder} must be a folder of yours that nobody else can enter (chmod 700).")
