"""The network arm can be built before the first frame without making it wait."""

import subprocess
import sys

PROGRAM = """
import sys
import tui_voice.realtime.connection, tui_voice.realtime.credentials, tui_voice.realtime.endpoint
print({"aiohttp", "openai", "numpy"} & sys.modules.keys() or "light")
"""


def test_nothing_heavy_is_imported_before_a_connection_is_opened():
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "light"
