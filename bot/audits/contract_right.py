"""Whether the contract on file lets us in at all: asked before an audit is planned."""

from typing import Protocol

from bot.audits.plan import AuditPlan

_VISITS = frozenset({"facility_audit", "access_review", "supplier_reassessment"})


class AuditRights(Protocol):
    """What a contract grants; None where nobody has said."""

    @property
    def grants_audits(self) -> bool | None:
        """Audits at all."""

    @property
    def grants_unannounced(self) -> bool | None:
        """Visits without notice."""


def warnings(plan: AuditPlan, contract: AuditRights | None) -> list[str]:
    """Keys of what the planner is to be warned of; planning goes on all the same."""
    if plan.kind not in _VISITS or not plan.supplier:
        return []
    if contract is None or contract.grants_audits is None:
        return ["audit.warn_unknown"]
    if not contract.grants_audits:
        return ["audit.warn_no_right"]
    return ["audit.warn_no_unannounced"] if plan.mode != "announced" and not contract.grants_unannounced else []
