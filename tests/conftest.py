"""No test sees this computer's own settings, keys, history or terminal, and none leaves anything
behind.
"""

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

pytest_plugins = ["tests.rig.fixtures"]

# Elsewhere each run looks for new trouble; what lands or not must not depend on luck.
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")


@pytest.fixture(scope="session", autouse=True)
def a_home_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.startswith(("TUI_VOICE_", "OPENAI_", "NO_COLOR")):
                patch.delenv(name)
        patch.setenv("COLORTERM", "truecolor")
        for kind in ("config", "data", "state", "cache"):
            patch.setenv(f"XDG_{kind.upper()}_HOME", str(home / kind))
        patch.setenv("XDG_RUNTIME_DIR", str(home / "runtime"))
        yield
