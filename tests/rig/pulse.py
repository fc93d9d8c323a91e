"""A sound card made of software: a private PulseAudio with one virtual microphone and speaker."""

import asyncio
import os
import shutil
import subprocess
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path

RATE_HZ = 24_000
PROGRAMS = ("pulseaudio", "pactl", "paplay", "parec")
ANSWER_S = 10.0
"""How long the daemon, a player or a recorder may take before the rig counts as broken."""
STEADY_BUFFER_MS = 400
"""Sound a speaker holds where every sample is compared. A virtual card in ordinary processes needs
it: with 40 ms, a machine that gives them no turn for so long makes a gap of its own."""
REAL_TIME = ("chrt", "--fifo", "5")
CLIENT_CONF = "autospawn = no\nenable-shm = no\n"
ALSA_CONF = "pcm.!default { type pulse }\nctl.!default { type pulse }\n"
RAW = ("--raw", "--format=s16le", f"--rate={RATE_HZ}", "--channels=1")


class RigUnavailableError(Exception):
    """The rig cannot start here; the message says why."""


def _daemon_script(socket: Path) -> str:
    # Without norewinds the monitors of null sinks are silent now and then.
    return f"""
load-module module-native-protocol-unix auth-anonymous=1 socket={socket}
load-module module-null-sink sink_name=speaker norewinds=1 rate={RATE_HZ} channels=1
load-module module-null-sink sink_name=speech norewinds=1 rate={RATE_HZ} channels=1
load-module module-remap-source source_name=microphone master=speech.monitor
set-default-sink speaker
set-default-source microphone
"""


@cache
def _first_in_line() -> tuple[str, ...]:
    """Where it is allowed, the card is never kept waiting by other programs: a real one is not."""
    try:
        allowed = subprocess.run([*REAL_TIME, "true"], capture_output=True).returncode == 0
    except FileNotFoundError:
        allowed = False
    return REAL_TIME if allowed else ()


class Recording:
    """What the virtual speaker plays, as it comes: 24 kHz mono PCM16 with the silence around it."""

    def __init__(self) -> None:
        self.pcm = bytearray()
        self._grown = asyncio.Event()

    async def read_from(self, stream: asyncio.StreamReader) -> None:
        """Collect the recorder's output until it ends."""
        while block := await stream.read(65_536):
            self.pcm += block
            self._grown.set()

    async def until(self, condition: Callable[[bytearray], bool], timeout_s: float = 30.0) -> None:
        """Wait until what was recorded so far fulfils the condition. Raises ``TimeoutError``."""
        async with asyncio.timeout(timeout_s):
            while not condition(self.pcm):
                self._grown.clear()
                await self._grown.wait()

    async def until_silent(self, silence_s: float = 0.3, timeout_s: float = 60.0) -> None:
        """Wait until something was heard and then nothing for ``silence_s``."""
        tail = int(silence_s * RATE_HZ) * 2
        await self.until(lambda pcm: any(pcm[:-tail]) and not any(pcm[-tail:]), timeout_s)


async def _line(stream: asyncio.StreamReader, wanted: bytes) -> None:
    """Wait until such a line comes."""
    while line := await stream.readline():
        if wanted in line:
            return
    raise RuntimeError("PulseAudio tells nothing any more")


