"""The fields of a plan, filled in as far as it has been said."""

from collections.abc import Sequence

from bot.audits.chat.draft import Draft
from bot.audits.chat.wording import rhythm
from bot.audits.kind import KINDS, kind
from bot.conversation.card import Field, FieldKind, Option
from bot.conversation.catalogue import say
from bot.store.supplier_record import Supplier
from bot.suppliers.country import country_name

MODES = ("announced", "semi_announced", "unannounced")
RULES = ("FREQ=WEEKLY", "FREQ=MONTHLY", "FREQ=MONTHLY;INTERVAL=3", "FREQ=MONTHLY;INTERVAL=6", "FREQ=MONTHLY;INTERVAL=12")
ONCE = "once"
_KINDS: dict[str, FieldKind] = {
    "kind": "menu",
    "mode": "menu",
    "every": "menu",
    "supplier": "menu",
    "on": "date",
    "first": "date",
    "tell": "number",
    "auditor": "person",
    "owner": "person",
    "ladder": "people",
    "channel": "channel",
}
_HINTS = frozenset({"auditor", "owner", "ladder", "channel", "window", "leads", "readers"})


def field_of(name: str, draft: Draft, suppliers: Sequence[Supplier]) -> Field:
    """One field by its name; a supplier is chosen from those that are given."""
    language = draft.language
    options = _options(name, draft, suppliers)
    filled = _filled(name, draft, suppliers)
    hint = say(f"audit_hint.{name}", language) if name in _HINTS else ""
    shown_as = _KINDS.get(name, "text") if options or _KINDS.get(name) != "menu" else "text"
    values = tuple(filled.split(",")) if name == "ladder" else (filled,)
    return Field(name, say(f"audit_label.{name}", language), shown_as, options, values if filled else (), hint)


def _filled(name: str, draft: Draft, suppliers: Sequence[Supplier]) -> str:
    if name == "every":
        return draft.every or (ONCE if draft.on else "")
    if name in ("country", "readers"):
        code: str = getattr(draft, name)
        return country_name(code, draft.language) if code else ""
    if name == "supplier" and not suppliers:
        return draft.named
    if name == "leads":
        return draft.leads.replace(",", ", ")
    return str(getattr(draft, name))


def _options(name: str, draft: Draft, suppliers: Sequence[Supplier]) -> tuple[Option, ...]:
    language = draft.language
    if name == "kind":
        return tuple(Option(one, kind(one).called(language)) for one in KINDS)
    if name == "mode":
        return tuple(Option(one, say(f"audit_mode.{one}", language)) for one in MODES)
    if name == "every":
        rules = dict.fromkeys((*RULES, *((draft.every,) if draft.every else ())))
        return (*(Option(rule, rhythm(rule, language)) for rule in rules), Option(ONCE, say("audit_every.once", language)))
    if name == "supplier":
        return tuple(Option(one.id, one.name) for one in suppliers)
    return ()
