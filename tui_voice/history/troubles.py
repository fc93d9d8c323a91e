"""What is wrong with the file of conversations, in a person's words."""

import errno
import sqlite3
from pathlib import Path

from tui_voice.history.database import NewerFileError

TROUBLES = (OSError, sqlite3.Error, NewerFileError, ValueError, OverflowError)
"""All that reading or writing the file can raise; the last two where it holds, or is given, what
it cannot hold."""

_FULL = "the disk is full. Make room on it"
_CLOSED = "{path} cannot be written. Make it and its folder yours"
_DAMAGED = "{path} is damaged. Move it away"
_BUSY = "another program keeps {path} locked. End that program"
_NEWER = "{path} is of a newer tui-voice. Use that one, or move the file away"
_OTHER = "{path}: {problem}. Mend that"

_OF_SQLITE = {
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_READONLY: _CLOSED,
    sqlite3.SQLITE_CANTOPEN: _CLOSED,
    sqlite3.SQLITE_PERM: _CLOSED,
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
}
_OF_SYSTEM = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EACCES: _CLOSED,
    errno.EPERM: _CLOSED,
    errno.EROFS: _CLOSED,
}


def words_for(problem: Exception, path: Path) -> str:
    """What is wrong and what to do about it; the last sentence has no full stop yet."""
    if isinstance(problem, NewerFileError):
        words = _NEWER
    elif isinstance(problem, sqlite3.Error):
        code = getattr(problem, "sqlite_errorcode", 0) & 0xFF  # without SQLite's finer distinctions
        words = _OF_SQLITE.get(code, _OTHER)
    elif isinstance(problem, OSError):
        words = _OF_SYSTEM.get(problem.errno or 0, _OTHER)
    else:
        words = _OTHER
    reason = problem.strerror if isinstance(problem, OSError) else str(problem)
    return words.format(path=path, problem=reason)
