"""One question as a card: where it stands, why it is asked, what is answered already, and the buttons to answer it."""

from bot.checklists.path import path_of, turning
from bot.checklists.prefill import proposals
from bot.checklists.reporting.items import in_words
from bot.checklists.run import ChecklistRun, Response
from bot.checklists.run_book import RunBook
from bot.conversation.card import Button, Card, Field, FieldKind, Option
from bot.conversation.catalogue import say
from indexer.checklist import SCALE, Checklist, ChecklistItem

_MOST_BUTTONS = 5
_FIELDS: dict[str, FieldKind] = {"number": "number", "date": "date", "text": "long_text", "multi": "several", "single": "menu"}


def item_card(book: RunBook, run: ChecklistRun, item: ChecklistItem, language: str, problem: str = "") -> Card:
    """`problem` says what could not be read."""
    checklist = book.checklist_of(run)
    texts = [problem, _more(checklist, run, item, language), item.ask.said(language), *_about(book, run, item, language)]
    return Card(
        f"{checklist.title.said(language)} · {_place(book, run, item, language)}",
        "\n\n".join(text for text in texts if text),
        fields=_fields(item, language),
        buttons=(*_answers(book, run, item, language), *_moves(run, item, language)),
        language=language,
    )


def offered_answers(item: ChecklistItem, language: str) -> str:
    """The answers that can be chosen, with the numbers by which they can be typed; empty where there are none."""
    if not item.options:
        return ""
    numbered = [f"{number} = {option.label.said(language)}" for number, option in enumerate(item.options, start=1)]
    inapplicable = [say("run_label.not_applicable", language)] if item.not_applicable != "never" else []
    return say("run_text.offered", language, answers="; ".join([*numbered, *inapplicable]))


def pressed_value(run: ChecklistRun, item: ChecklistItem, said: str = "") -> str:
    """Run, item, how often it was answered when the card was made, and the answer that a button stands for."""
    return "|".join((run.id, item.id, str(times_answered(run, item.id)), said))


def times_answered(run: ChecklistRun, item: str) -> int:
    """A button of a card that was made before the latest answer is stale."""
    return run.times_answered(item)


def _place(book: RunBook, run: ChecklistRun, item: ChecklistItem, language: str) -> str:
    checklist = book.checklist_of(run)
    path = path_of(run, checklist)
    place = path.items.index(item.id) + 1 if item.id in path.items else len(path.items)
    section = checklist.section_of(item.id).title.said(language)
    key = "run_text.progress_about" if path.open else "run_text.progress"
    return say(key, language, section=section, place=str(place), all=str(len(path.items)))


def _more(checklist: Checklist, run: ChecklistRun, item: ChecklistItem, language: str) -> str:
    """That there are more questions now, or fewer, and since which answer: said once, on the question that comes next."""
    found = turning(run, checklist) if (item.id, "evaluator") not in run.responses else None
    if found is None:
        return ""
    key = "run_text.more_since" if found.more > 0 else "run_text.fewer_since"
    turned = checklist.item(found.response.item)
    said = {"question": turned.ask.said(language), "answer": in_words(turned, found.response, language)}
    return say(key, language, count=str(abs(found.more)), **said)


def _about(book: RunBook, run: ChecklistRun, item: ChecklistItem, language: str) -> list[str]:
    texts = [
        say("run_text.why", language, text=item.why.said(language)),
        say("run_text.good", language, text=item.good.said(language)),
    ]
    response, proposed = run.responses.get((item.id, "evaluator")), proposals(book, run).get(item.id)
    if response is not None:
        texts.append(say("run_text.now", language, text=in_words(item, response, language)))
    elif proposed is not None:
        before = Response(item.id, "evaluator", "answered", proposed.value, "", proposed.by, proposed.at)
        texts.append(say("run_text.proposed", language, text=in_words(item, before, language)))
    own = run.responses.get((item.id, "supplier"))
    if own is not None:
        texts.append(say("run_text.supplier_says", language, text=in_words(item, own, language)))
    shown = [one.name or one.text for one in run.evidence_of(item.id)]
    if shown:
        texts.append(say("run_text.evidence", language, text="; ".join(shown)))
    elif item.kind == "file":
        texts.append(say("run_text.attach", language))
    elif item.evidence != "none":
        texts.append(say("run_text.evidence_wanted", language, kind=say(f"run_evidence.{item.evidence}", language)))
    return texts


def _fields(item: ChecklistItem, language: str) -> tuple[Field, ...]:
    kind = _FIELDS.get(item.kind)
    if kind is None or (item.kind == "single" and len(item.options) <= _MOST_BUTTONS):
        return ()
    options = tuple(Option(option.value, option.label.said(language)) for option in item.options)
    return (Field("answer", say("run_label.answer", language), kind, options, hint=item.unit or ""),)


def _answers(book: RunBook, run: ChecklistRun, item: ChecklistItem, language: str) -> list[Button]:
    buttons = []
    if (item.id, "evaluator") not in run.responses and item.id in proposals(book, run):
        buttons.append(Button(say("run_label.confirm", language), "checklist.confirm", pressed_value(run, item), "primary"))
    if _fields(item, language):
        buttons.append(Button(say("run_label.save", language), "checklist.answer", pressed_value(run, item), "primary"))
    else:
        buttons += [
            Button(label, "checklist.answer", pressed_value(run, item, value)) for value, label in _choices(item, language)
        ]
    if item.not_applicable != "never":
        verb = "checklist.not_applicable" if item.not_applicable == "allowed" else "checklist.not_applicable_form"
        buttons.append(Button(say("run_label.not_applicable", language), verb, pressed_value(run, item)))
    return buttons


def _choices(item: ChecklistItem, language: str) -> list[tuple[str, str]]:
    if item.kind == "scale":
        return [(str(step), str(step)) for step in SCALE]
    return [(option.value, option.label.said(language)) for option in item.options]


def _moves(run: ChecklistRun, item: ChecklistItem, language: str) -> list[Button]:
    names = ("why", "skip_form", "back", "comment_form", "attach_form", "more")
    shown = (*names[:-1], "withdraw_form", names[-1]) if run.evidence_of(item.id) else names
    return [
        Button(say(f"run_label.{name.removesuffix('_form')}", language), f"checklist.{name}", pressed_value(run, item), "quiet")
        for name in shown
    ]
