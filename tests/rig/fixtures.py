"""The rig as pytest fixtures: one for every worker, started by the first test that asks for it."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rig.pulse import Rig, RigUnavailableError


@pytest.fixture(scope="session")
def rig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    """A virtual microphone and speaker."""
    yield from running(Rig(tmp_path_factory.mktemp("rig")))


@pytest.fixture
def mortal_rig(tmp_path: Path) -> Iterator[Rig]:
    """A rig of the test's own, to stop in the middle."""
    yield from running(Rig(tmp_path))


@pytest.fixture
def headset(mortal_rig: Rig, tmp_path: Path) -> Iterator[Rig]:
    """One more device on the mortal rig, ``headset``, to be stopped and started by the test."""
    folder = tmp_path / "headset"
    folder.mkdir()
    card = Rig(folder)
    mortal_rig.plug_in("headset", card)
    yield from running(card)


def running(rig: Rig) -> Iterator[Rig]:
    """Start the rig, and stop it afterwards; without one, fail in CI and skip elsewhere."""
    try:
        rig.start()
    except RigUnavailableError as reason:
        unavailable = f"the virtual audio rig cannot start: {reason}"
        if os.environ.get("CI"):
            pytest.fail(unavailable)
        pytest.skip(unavailable)
    yield rig
    rig.stop()
