"""Whatever anybody presses in whatever order: states, rights and sign-offs hold, and the log is the run."""

from collections.abc import Callable

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.checklists.content import content_hash
from bot.checklists.evidence_desk import Shown
from bot.checklists.log_examining import examined
from bot.checklists.progress import next_item
from bot.checklists.review_desk import holds
from bot.checklists.rights import ANSWERABLE, Act
from bot.checklists.run_book import Changed
from bot.checklists.run_desk import Asked
from bot.checklists.trouble import Incomplete, NotAllowed, StaleStep, UnreadableAnswer
from tests.bot.checklists.small_checklist import ALL, BOB, GUEST, LINH, RAY, RITA, House
from tests.scale import SCALE

PEOPLE = st.sampled_from((LINH, BOB, RITA, RAY, GUEST))
SAID = st.sampled_from(("yes", "no", "n/a", "3", "2026-01-01", "patent", "own", "words", ""))
ITEMS = st.sampled_from((*ALL, "sub_names"))
ALLOWED = {
    ("draft", "in_progress"),
    ("in_progress", "submitted"),
    ("submitted", "changes_requested"),
    ("submitted", "signed_off"),
    ("submitted", "in_progress"),
    ("changes_requested", "in_progress"),
    ("changes_requested", "submitted"),
    ("signed_off", "in_progress"),
    ("signed_off", "closed"),
}


class RunStates(RuleBasedStateMachine):
    @initialize(stage=st.sampled_from(("start", "submitted", "signed_off")))
    def begin(self, stage: str) -> None:
        """Anywhere on the way, as few random walks find a reviewer at the right moment."""
        self.house = House()
        self.id = getattr(self.house, stage)()
        self.pressed = 0

    def press(self, step: Callable[[Act], Changed], who: object) -> None:
        """Twice, as platforms do."""
        before = self.house.run(self.id)
        self.pressed += 1
        act = Act(who, f"press-{self.pressed}")  # type: ignore[arg-type]
        try:
            after = step(act).run
        except (NotAllowed, StaleStep, Incomplete, UnreadableAnswer):
            assert self.house.run(self.id) == before
            return
        assert step(act).run == after
        assert before.state == after.state or (before.state, after.state) in ALLOWED
        if content_hash(after) != content_hash(before):
            assert before.state in ANSWERABLE
            assert not before.paused

    @rule(item=ITEMS, said=SAID, who=PEOPLE)
    def answer(self, item: str, said: str, who: object) -> None:
        self.press(lambda act: self.house.running.answer(Asked(self.id, item), (said,), act), who)

    @rule(who=PEOPLE)
    def answer_what_is_next(self, who: object) -> None:
        run = self.house.run(self.id)
        found = next_item(run, self.house.checklist, LINH, self.house.book.rights)
        if found is not None:
            self.press(lambda act: self.house.running.skip(Asked(self.id, found.id), "unknown", act), who)

    @rule()
    def answer_everything(self) -> None:
        for item, said in ALL.items():
            self.press(lambda act, i=item, s=said: self.house.running.answer(Asked(self.id, i), (s,), act), LINH)  # type: ignore[misc]

    @rule(who=PEOPLE, to=PEOPLE, what=st.sampled_from(("assign", "hand_over", "pause", "resume", "note")))
    def arrange(self, who: object, to: object, what: str) -> None:
        running = self.house.running
        person = to.id  # type: ignore[attr-defined]
        steps: dict[str, Callable[[Act], Changed]] = {
            "assign": lambda act: running.assign(self.id, "chain", person, act),
            "hand_over": lambda act: running.hand_over(self.id, person, act),
            "pause": lambda act: running.pause(self.id, act),
            "resume": lambda act: running.resume(self.id, act),
            "note": lambda act: self.house.evidence.attach_note(Shown(self.id, "staff"), "seen", act),
        }
        self.press(steps[what], who)

    @rule(who=PEOPLE, what=st.sampled_from(("submit", "request_changes", "sign_off", "reopen", "close")))
    def review(self, who: object, what: str) -> None:
        review = self.house.review
        steps: dict[str, Callable[[Act], Changed]] = {
            "submit": lambda act: review.submit(self.id, act, despite_unproven=True),
            "request_changes": lambda act: review.request_changes(self.id, "again", act),
            "sign_off": lambda act: review.sign_off(self.id, act),
            "reopen": lambda act: review.reopen(self.id, "again", act),
            "close": lambda act: review.close(self.id, act),
        }
        self.press(steps[what], who)

    @invariant()
    def a_signed_run_holds_and_nobody_who_took_part_signed_it(self) -> None:
        run = self.house.run(self.id)
        if run.state in ("signed_off", "closed"):
            assert holds(run, 1)
        for one in run.sign_offs:
            assert one.void or one.by not in run.took_part or one.by == run.lead

    @invariant()
    def the_log_is_whole(self) -> None:
        assert examined(self.house.store.runs, self.house.files).faults == ()


TestRunStates = RunStates.TestCase
TestRunStates.settings = settings(max_examples=30 * SCALE, stateful_step_count=40, deadline=None)
