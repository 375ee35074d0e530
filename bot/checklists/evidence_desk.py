"""The EvidenceDesk takes notes, links and files as evidence, and shows files to those who may read the run."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from bot.access.actor import Actor
from bot.checklists.answer_reading import readable
from bot.checklists.rights import ANSWERABLE, NOT_CLOSED, Act, only_as_seen, only_in
from bot.checklists.run import ChecklistRun, Evidence
from bot.checklists.run_book import Changed, Decided, RunBook
from bot.checklists.trouble import NotAllowed, StaleStep, UnreadableAnswer
from bot.checklists.upload import Upload, accept
from bot.store.evidence_files import EvidenceFiles
from indexer.text import unseen

_MAX_LINK = 2_000
_NOTHING: dict[str, Any] = {"text": "", "name": "", "media_type": "", "size": 0, "sha256": ""}


@dataclass(frozen=True)
class Validity:
    """From when until when evidence holds, where it says so."""

    effective_on: date | None = None
    expires_on: date | None = None


@dataclass(frozen=True)
class Shown:
    """What evidence is for: an item of a run, or the closure of a finding on it.

    `times` is how often the item had been answered when its question was shown, where that is known.
    """

    run: str
    item: str
    finding: str | None = None
    times: int | None = None


ALWAYS = Validity()


class EvidenceDesk:
    """Over the book and the files. Methods raise UnknownRun, NotAllowed, StaleStep, UnreadableAnswer, StoreUnavailable."""

    def __init__(self, book: RunBook, files: EvidenceFiles) -> None:
        self._book = book
        self._files = files

    def attach_note(self, shown: Shown, text: str, act: Act) -> Changed:
        """What was seen or heard, in words."""
        return self._attach(shown, {"kind": "note", "text": readable(text)}, ALWAYS, act)

    def attach_link(self, shown: Shown, address: str, act: Act, validity: Validity = ALWAYS) -> Changed:
        """The address of a page or a file elsewhere, which is never fetched."""
        return self._attach(shown, {"kind": "link", "text": readable_link(address)}, validity, act)

    def attach_file(self, shown: Shown, upload: Upload, act: Act, validity: Validity = ALWAYS) -> Changed:
        """A file, kept before it is noted: after a crash there may be a file too many, never one too few."""
        run = self._book.get(shown.run)
        if self._book.came_before(act):
            return Changed(run, changed=False)
        self._may(run, shown, act.actor)
        found = accept(upload)
        values = {"kind": "file", "name": found.name, "media_type": found.media_type, "size": len(found.content)}
        return self._attach(shown, values | {"sha256": self._files.put(found.content)}, validity, act)

    def date(self, run: str, evidence: Collection[str], validity: Validity, act: Act) -> Changed:
        """Since when and until when pieces of evidence hold, said after they were attached. Raises UnreadableAnswer."""

        def decide(found: ChecklistRun) -> Decided:
            self._book.rights.only_members(found, act.actor)
            only_in(found, *ANSWERABLE)
            known = [one for one in found.evidence if one.id in evidence and not one.withdrawn]
            if not known:
                raise UnreadableAnswer("no_evidence")
            days = _days(validity, self._book.clock().date())
            if all((one.effective_on, one.expires_on) == (validity.effective_on, validity.expires_on) for one in known):
                return None
            return "dated", {"evidence": [one.id for one in known]} | days

        return self._book.change(run, act, decide)

    def withdraw(self, run: str, evidence: str, act: Act) -> Changed:
        """What was attached by mistake counts no longer; the log keeps that it was there."""

        def decide(found: ChecklistRun) -> Decided:
            self._book.rights.only_members(found, act.actor)
            only_in(found, *ANSWERABLE)
            one = next((one for one in found.evidence if one.id == evidence), None)
            if one is None:
                raise UnreadableAnswer("no_evidence")
            if not self.may_withdraw(found, one, act.actor):
                raise NotAllowed("evidence is withdrawn by whoever attached it, or by the lead")
            return None if one.withdrawn else ("withdrawn", {"evidence": evidence, "unanswers": self._unanswered(found, one)})

        return self._book.change(run, act, decide)

    def may_withdraw(self, run: ChecklistRun, evidence: Evidence, actor: Actor) -> bool:
        """True for whoever attached it, and for the lead."""
        rights = self._book.rights
        return rights.leads(run, actor) or rights.is_one_of(actor, frozenset({evidence.by}))

    def _unanswered(self, run: ChecklistRun, withdrawn: Evidence) -> str | None:
        """The item that asks for a file and has none left."""
        others = [one for one in run.evidence_of(withdrawn.item) if one.kind == "file" and one.id != withdrawn.id]
        asks_for_file = self._book.checklist_of(run).item(withdrawn.item).kind == "file"
        return withdrawn.item if asks_for_file and withdrawn.kind == "file" and not others else None

    def content(self, run: str, evidence: str, actor: Actor) -> tuple[Evidence, bytes] | None:
        """A file for somebody who may read the run; None when there is no such file, or it is no longer what it was."""
        found = self._book.seen_by(run, actor)
        one = next((one for one in found.evidence if one.id == evidence and one.kind == "file"), None)
        content = self._files.get(one.sha256) if one else None
        return (one, content) if one and content is not None else None

    def _attach(self, shown: Shown, values: dict[str, Any], validity: Validity, act: Act) -> Changed:
        identity = self._book.new_id()

        def decide(run: ChecklistRun) -> Decided:
            answers = self._may(run, shown, act.actor) and values["kind"] == "file"
            days = _days(validity, self._book.clock().date())
            where = {"id": identity, "item": shown.item, "finding": shown.finding, "answers": answers}
            return "attached", _NOTHING | values | days | where

        return self._book.change(shown.run, act, decide)

    def _may(self, run: ChecklistRun, shown: Shown, actor: Actor) -> bool:
        """True when a file is the very answer to the item."""
        self._book.rights.only_members(run, actor)
        try:
            item = self._book.checklist_of(run).item(shown.item)
        except KeyError:
            raise UnreadableAnswer("no_item") from None
        if shown.finding is None:
            only_in(run, *ANSWERABLE)
            only_as_seen(run, shown.item, shown.times)
            return item.kind == "file"
        if run.state not in NOT_CLOSED:
            raise StaleStep(run.state)
        finding = run.finding(shown.finding)
        if finding is None or finding.item != shown.item:
            raise UnreadableAnswer("no_finding")
        return False


def readable_link(text: str) -> str:
    """An address of the web without a password in it; raises UnreadableAnswer."""
    address = text.strip().removeprefix("<").removesuffix(">")
    try:
        parts = urlsplit(address)
        whole = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.username is None
    except ValueError:
        whole = False
    if not whole or len(address) > _MAX_LINK or unseen(address) or any(c.isspace() for c in address):
        raise UnreadableAnswer("no_link")
    return address


def _days(validity: Validity, today: date) -> dict[str, Any]:
    start, end = validity.effective_on, validity.expires_on
    if start is not None and start > today:
        raise UnreadableAnswer("not_yet")
    if end is not None and end < today:
        raise UnreadableAnswer("expired")
    return {"effective_on": start.isoformat() if start else None, "expires_on": end.isoformat() if end else None}
