"""What a plan is called: its kind, and the supplier, the site or the words that it is about."""

from bot.audits.chat.draft import Draft
from bot.audits.kind import kind
from bot.conversation.catalogue import say
from bot.store.supplier_record import Site, Supplier

_MOST = 120


def title_of(draft: Draft, supplier: Supplier | None, site: Site | None) -> str:
    """ "Facility audit at Sông Hồng Plastics, Bắc Ninh"."""
    called = kind(draft.kind).called(draft.language)
    name = called[:1].upper() + called[1:]
    about = supplier.name if supplier is not None else draft.what
    if not about:
        return name[:_MOST]
    where = ", ".join(part for part in (about, site.name if site else "", draft.what if supplier is not None else "") if part)
    at = supplier is not None and draft.visit
    return (say("audit_plan.title_at", draft.language, kind=name, about=where) if at else f"{name}: {where}")[:_MOST]