class Rig:
    """One running PulseAudio. ``env`` routes a child's PortAudio (through ALSA) into it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._daemon: subprocess.Popen[bytes] | None = None
        self.env = {
            "HOME": str(folder),
            "XDG_RUNTIME_DIR": str(folder),
            "PULSE_SERVER": f"unix:{folder / 'native'}",
            "PULSE_CLIENTCONFIG": str(folder / "client.conf"),
            "ALSA_CONFIG_PATH": str(folder / "asound.conf"),
        }
        self.steady_env = {**self.env, "TUI_VOICE_SPEAKER_BUFFER_MS": str(STEADY_BUFFER_MS)}
        """For an app whose every sample is compared."""

    def start(self) -> None:
        """Start the daemon and wait until it answers. Raises ``RigUnavailableError``."""
        missing = [name for name in PROGRAMS if shutil.which(name) is None]
        if missing:
            raise RigUnavailableError(f"not installed: {', '.join(missing)}")
        folder = self._folder
        (folder / "daemon.pa").write_text(_daemon_script(folder / "native"))
        (folder / "client.conf").write_text(CLIENT_CONF)
        (folder / "asound.conf").write_text(ALSA_CONF)
        command = [*_first_in_line(), "pulseaudio", "-n", "-F", str(folder / "daemon.pa")]
        command += ["--daemonize=no"]
        command += ["--use-pid-file=no", "--exit-idle-time=-1", "--realtime=no"]
        with (folder / "pulseaudio.log").open("wb") as log:
            self._daemon = subprocess.Popen(
                command, env=self._environment(), stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        self._wait_until_it_answers(self._daemon)

    def stop(self) -> None:
        """End the daemon."""
        if self._daemon is None:
            return
        self._daemon.terminate()
        try:
            self._daemon.wait(ANSWER_S)
        except subprocess.TimeoutExpired:
            self._daemon.kill()
            self._daemon.wait()
        self._daemon = None

    def let_echo(self) -> None:
        """From now on the microphone hears the speaker, as it comes."""
        loopback = ("module-loopback", "source=speaker.monitor", "sink=speech", "latency_msec=20")
        self._command("load-module", *loopback)

    def mute(self) -> None:
        """From now on the microphone delivers zeros."""
        self._command("set-source-mute", "microphone", "1")

    def plug_in(self, name: str, card: "Rig") -> None:
        """Give the children of this rig one more device: another rig, which can come and go."""
        place = f'type pulse server "{card.env["PULSE_SERVER"]}"'
        with (self._folder / "asound.conf").open("a") as configuration:
            configuration.write(f"pcm.{name} {{ {place} }}\n")

    async def speak(self, speech: Path | bytes) -> None:
        """Play a WAV file, or 24 kHz mono PCM16, into the virtual microphone, to its end."""
        wav = isinstance(speech, Path)
        player = await asyncio.create_subprocess_exec(
            "paplay", "--device=speech", *((str(speech),) if wav else RAW),
            env=self._environment(), stdin=asyncio.subprocess.PIPE,
        )  # fmt: skip
        await player.communicate(None if wav else speech)
        if player.returncode:
            raise RuntimeError(f"paplay ended with {player.returncode}")

    @asynccontextmanager
    async def listener(self) -> AsyncIterator[asyncio.Future[None]]:
        """Done once somebody listens to the microphone who did not before."""
        watcher = await asyncio.create_subprocess_exec(
            "pactl", "subscribe", env=self._environment(), stdout=asyncio.subprocess.PIPE
        )
        assert watcher.stdout is not None
        listening = asyncio.ensure_future(_line(watcher.stdout, b"'new' on source-output"))
        try:
            yield listening
        finally:
            listening.cancel()
            watcher.terminate()
            await watcher.wait()

    @asynccontextmanager
    async def record(self) -> AsyncIterator[Recording]:
        """Hear the virtual speaker; the recording runs once this is entered."""
        recorder = await asyncio.create_subprocess_exec(
            "parec", "--device=speaker.monitor", "--latency-msec=10", *RAW,
            env=self._environment(), stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        assert recorder.stdout is not None
        recording = Recording()
        reading = asyncio.create_task(recording.read_from(recorder.stdout))
        try:
            await recording.until(lambda pcm: len(pcm) > 0, ANSWER_S)
            yield recording
        finally:
            recorder.terminate()
            await recorder.wait()
            await reading

    def _environment(self) -> dict[str, str]:
        return {**os.environ, **self.env}

    def _command(self, *words: str) -> None:
        command = ["pactl", *words]
        subprocess.run(command, env=self._environment(), check=True, capture_output=True)

    def _wait_until_it_answers(self, daemon: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + ANSWER_S
        while time.monotonic() < deadline:
            answer = subprocess.run(["pactl", "info"], env=self._environment(), capture_output=True)
            if answer.returncode == 0:
                return
            try:
                daemon.wait(0.05)
            except subprocess.TimeoutExpired:
                continue
            break
        self.stop()
        log = (self._folder / "pulseaudio.log").read_text(errors="replace").strip()
        raise RigUnavailableError(f"PulseAudio did not start: {log[-300:]}")
