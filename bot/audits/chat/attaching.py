"""Files that are posted about an audit become its evidence, each on its own: one that cannot be taken keeps out no other."""

from dataclasses import dataclass

from bot.access.actor import Actor
from bot.audits.outcome import AttachedFile
from bot.audits.plan import AuditPlan
from bot.audits.programme import ATTACHED, Programme
from bot.checklists.attaching import MOST_AT_ONCE
from bot.checklists.form_steps import fetched
from bot.checklists.trouble import UnreadableAnswer
from bot.checklists.upload import MAX_BYTES, Upload, accept
from bot.conversation.card import CardFile, MadeFile
from bot.conversation.catalogue import say
from bot.conversation.message import Attachment
from bot.store.audit_record import OccurrenceRecord
from bot.store.evidence_files import EvidenceFiles

VERB = "audits.file"


@dataclass(frozen=True)
class Attaching:
    """Over the programme and the files; methods raise StoreUnavailable."""

    programme: Programme
    files: EvidenceFiles

    def attach(self, plan: AuditPlan, found: OccurrenceRecord, given: tuple[Attachment, ...], actor: Actor) -> list[str]:
        """A sentence for what was kept, and one for each file that was not. Raises UnknownAudit, NotYours, Busy."""
        self.programme.for_acting(found.id, actor)
        names, lines = [], []
        for one in given[:MOST_AT_ONCE]:
            try:
                names.append(self._one(found, one, actor))
            except UnreadableAnswer as error:
                lines.append(_refused(one.name, error, plan.language))
        most = UnreadableAnswer("too_many_files", most=str(MOST_AT_ONCE))
        lines += [_refused(one.name, most, plan.language) for one in given[MOST_AT_ONCE:]]
        return [*([say("audit_text.attached", plan.language, names=", ".join(names))] if names else []), *lines]

    def offered(self, plan: str) -> tuple[CardFile, ...]:
        """All files that were handed in for a plan, the newest first."""
        lines = [line for line in self.programme.records.log(plan) if line.action == ATTACHED]
        kept = [(line.occurrence, line.details) for line in reversed(lines)]
        return tuple(CardFile(one["name"], one["media_type"], VERB, f"{where}|{one['sha256']}") for where, one in kept)

    def made(self, occurrence: str, sha256: str) -> MadeFile | None:
        """A file that was handed in for an occurrence; None when there is none, or it is no longer what it was."""
        found = self.programme.records.occurrence(occurrence)
        kept = self.programme.attached(found) if found is not None else ()
        one = next((one for one in kept if one.sha256 == sha256), None)
        content = self.files.get(sha256) if one is not None else None
        return MadeFile(one.name, one.media_type, content) if one is not None and content is not None else None

    def _one(self, found: OccurrenceRecord, given: Attachment, actor: Actor) -> str:
        """Its name; kept before it is noted: after a crash there may be a file too many, never one too few."""
        file = accept(Upload(given.name, fetched(given, MAX_BYTES)))
        kept = AttachedFile(file.name, file.media_type, len(file.content), self.files.put(file.content))
        self.programme.attach(found.id, actor, kept)
        return file.name


def _refused(name: str, error: UnreadableAnswer, language: str) -> str:
    why = say(f"unreadable.{error.why}", language, **error.values)
    return say("run_text.not_attached", language, name=name, why=why)
