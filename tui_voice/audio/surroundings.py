"""Where the program runs, as far as sound is concerned, and what to do there. Pure."""

from collections.abc import Mapping

WSL = (
    "Windows Subsystem for Linux: sound goes through WSLg. Run 'wsl --update' in Windows, then"
    " 'sudo apt install libasound2-plugins' here."
)
WSL_WITHOUT_SOUND = (
    "Windows Subsystem for Linux without WSLg, so without sound: run 'wsl --update' and"
    " 'wsl --shutdown' in Windows, then start again."
)
SSH = (
    "A session over SSH: microphone and speaker are those of this machine. For your own, start"
    " tui-voice there ('ssh HOST tui-voice token' fetches a secret for it), or bring the sound"
    " here, from Linux: 'ssh -R 24713:$XDG_RUNTIME_DIR/pulse/native HOST', and then"
    " 'PULSE_SERVER=tcp:localhost:24713 tui-voice'."
)
SSH_WITH_SOUND = "A session over SSH: microphone and speaker are those that PULSE_SERVER names."
CONTAINER = (
    "A container: give it the sound of its host, as in 'docker run -v"
    " $XDG_RUNTIME_DIR/pulse/native:/tmp/pulse -e PULSE_SERVER=unix:/tmp/pulse …'."
)
NO_ANSWER = (
    "PULSE_SERVER names a sound server that does not answer: is the way to it open ('ssh -R …'), is"
    " its ~/.config/pulse/cookie here, too, and libasound2-plugins installed?"
)
NO_PLUGINS = (
    "A PulseAudio or PipeWire server runs, but PortAudio reaches it only through ALSA's plugins:"
    " 'sudo apt install libasound2-plugins' (Debian, Ubuntu) or 'pipewire-alsa'."
)


def remarks(
    environment: Mapping[str, str], kernel: str, exists: Mapping[str, bool], devices: int | None
) -> list[str]:
    """What there is to say, each in one line.

    ``kernel`` is the release's name; ``exists`` tells of the paths in ``PATHS`` whether they are
    there; ``devices`` counts those that PortAudio found, and is None where that is missing.
    """
    said: list[str] = []
    if "microsoft" in kernel.casefold():
        said.append(WSL if exists.get("/mnt/wslg") else WSL_WITHOUT_SOUND)
    given = environment.get("PULSE_SERVER", "")
    if environment.get("SSH_CONNECTION") or environment.get("SSH_TTY"):
        said.append(SSH_WITH_SOUND if given and devices else SSH)
    server = bool(given) or any(exists.get(path) for path in server_sockets(environment))
    contained = exists.get("/.dockerenv") or exists.get("/run/.containerenv")
    if contained and not server:
        said.append(CONTAINER)
    if server and devices == 0:
        said.append(NO_ANSWER if given.startswith("tcp:") else NO_PLUGINS)
    return said


def server_sockets(environment: Mapping[str, str]) -> tuple[str, ...]:
    """Where a PulseAudio or PipeWire server listens."""
    runtime = environment.get("XDG_RUNTIME_DIR")
    return (f"{runtime}/pulse/native", f"{runtime}/pipewire-0") if runtime else ()


def paths(environment: Mapping[str, str]) -> tuple[str, ...]:
    """The paths whose existence ``remarks`` asks for."""
    return ("/mnt/wslg", "/.dockerenv", "/run/.containerenv", *server_sockets(environment))
