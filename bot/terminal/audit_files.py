"""Reads files of audit plans for the terminal, and what they would come to."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.audits.contract_right import warnings
from bot.audits.filing import continued, filed, is_kept
from bot.audits.plan import AuditPlan
from bot.audits.preview import Preview, preview
from bot.audits.working_time import day_at
from bot.store.store import Store
from indexer.audit_plans import PlanFile, PlannedAudit, PlanReader, repeated_ids
from indexer.errors import ContentProblem

_PLANS = re.compile(r"^plans\s*:", re.MULTILINE)
_SCHEMA = Path("schema") / "audits.schema.json"


class BadPlanFile(ValueError):
    """Tell the author: each line names path, line and mend; nothing was kept."""


@dataclass(frozen=True)
class Proposed:
    """A plan of a file, whether it is new, changed or unchanged, when it comes due, and keys of what to be warned of."""

    plan: AuditPlan
    standing: str
    preview: Preview
    warnings: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        window = self.preview.window
        return {
            "id": self.plan.id,
            "title": self.plan.title,
            "kind": self.plan.kind,
            "mode": self.plan.mode,
            "standing": self.standing,
            "dates": [{"day": day.isoformat(), "moved_for": holiday or None} for day, holiday in self.preview.dates],
            "window": [day.isoformat() for day in window] if window else None,
            "unconfirmed": self.plan.proposal is not None,
            "warnings": list(self.warnings),
        }


def is_plan_file(path: Path) -> bool:
    """True for a file of audit plans, by its form, whatever it is called."""
    if path.suffix not in (".yaml", ".yml"):
        return False
    return _PLANS.search(path.read_text(encoding="utf-8", errors="replace")) is not None


def read_files(paths: Sequence[Path], knowledge: Path) -> list[PlanFile]:
    """Raises BadPlanFile, and ContentProblem where the schema is not to be found."""
    schema, files, problems = _schema(knowledge), [], []
    for path in paths:
        reader = PlanReader(path.parent, schema)
        found = reader.read(path)
        problems += [
            f"{path.parent / problem.path}:{problem.line}: {problem.rule}: {problem.message}" for problem in reader.problems
        ]
        files += [PlanFile(str(path), found.example, found.plans)] if found else []
    problems += list(map(str, repeated_ids(files)))
    if problems:
        raise BadPlanFile("\n".join(problems))
    return files


def proposed(files: Sequence[PlanFile], store: Store, now: datetime) -> list[Proposed]:
    """What the plans come to, nothing kept; raises BadPlanFile."""
    problems: list[str] = []
    found = [one for file in files for one in _proposed(file, store, now, problems)]
    if problems:
        raise BadPlanFile("\n".join(problems))
    return found


def _proposed(file: PlanFile, store: Store, now: datetime, problems: list[str]) -> Iterator[Proposed]:
    for planned in file.plans:
        try:
            yield _one(planned, store, now)
        except ValueError as error:
            problems.append(f"{file.path}:{planned.line}: audits: {error}")


def _one(planned: PlannedAudit, store: Store, now: datetime) -> Proposed:
    known = store.audits.plan(planned.values["id"])
    plan = continued(filed(planned.values, store.suppliers, now.date()), known)
    standing = "new" if known is None else "unchanged" if is_kept(plan, known) else "changed"
    supplier = store.suppliers.get(plan.supplier) if plan.supplier else None
    warned = warnings(plan, supplier.contract if supplier else None)
    return Proposed(plan, standing, preview(plan, day_at(now, plan.plant)), tuple(warned))


def _schema(knowledge: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads((knowledge / _SCHEMA).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ContentProblem(f"{knowledge / _SCHEMA} cannot be read: {error}; give the content folder with --knowledge") from None
    return found
