"""A small honest world around the rules: a server, a speaker, a microphone, all in one thread.

Each takes effects and answers with events that wait in a queue of its own, so that a test can
deliver them in any order that reality allows: in order within one arm, interleaved between arms.
"""

from collections import deque
from dataclasses import dataclass, field

from tui_voice.config.settings import Answers, Settings, Turns
from tui_voice.conversation.items import SAMPLE_RATE_HZ, Item, Role
from tui_voice.conversation.usage import Usage
from tui_voice.session import effects as do
from tui_voice.session import events as ev

CHUNK_SAMPLES = 4800
CHUNK_BYTES = CHUNK_SAMPLES * 2


def number_of(pcm: bytes) -> int:
    """Which block of the microphone's this is."""
    return int.from_bytes(pcm[:4], "little")


def is_voice(pcm: bytes) -> bool:
    """Whether somebody speaks in it."""
    return pcm[4] == 1


@dataclass
class ServerResponse:
    """A response in the making: what is left to say of it."""

    id: str
    item_id: str
    steps: deque[ev.Event]
    asked: str
    """What we called it; empty where, hands-free, the server answers by itself."""


@dataclass
class World:
    """What is outside of the rules, and everything that went over its borders."""

    from_server: deque[ev.Event] = field(default_factory=deque)
    from_speaker: deque[ev.Event] = field(default_factory=deque)
    from_microphone: deque[ev.Event] = field(default_factory=deque)
    now: float = 0.0

    names_answers: bool = True
    """It tells what we call an answer."""
    hands_free: bool = False
    spoken_answers: bool = True
    hearing: str = ""
    """Item of the speech that the server hears, hands-free."""
    clock_samples: int = 0
    """Appended in this session."""
    interrupted: dict[str, str] = field(default_factory=dict)
    """Responses that speech has ended, by the item of the speech."""
    onsets: dict[str, int] = field(default_factory=dict)
    """Number of the first block of a speech, by its item."""
    ends: dict[str, int] = field(default_factory=dict)
    """Number of the first block after a speech, by its item, once that is over."""
    open: bool = False
    microphone_open: bool = False
    active: ServerResponse | None = None
    buffer: list[bytes] = field(default_factory=list)
    unspoken_words: deque[tuple[str, str]] = field(default_factory=deque)
    order: list[str] = field(default_factory=list)
    """The items of the session's conversation, as the server has them."""
    scheduled: dict[str, int] = field(default_factory=dict)
    heard: dict[str, int] = field(default_factory=dict)
    finished: set[str] = field(default_factory=set)
    counter: int = 0
    timer: bool = False
    connecting: bool = False

    kept: dict[str, Item] = field(default_factory=dict)
    violations: list[str] = field(default_factory=list)
    outstanding: list[str] = field(default_factory=list)
    """Answers that we asked for and do not know to be over; one, whatever its name, of a server
    that tells no names."""
    refused: deque[str] = field(default_factory=deque)
    """Of those, the ones that the server does not make, and we do not know it yet."""
    asked: dict[str, str] = field(default_factory=dict)
    """What we call a response."""
    calls: list[str] = field(default_factory=list)
    """The calls of tools, by ``call_id``, that the session's conversation has."""
    at_work: list[str] = field(default_factory=list)
    """Calls that a tool will answer."""
    cancelled: set[str] = field(default_factory=set)
    received: dict[str, int] = field(default_factory=dict)
    owner: dict[str, str] = field(default_factory=dict)
    blocks: int = 0

    # ── effects ──

    def perform(self, effect: do.Effect) -> None:
        match effect:
            case do.Connect():
                self.connecting = True
            case do.StartTimer():
                self.timer = True
            case do.StopTimer():
                self.timer = False
            case do.StartCapture():
                self.microphone_open = True
                self.from_microphone.append(ev.CaptureStarted(self.now))
            case do.StopCapture():
                self.microphone_open = False
                self.from_microphone.append(ev.CaptureStopped(self.now))
            case do.PlayAudio(item_id, pcm):
                if self.owner.get(item_id) in self.cancelled:
                    self.violations.append(f"sound of cancelled {item_id}")
                self.scheduled[item_id] = self.scheduled.get(item_id, 0) + len(pcm) // 2
                self.heard.setdefault(item_id, 0)
            case do.FinishAudio(item_id):
                self.finished.add(item_id)
            case do.StopPlayback():
                self._stop_playback()
            case do.KeepTurn(turn):
                self.kept[turn.item.id] = turn.item
            case do.ForgetTurn(item_id):
                self.kept.pop(item_id, None)
            case _:
                if isinstance(effect, do.ClientEffect):
                    self._wire(effect)

    def _stop_playback(self) -> None:
        left = tuple((item_id, self.heard[item_id]) for item_id in self.scheduled)
        self.scheduled.clear()
        self.from_speaker.append(ev.PlaybackStopped(left, self.now))

    def _wire(self, effect: do.Effect) -> None:
        if not self.open:
            self.violations.append(f"sent without a session: {type(effect).__name__}")
            return
        match effect:
            case do.UpdateSession(settings):
                self._configure(settings)
            case do.AppendAudio(pcm):
                self._append(pcm)
            case do.ClearAudio():
                self.buffer.clear()
                self.hearing = ""
            case do.CommitAudio():
                self._commit()
            case do.CreateResponse(asked=asked):
                self._create_response(asked)
            case do.CancelResponse(response_id):
                self._cancel(response_id)
            case do.TruncateItem(item_id, audio_end_ms):
                if audio_end_ms * 24 > self.received.get(item_id, 0):
                    self.violations.append(f"truncated {item_id} beyond what was received")
                if audio_end_ms != self.heard[item_id] // 24:
                    self.violations.append(f"truncated {item_id} not where it was heard to")
                if audio_end_ms == 0:
                    self.violations.append("truncated at zero")
            case do.CreateItem(item_id, role, text, tool, call_id) if call_id:
                arguments, output = (text, None) if role == Role.CALL else (None, text)
                self._add_use(item_id, ev.ToolUse(call_id, tool, arguments, output))
            case do.CreateItem(item_id, role, text):
                self._add(item_id, role, text, spoken=False)
            case do.DeleteItem(item_id) if item_id in self.order:
                self.order.remove(item_id)
            case _:
                pass

    # ── the server ──

    def new_session(self) -> list[ev.Event]:
        """What a connection that just opened says."""
        self.open, self.connecting = True, False
        self.hands_free, self.hearing, self.clock_samples = False, "", 0
        self.active = None
        for told in (self.outstanding, self.refused, self.order, self.calls, self.at_work):
            told.clear()
        self.buffer.clear()
        return [
            ev.ConnectionOpened("world", False, ev.Credential.EPHEMERAL, "", self.now),
            ev.SessionCreated("s", "m", 0, self.now),
        ]

    def lose(self) -> ev.Event:
        self.open = False
        self.active = None
        self.from_server.clear()
        self.unspoken_words.clear()
        return ev.ConnectionLost(1006, "Lost.", True, self.now)

    def _configure(self, settings: Settings) -> None:
        hands_free = settings.turns is not Turns.MANUAL
        if hands_free is not self.hands_free:
            self.hearing = ""
        self.hands_free = hands_free
        self.spoken_answers = settings.answers is Answers.AUDIO

    def _append(self, pcm: bytes) -> None:
        self.clock_samples += len(pcm) // 2
        if not self.hands_free or self.hearing:
            self.buffer.append(pcm)
        if not self.hands_free:
            return
        clock_ms = self.clock_samples * 1000 // SAMPLE_RATE_HZ
        if self.hearing and is_voice(pcm):
            # It writes down while it hears, ahead of the turn's place.
            delta = ev.TranscriptionDelta(self.hearing, f"{number_of(pcm)} ", self.now)
            self.from_server.append(delta)
        if not self.hearing and is_voice(pcm):
            self.buffer[:] = [pcm]
            self.hearing = self._name("u")
            self.onsets[self.hearing] = number_of(pcm)
            start_ms = clock_ms - CHUNK_SAMPLES * 1000 // SAMPLE_RATE_HZ
            self.from_server.append(ev.SpeechStarted(self.hearing, start_ms, self.now))
            if self.active is not None:
                self.interrupted[self.hearing] = self.active.id
                self._end(self.active.id, "turn_detected")
        elif self.hearing and not is_voice(pcm):
            self.ends[self.hearing] = number_of(pcm)
            self.from_server.append(ev.SpeechStopped(self.hearing, clock_ms, self.now))
            self._commit()
            self._answer_by_itself()

    def late(self) -> bool:
        """Whether the rules have not heard for a second that the server hears speech."""
        unheard = [event for event in self.from_server if isinstance(event, ev.SpeechStarted)]
        clock_ms = self.clock_samples * 1000 // SAMPLE_RATE_HZ
        return bool(unheard) and clock_ms >= unheard[0].audio_start_ms + 1000

    def nobody_speaks(self) -> None:
        """Hands-free: the idle timeout makes an item of silence, and the server speaks up."""
        if self.open and self.hands_free and not self.hearing and self.active is None:
            item_id = self._name("u")
            self.from_server.append(ev.InputTimedOut(item_id))
            self._commit_as(item_id, "")
            self._answer_by_itself()

    def _commit(self) -> None:
        if not self.buffer:
            self._refuse("input_audio_buffer_commit_empty")
            return
        item_id = self.hearing or self._name("u")
        self.hearing = ""
        words = " ".join(str(number_of(pcm)) for pcm in self.buffer if is_voice(pcm))
        self._commit_as(item_id, words)
        self.buffer.clear()

    def _commit_as(self, item_id: str, words: str) -> None:
        previous = self.order[-1] if self.order else ""
        self.from_server.append(ev.InputCommitted(item_id, previous, self.now))
        self._add(item_id, "user", "", spoken=True)
        self.unspoken_words.append((item_id, words))

    def _add(self, item_id: str, role: str, text: str, *, spoken: bool) -> None:
        """Take an item into the conversation, and say so."""
        previous = self.order[-1] if self.order else ""
        self.order.append(item_id)
        added = ev.ItemAdded(item_id, previous, role, text, spoken, self.now)
        self.from_server.append(added)

    def _add_use(self, item_id: str, use: ev.ToolUse) -> None:
        """Take a whole call of a tool, or its output, into the conversation, and say so."""
        if use.arguments is not None:
            self.calls.append(use.call_id)
        elif use.call_id in self.calls:
            self.calls.remove(use.call_id)
        else:
            self.violations.append("an output without its call")
        previous = self.order[-1] if self.order else ""
        self.order.append(item_id)
        self.from_server.append(ev.ItemAdded(item_id, previous, "", "", True, self.now, use))

    def open_calls(self) -> set[str]:
        """Calls whose output this session's conversation does not have, and will never get."""
        return set(self.calls) - set(self.at_work)

    def call_tool(self) -> None:
        """The server's model calls a tool that somebody else has given it."""
        if self.open:
            call_id = self._name("c")
            self.at_work.append(call_id)
            self._add_use(self._name("f"), ev.ToolUse(call_id, "tool", "{}"))

    def answer_call(self) -> None:
        """The tool that has been at work longest answers."""
        if self.open and self.at_work:
            use = ev.ToolUse(self.at_work.pop(0), output="done")
            self._add_use(self._name("o"), use)

    def _refuse(self, code: str) -> None:
        failure = ("invalid_request_error", code, "No.", "")
        self.from_server.append(ev.ServerFailed(*failure, self.now))

    def _create_response(self, asked: str) -> None:
        if self.outstanding:
            self.violations.append("two active responses of ours")
        self.outstanding.append(asked)
        if self.active is not None:
            self.refused.append(asked)
            self._refuse("conversation_already_has_active_response")
            return
        self._respond(asked)

    def _answer_by_itself(self) -> None:
        if self.active is None:
            self._respond("")

    def _respond(self, asked: str) -> None:
        response_id, item_id = self._name("r"), self._name("a")
        self.owner[item_id] = response_id
        self.asked[response_id] = asked
        named = asked if self.names_answers else ""
        chunk = bytes(CHUNK_BYTES)
        steps: list[ev.Event] = [
            ev.ResponseCreated(response_id, self.now, named),
            ev.OutputItemAdded(response_id, item_id, "message", self.now),
        ]
        spoken = self.spoken_answers
        for _ in range(3):
            steps.append(ev.AnswerTextDelta(response_id, item_id, "word ", spoken, self.now))
            if spoken:
                steps.append(ev.AnswerAudioDelta(response_id, item_id, chunk, self.now))
        if spoken:
            steps.append(ev.AnswerAudioDone(response_id, item_id, self.now))
        steps.append(ev.ResponseDone(response_id, "completed", "", "", Usage(), self.now))
        self.active = ServerResponse(response_id, item_id, deque(steps), asked)

    def _cancel(self, response_id: str) -> None:
        self.cancelled.add(response_id)
        if self.active is None or self.active.id != response_id:
            self._refuse("response_cancel_not_active")
        else:
            self._end(response_id, "client_cancelled")

    def _end(self, response_id: str, reason: str) -> None:
        if self.active is not None and isinstance(self.active.steps[0], ev.ResponseCreated):
            self.work()
        done = ev.ResponseDone(response_id, "cancelled", reason, "", Usage(), self.now)
        self.from_server.append(done)
        self.active = None

    def nobody_wants(self, asked: str) -> None:
        """The person cancels an answer that the server has not named yet.

        It is the one of that name, or, where names are not known to be told, the next.
        """
        steps = self.active.steps if self.active is not None else ()
        for event in (*self.from_server, *steps):
            if isinstance(event, ev.ResponseCreated) and asked in ("", event.asked):
                self.cancelled.add(event.response_id)
                return

    def work(self) -> None:
        """The server says the next thing of its answer."""
        if self.active is not None:
            event = self.active.steps.popleft()
            self.from_server.append(event)
            if isinstance(event, ev.OutputItemAdded):
                self._add(event.item_id, "assistant", "", spoken=True)
            if not self.active.steps:
                self.active = None

    def write_down(self) -> None:
        """The server finds the words of a turn."""
        if self.unspoken_words:
            item_id, words = self.unspoken_words.popleft()
            done = ev.TranscriptionCompleted(item_id, words, Usage(), self.now)
            self.from_server.append(done)

    def fail_to_write_down(self) -> None:
        """The server does not find the words of a turn."""
        if self.unspoken_words:
            item_id, _ = self.unspoken_words.popleft()
            self.from_server.append(ev.TranscriptionFailed(item_id, "No words.", self.now))

    # ── the devices ──

    def block(self, voice: bool = True) -> None:
        """The microphone hears 200 ms that cannot be mistaken for any other."""
        if self.microphone_open:
            self.blocks += 1
            pcm = self.blocks.to_bytes(4, "little") + bytes([voice])
            loud = b"\x10" if voice else b"\0"
            self.from_microphone.append(ev.AudioCaptured(pcm.ljust(CHUNK_BYTES, loud), self.now))

    def play(self, samples: int) -> None:
        """The playhead moves through what is scheduled."""
        for item_id in list(self.scheduled):
            if not self.heard[item_id]:
                self.from_speaker.append(ev.PlaybackStarted(item_id, self.now))
            step = min(samples, self.scheduled[item_id] - self.heard[item_id])
            self.heard[item_id] += step
            samples -= step
            if self.heard[item_id] == self.scheduled[item_id] and item_id in self.finished:
                finished = ev.PlaybackFinished(item_id, self.heard[item_id], self.now)
                self.from_speaker.append(finished)
                del self.scheduled[item_id]
            elif samples == 0:
                return

    def delivered(self, event: ev.Event) -> None:
        """Keep account of what has reached the rules."""
        if isinstance(event, ev.AnswerAudioDelta):
            received = self.received.get(event.item_id, 0)
            self.received[event.item_id] = received + len(event.pcm) // 2
        elif isinstance(event, ev.ResponseDone):
            self._is_over(self.asked[event.response_id])
        elif isinstance(event, ev.ServerFailed) and "active_response" in event.code:
            self._is_over(self.refused.popleft())
        elif isinstance(event, ev.SpeechStarted) and event.item_id in self.interrupted:
            self.cancelled.add(self.interrupted[event.item_id])

    def _is_over(self, asked: str) -> None:
        if not self.names_answers:
            # Of two that cross, the server's own and ours, nobody can tell which is over.
            self.outstanding.clear()
        elif asked in self.outstanding:
            self.outstanding.remove(asked)

    def _name(self, kind: str) -> str:
        self.counter += 1
        return f"{kind}{self.counter}"
