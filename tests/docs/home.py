"""The home of somebody who reads the documentation: no key, no sound card, and what it speaks of.

Programs that cannot run in a test have stand-ins, each an honest little program of the same name.
"""

import asyncio
import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from shutil import which

from tests.docs.pages import ROOT
from tests.history.keeping import said, sitting
from tui_voice.conversation.items import Role

TUI_VOICE = f"""#!{sys.executable}
# tui-voice itself; words such as addresses become those of what stands in for them. In a word a
# space is what parts two arguments.
import json, os, sys
from tui_voice.cli.start import main

line = "\\0".join(sys.argv)
for word, stand_in in json.loads(os.environ["INSTEAD"]).items():
    line = line.replace(word.replace(" ", "\\0"), stand_in.replace(" ", "\\0"))
sys.argv = line.split("\\0")
if "serve" in sys.argv:
    sys.argv += ["--port", "0"]  # tests run side by side
try:
    main()
except SystemExit as left:
    right = left.code == 1 and {{"check", "devices"}} & {{*sys.argv}}  # there is no sound card
    sys.exit(0 if right else left.code)
"""

STAND_INS = {
    "tui-voice": TUI_VOICE,
    # What would change this machine, or fetch something: only that it is asked for.
    **dict.fromkeys(
        ("sudo", "pipx", "ollama", "docker", "brew", "systemctl", "wsl.exe"),
        "#!/bin/sh\nexit 0\n",
    ),
    # The other machine is this one, and has a key.
    "ssh": """#!/bin/sh
while case $1 in -R | -o | -L) shift 2 ;; -*) shift ;; *) false ;; esac; do :; done
shift
[ $# -eq 0 ] || OPENAI_API_KEY=sk-of-another-machine exec "$@"
""",
    "make": f'#!/bin/sh\nexec {which("make")} --no-print-directory -n -C {ROOT} "$@"\n',
    "ffmpeg": "#!/bin/sh\ncat question.wav\n",
    "arecord": "#!/bin/sh\ntail -c +45 question.wav\n",
    **dict.fromkeys(("editor", "nano"), "#!/bin/sh\n[ -f $1 ]\n"),
    "pactl": "#!/bin/sh\nexit 0\n",
}
WHERE_MISSING = {
    "jq": f"#!{sys.executable}\nimport json, sys\n[json.loads(line) for line in sys.stdin]\n",
    "nc": f"""#!{sys.executable}
import socket, sys
there = socket.socket(socket.AF_UNIX)
there.connect(sys.argv[-1])
there.sendall(sys.stdin.buffer.read())
there.shutdown(socket.SHUT_WR)
sys.stdout.buffer.write(there.makefile("rb").read())
""",
}

CONFIG = """\
[profiles.teacher]
voice = "marin"

[profiles.travel]
voice = "cedar"
"""


CONVERSATIONS = {
    "20261122-091500-7be02d": "Which café is open at this hour?",
    "20261123-151500-3fa2c1": "I need a train ticket.",
}
"""What was talked of on the days that the pages name."""


def environment(home: Path, server: str, instead: Mapping[str, str]) -> dict[str, str]:
    """What a shell in this home has; ``instead``: words of the pages, and what stands for them."""
    return {
        "PATH": f"{home / 'bin'}:/usr/bin:/bin",
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
        "EDITOR": "editor",
        "XDG_RUNTIME_DIR": str(home / "runtime"),
        "TMUX_TMPDIR": str(home),
        "INSTEAD": json.dumps(instead),
        "TUI_VOICE_BASE_URL": server,
        # No sound card: a file that speaks, and nobody who hears.
        "TUI_VOICE_INPUT": "question.wav",
        "TUI_VOICE_OUTPUT": "none",
    }


def furnish(home: Path, server: str) -> None:
    """Put into a home what the pages speak of: programs, recordings, texts, a conversation."""
    for folder in ("bin", ".config/tui-voice", ".config/fish/completions", "runtime"):
        (home / folder).mkdir(parents=True)
    (home / "runtime").chmod(0o700)
    missing = {name: text for name, text in WHERE_MISSING.items() if which(name) is None}
    for name, text in {**STAND_INS, **missing}.items():
        (home / "bin" / name).write_text(text)
        (home / "bin" / name).chmod(0o755)
    (home / ".config/tui-voice/config.toml").write_text(CONFIG)
    (home / "chapter.txt").write_text("It was a dark night. Nobody spoke.\n")

    def tui_voice(*arguments: str) -> None:
        command = [home / "bin" / "tui-voice", *arguments]
        subprocess.run(command, cwd=home, env=environment(home, server, {}), check=True)

    tui_voice("say", "--save", "question.wav", "What is six times seven?")
    (home / "interview.wav").write_bytes((home / "question.wav").read_bytes())
    recorded = ("--no-history", "--record-events", "talk.jsonl", "--save", "answer.wav")
    tui_voice("ask", *recorded, "I need a train ticket.")
    (home / "bug.jsonl").write_bytes((home / "talk.jsonl").read_bytes())
    (home / "config.example.toml").write_bytes((ROOT / "config.example.toml").read_bytes())
    asyncio.run(_talk(home / ".local/share/tui-voice/history.db"))
    for words in (["init", "-q"], ["add", "chapter.txt"]):
        subprocess.run(["git", *words], cwd=home, check=True)
    (home / "chapter.txt").write_text("It was a bright night. Nobody spoke.\n")


async def _talk(history: Path) -> None:
    for conversation_id, words in CONVERSATIONS.items():
        async with sitting(history, conversation_id) as (store, _):
            store.keep(said("q", words, received_samples=24_000))
            store.keep_sound("q", b"\1\0" * 24_000)
            store.keep(said("a", f"You said: {words}", Role.ASSISTANT))
