"""Where apps are met: by the same person only, and only those that live."""

import os
import socket
import stat
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from tui_voice.cli.control.meeting import NobodyThereError, is_our_own, listening, meet


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def dead(place: Path, process: int) -> Path:
    """What an app that was killed leaves behind."""
    server, path = listening(place, process)
    server.close()
    assert path.exists()
    return path


def test_nobody_else_can_come_near_the_socket(place: Path):
    server, path = listening(place, 7)
    with closing(server):
        assert (mode(place), mode(path)) == (0o700, 0o600)


def test_the_app_that_was_started_last_is_met_or_the_one_that_is_named(place: Path):
    with ExitStack() as open_sockets:
        servers = {process: listening(place, process) for process in (7, 8, 9)}
        for process, (server, path) in servers.items():
            open_sockets.enter_context(server)
            os.utime(path, (0, 100 if process == 8 else process))
        for asked, met in ((None, 8), (7, 7)):
            connection = open_sockets.enter_context(meet(place, asked))
            assert connection.getpeername() == servers[met][0].getsockname()


def test_what_dead_apps_left_is_passed_over_and_taken_away(place: Path):
    left = dead(place, 7)
    with pytest.raises(NobodyThereError, match=r"No running tui-voice was found\."):
        meet(place)
    assert not left.exists()
    left = dead(place, 7)
    server, path = listening(place, 8)
    with closing(server):
        assert list(place.iterdir()) == [path]


def test_an_app_takes_the_place_of_a_dead_one_of_the_same_process_number(place: Path):
    dead(place, 7)
    server, _ = listening(place, 7)
    with closing(server), closing(meet(place, 7)) as connection:
        assert is_our_own(connection)


def test_without_any_folder_nobody_is_there(place: Path):
    with pytest.raises(NobodyThereError):
        meet(place)
    with pytest.raises(NobodyThereError, match=r"as process 12\."):
        meet(place, 12)


def test_a_folder_that_others_can_enter_is_used_by_neither_end(place: Path):
    place.mkdir(mode=0o700)
    place.chmod(0o750)
    for end in (lambda: listening(place, 7), lambda: meet(place)):
        with pytest.raises(OSError, match="nobody else can enter"):
            end()


def test_a_link_in_place_of_the_folder_is_used_by_neither_end(place: Path, tmp_path: Path):
    tmp_path.chmod(0o700)
    place.symlink_to(tmp_path)
    for end in (lambda: listening(place, 7), lambda: meet(place)):
        with pytest.raises(OSError, match="nobody else can enter"):
            end()


def connect_as(user: int, path: Path) -> None:
    """Connect as another user, in a child process, and stay until the other end hangs up."""
    child = os.fork()
    if child == 0:
        os.setuid(user)
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(str(path))
            connection.recv(1)
        os._exit(0)


@pytest.mark.skipif(
    not hasattr(socket, "SO_PEERCRED") or os.geteuid() != 0, reason="only root can be two users"
)
def test_another_user_is_known_as_such_even_where_the_modes_let_them_in(place: Path):
    server, path = listening(place, 7)
    with closing(server):
        for each, open_to_all in ((place.parent, 0o755), (place, 0o755), (path, 0o666)):
            each.chmod(open_to_all)
        connect_as(65534, path)
        server.settimeout(10)
        with closing(server.accept()[0]) as connection:
            assert not is_our_own(connection)
    os.wait()
