"""Whatever happens in whatever order, these hold."""

from collections import deque
from dataclasses import replace
from typing import ClassVar

from hypothesis import Phase
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.fakes.world import World, is_voice, number_of
from tui_voice.config.settings import Answers, Settings, Turns
from tui_voice.conversation.items import ItemStatus, Role
from tui_voice.session import effects as do
from tui_voice.session import events as ev
from tui_voice.session.machine import step
from tui_voice.session.phases import Activity, CapturePhase, LinkPhase
from tui_voice.session.state import Ending, Facts, State


class AnyOrder(RuleBasedStateMachine):
    """Keys, sound, server events, losses and playheads, in every order that reality allows."""

    def __init__(self) -> None:
        super().__init__()
        self.world = World()
        self.state = State(Settings(offline_audio_s=600), Facts())
        self.recording: set[int] = set()
        """Voiced blocks that the rules were given since the microphone was opened."""
        self.said: set[int] = set()
        """Of those, the ones that must not be lost: of committed turns, and speech heard."""
        self.discarded: set[int] = set()
        self.typed: list[str] = []

    # ── plumbing ──

    def happen(self, event: ev.Event) -> None:
        self.world.delivered(event)
        before = self.state
        self.state, effects = step(self.state, event)
        self.remember(event, before)
        for effect in effects:
            if isinstance(effect, do.AppendAudio):
                assert number_of(effect.pcm) not in self.discarded, "what was discarded is sent"
            self.world.perform(effect)
        if isinstance(event, ev.AudioCaptured) and not before.manual and not before.muted:
            heard = bool(before.hearing) and before.hearing == self.world.hearing
            discards = before.capture.ending is Ending.DISCARD  # though the mode is another now
            if is_voice(event.pcm) and (heard or not before.ready) and not discards:
                self.said.add(number_of(event.pcm))

    def remember(self, event: ev.Event, before: State) -> None:
        """Keep account of what the person said, and of what must become of it."""
        match event:
            case ev.AudioCaptured() if is_voice(event.pcm) and not before.muted:
                self.recording.add(number_of(event.pcm))
            case ev.SpeechStarted() if self.state.hearing == event.item_id:
                onset = self.world.onsets[event.item_id]
                end = self.world.ends.get(event.item_id, self.world.blocks + 1)
                self.said |= self.recording & set(range(onset, end))
            case ev.CancelPressed() if self.state.capture.ending is Ending.DISCARD:
                self.discarded |= self.recording
            case ev.ResponseDone(status="completed"):
                # The model knows them now; words that have not come are not waited for.
                answered = [turn for turn in before.speech if turn.item_id]
                self.said -= {number_of(pcm) for turn in answered for pcm in turn.chunks}
            case ev.TranscriptionFailed():
                unwritten = [turn for turn in before.speech if turn.item_id == event.item_id]
                self.said -= {number_of(pcm) for turn in unwritten for pcm in turn.chunks}
            case ev.CaptureStopped():
                if before.capture.ending is Ending.COMMIT:
                    self.said |= self.recording
                elif before.capture.ending is Ending.DISCARD:
                    self.discarded |= self.recording
                self.recording = set()
            case _:
                pass

    def deliver(self, queue: deque[ev.Event]) -> None:
        if queue is self.world.from_microphone and self.world.late():
            # A server is never later than what is kept for its view of when speech began.
            queue = self.world.from_server
        if queue:
            self.happen(queue.popleft())

    first: ClassVar[Turns]
    """In which mode it begins; any may follow."""

    @initialize(names_answers=st.booleans())
    def start(self, names_answers: bool) -> None:
        self.world.names_answers = names_answers
        self.state = State(Settings(offline_audio_s=600, turns=self.first), Facts())
        self.happen(ev.Started(0.0, 1000.0))
        self.session()

    def session(self) -> None:
        for event in self.world.new_session():
            self.happen(event)
        assert not self.world.open_calls(), "every call that is told has its output"

    # ── what can happen ──

    @rule(seconds=st.floats(0.01, 2.0))
    def time_passes(self, seconds: float) -> None:
        self.world.now += seconds

    @rule()
    def record_key(self) -> None:
        self.happen(ev.RecordToggled(self.world.now))

    @rule(on=st.booleans())
    def record_wish(self, on: bool) -> None:
        self.happen(ev.RecordWished(on, self.world.now))

    @rule()
    def escape(self) -> None:
        state = self.state
        recording = state.manual and state.capture.phase is not CapturePhase.OFF
        for response in (state.response, state.crossed):
            if not recording and response is not None and not response.id:
                self.world.nobody_wants(response.asked if state.link.names_answers else "")
        self.happen(ev.CancelPressed(self.world.now))

    @rule()
    def message(self) -> None:
        text = f"typed {len(self.typed)}"
        self.typed.append(text)
        self.happen(ev.MessageTyped(text, self.world.now))

    @rule()
    def mute_key(self) -> None:
        self.happen(ev.MuteToggled(self.world.now))

    @rule(turns=st.sampled_from(Turns), answers=st.sampled_from(Answers))
    def other_settings(self, turns: Turns, answers: Answers) -> None:
        settings = replace(self.state.settings, turns=turns, answers=answers)
        self.happen(ev.SettingsChanged(settings, self.world.now))

    @rule(count=st.integers(1, 5), voice=st.booleans())
    def speech(self, count: int, voice: bool) -> None:
        for _ in range(count):
            self.world.block(voice)

    @rule(before=st.integers(0, 3), spoken=st.integers(1, 4), after=st.integers(1, 3))
    def a_sentence(self, before: int, spoken: int, after: int) -> None:
        for voice, count in ((False, before), (True, spoken), (False, after)):
            self.speech(count, voice)
        for _ in range(before + spoken + after):
            self.deliver(self.world.from_microphone)

    @rule()
    def nobody_speaks(self) -> None:
        self.world.nobody_speaks()

    @rule(count=st.integers(1, 6))
    def microphone_reports(self, count: int) -> None:
        for _ in range(count):
            self.deliver(self.world.from_microphone)

    @rule(count=st.integers(1, 8))
    def server_works(self, count: int) -> None:
        for _ in range(count):
            self.world.work()

    @rule()
    def server_writes_down(self) -> None:
        self.world.write_down()

    @rule()
    def server_cannot_write_down(self) -> None:
        self.world.fail_to_write_down()

    @rule()
    def a_tool_is_called(self) -> None:
        self.world.call_tool()

    @rule()
    def a_tool_answers(self) -> None:
        self.world.answer_call()

    @rule(count=st.integers(1, 8))
    def server_reports(self, count: int) -> None:
        for _ in range(count):
            self.deliver(self.world.from_server)

    @rule(steps=st.integers(4, 12), samples=st.integers(0, 30) | st.integers(0, 20_000))
    def an_answer_plays(self, steps: int, samples: int) -> None:
        """The common case in one rule, so that what interrupts it is met often."""
        for _ in range(steps):
            self.world.work()
        for _ in range(steps):
            self.deliver(self.world.from_server)
        self.world.play(samples)

    @rule(samples=st.integers(1, 20_000))
    def speaker_plays(self, samples: int) -> None:
        self.world.play(samples)

    @rule(count=st.integers(1, 3))
    def speaker_reports(self, count: int) -> None:
        for _ in range(count):
            self.deliver(self.world.from_speaker)

    @rule()
    def doubt_is_over(self) -> None:
        """What the server had to say to what was asked, it has said within two seconds."""
        if self.state.in_doubt and self.world.active is None and not self.world.from_server:
            self.happen(ev.TimerFired("doubt", self.world.now))

    @precondition(lambda self: self.world.open)
    @rule()
    def connection_breaks(self) -> None:
        self.happen(self.world.lose())

    @precondition(lambda self: not self.world.open)
    @rule()
    def connection_returns(self) -> None:
        if self.state.link.phase is LinkPhase.WAITING:
            self.happen(ev.TimerFired("reconnect", self.world.now))
        self.session()

    @precondition(lambda self: self.world.open)
    @rule(before=st.integers(1, 12), meanwhile=st.integers(0, 2), after=st.integers(0, 2))
    def a_loss_in_the_middle_of_speech(self, before: int, meanwhile: int, after: int) -> None:
        """The common trouble in one rule."""
        if self.state.capture.phase is CapturePhase.OFF:
            self.record_key()
        self.a_sentence(0, before, 0)
        self.server_reports(4)
        self.connection_breaks()
        self.a_sentence(0, meanwhile, 0)
        self.connection_returns()
        self.a_sentence(0, after, 0)

    # ── what always holds ──

    @invariant()
    def nothing_forbidden_was_done(self) -> None:
        assert self.world.violations == []

    @invariant()
    def a_response_that_was_cancelled_does_not_play(self) -> None:
        for item_id in self.state.playing:
            assert self.world.owner[item_id] not in self.state.dropped

    @invariant()
    def nobody_is_heard_by_a_microphone_that_is_muted_or_closed(self) -> None:
        closed = self.state.capture.phase is CapturePhase.OFF
        assert not (self.state.hearing and (self.state.muted or closed)), "the turn would hang"

    @invariant()
    def nobody_heard_more_than_was_received(self) -> None:
        for item in self.state.conversation.items:
            assert item.heard_samples <= item.received_samples

    def teardown(self) -> None:
        """Let everything come to rest: then nothing that was said is missing."""
        for _ in range(600):
            self._settle()
            self.nobody_heard_more_than_was_received()
            if self._quiet():
                break
        assert self._quiet(), "the conversation never came to rest"
        written = [item for item in self.state.conversation.items if item.role is Role.USER]
        turns = [[int(word) for word in item.text.split()] for item in written if item.spoken]
        assert all(turn == sorted(turn) for turn in turns), "every word in its place"
        spoken = [word for turn in turns for word in turn]
        assert len(spoken) == len(set(spoken)), "and once"
        assert self.said <= set(spoken), "nothing that was said is lost"
        assert not self.discarded & set(spoken), "nor is what was discarded sent"
        assert [item.text for item in written if not item.spoken] == self.typed
        here = [item.id for item in self.state.conversation.items if item.id in self.world.order]
        there = [item_id for item_id in self.world.order if item_id in here]
        assert here == there, "every turn in its place"
        assert self.state.activity is Activity.IDLE
        for item in self.state.conversation.items:
            assert item.status is not ItemStatus.LIVE
        log = {item.id: item for item in self.state.conversation.items}
        assert self.world.kept == log, "what is finished is on disk as it is, and nothing else"

    def _settle(self) -> None:
        self.doubt_is_over()
        if self.state.capture.phase is CapturePhase.OPEN:
            self.happen(ev.RecordToggled(self.world.now))
        if not self.world.open:
            self.connection_returns()
        self.world.work()
        self.world.write_down()
        self.world.play(5000)
        for queue in (
            self.world.from_microphone,
            self.world.from_server,
            self.world.from_speaker,
        ):
            self.deliver(queue)

    def _quiet(self) -> bool:
        world = self.world
        return (
            not any((world.from_server, world.from_speaker, world.from_microphone))
            and world.active is None
            and not world.hearing
            and not world.unspoken_words
            and not world.scheduled
            and not self.state.in_doubt
            and self.state.capture.phase is CapturePhase.OFF
        )


class BeginningManually(AnyOrder):
    """The record key ends a turn, until other settings come."""

    first = Turns.MANUAL


class BeginningHandsFree(AnyOrder):
    """The server ends a turn, until other settings come."""

    first = Turns.SERVER_VAD


TestBeginningManually = BeginningManually.TestCase
TestBeginningHandsFree = BeginningHandsFree.TestCase
TestBeginningManually.settings = TestBeginningHandsFree.settings = hypothesis_settings(
    max_examples=100,
    stateful_step_count=40,
    deadline=None,
    derandomize=True,
    # What fails is made small; tracing every line to explain it takes minutes on a busy machine.
    phases=(Phase.generate, Phase.shrink),
)


def test_the_world_itself_notices_a_second_response() -> None:
    world = World(open=True)
    world.perform(do.CreateResponse(asked="1"))
    world.perform(do.CreateResponse(asked="2"))
    assert world.violations == ["two active responses of ours"]
