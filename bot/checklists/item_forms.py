"""The forms behind the buttons of a question: what is to be filled in, and how the same is said in words."""

from bot.checklists.item_card import pressed_value
from bot.checklists.run import ChecklistRun
from bot.checklists.saying import Move
from bot.conversation.card import Button, Card, Field, FieldKind
from bot.conversation.catalogue import say
from indexer.checklist import ChecklistItem

_FIELDS: dict[str, tuple[tuple[str, FieldKind], ...]] = {
    "skip": (("reason", "long_text"),),
    "not_applicable": (("reason", "long_text"),),
    "comment": (("comment", "long_text"),),
    "attach": (("link", "text"), ("note", "long_text"), ("since", "date"), ("until", "date")),
}
_BY_MOVE: dict[Move, str] = {
    "skip": "skip",
    "not_applicable": "not_applicable",
    "comment": "comment",
    "note": "attach",
    "link": "attach",
}


def form_for(move: Move, item: ChecklistItem) -> str | None:
    """The form that asks for what is missing where a move was said without its words; None for a move that needs none."""
    if move == "not_applicable" and item.not_applicable != "with_reason":
        return None
    return _BY_MOVE.get(move)


def item_form(run: ChecklistRun, item: ChecklistItem, name: str, language: str) -> Card:
    """Raises KeyError for a form that there is not."""
    value = pressed_value(run, item)
    fields = tuple(Field(field, say(f"run_label.{field}", language), kind) for field, kind in _FIELDS[name])
    save = Button(say("run_label.save", language), f"checklist.{name}", value, "primary")
    stay = Button(say("run_label.resume", language), "checklist.show", run.id)
    text = say(f"run_form.{name}", language, question=item.ask.said(language))
    return Card("", text, fields=fields, buttons=(save, stay), language=language)
