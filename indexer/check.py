"""The rules that hold between parts of the content; each problem names the mend."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from indexer.audit_plans import repeated_ids
from indexer.checklist_check import checklist_problems
from indexer.guide import BOTH, Guide, Section, Translation
from indexer.knowledge import Knowledge
from indexer.problem import Problem
from indexer.register import register_problems
from indexer.text import fold, words

MAX_LEAD_WORDS = {"en": 60, "vi": 90}
MIN_PHRASINGS = {"en": 3, "vi": 2}


def check(knowledge: Knowledge) -> list[Problem]:
    """All problems of the content, in order of path and line."""
    found = list(knowledge.problems)
    for guide in knowledge.guides:
        found.extend(_guide_problems(guide, knowledge))
    found.extend(
        Problem(orphan.path, 1, "translation", f"there is no guide {guide_id!r}") for guide_id, orphan in knowledge.orphans
    )
    found.extend(_repeated_ids(knowledge))
    found.extend(_repeated_phrasings(knowledge))
    found.extend(_near_misses(knowledge))
    found.extend(_supersessions(knowledge))
    found.extend(_counterparts(knowledge))
    found.extend(_comparisons(knowledge))
    found.extend(_unused_sources(knowledge))
    if knowledge.register.cited:
        found.extend(register_problems(knowledge.register, knowledge.guides))
    found.extend(_ambiguous_terms(knowledge))
    sections = frozenset(f"{guide.id}#{section.anchor}" for guide in knowledge.guides for section in guide.sections)
    found.extend(checklist_problems(knowledge.checklists, sections, frozenset(knowledge.register.cited)))
    found.extend(repeated_ids(knowledge.plan_files))
    return sorted(set(found))


def overdue(knowledge: Knowledge, today: date) -> list[Problem]:
    """The guides in force and the checklists to be read again before `today`, longest overdue first, each with its owner."""
    replaced = {target for guide in knowledge.guides for target in guide.supersedes}
    dated = [(guide.due_on, guide.path, guide.owner) for guide in knowledge.guides if guide.id not in replaced]
    dated += [(file.checklist.due_on, file.path, file.checklist.owner) for file in knowledge.checklists]
    due = sorted(entry for entry in dated if entry[0] < today)
    return [Problem(path, 2, "review", f"due since {day}; its owner is the {owner}") for day, path, owner in due]


def _guide_problems(guide: Guide, knowledge: Knowledge) -> Iterator[Problem]:
    name = guide.path.rsplit("/", 1)[-1]
    if name != f"{guide.id}.md":
        yield Problem(guide.path, 2, "id", f"the file is called {name}; call it {guide.id}.md or mend the id")
    if guide.compiled_on < guide.as_of:
        yield Problem(guide.path, 2, "dates", "as_of lies after compiled_on")
    if not guide.sections:
        yield Problem(guide.path, 2, "structure", "a guide needs at least one '## question {#anchor}'")
    yield from _section_problems(guide.path, guide.sections, "en", knowledge)
    for section in guide.sections:
        yield from _own_problems(guide.path, section)
    for translation in guide.translations.values():
        yield from _section_problems(translation.path, translation.sections, translation.language, knowledge)
        yield from _translation_problems(guide, translation)


def _section_problems(path: str, sections: tuple[Section, ...], language: str, knowledge: Knowledge) -> Iterator[Problem]:
    anchors: set[str] = set()
    for section in sections:
        if section.anchor in anchors:
            yield Problem(path, section.line, "anchor", f"#{section.anchor} stands twice in this guide")
        anchors.add(section.anchor)
        yield from _lead_problems(path, section, language)
        for statement in section.statements:
            for sentence in statement.sentences:
                for mark in sentence.marks:
                    if mark.key not in knowledge.sources and _sources_are_sound(knowledge):
                        yield Problem(path, sentence.line, "source", f"{mark.key!r} is not in sources.yaml")


def _sources_are_sound(knowledge: Knowledge) -> bool:
    """False while sources.yaml has a problem of its own, beside which complaints about every citation would hide it."""
    return not any(problem.path == "sources.yaml" for problem in knowledge.problems)


def _lead_problems(path: str, section: Section, language: str) -> Iterator[Problem]:
    lead = " ".join(section.spoken(statement) for statement in section.of_part("lead"))
    count, limit = len(lead.split()), MAX_LEAD_WORDS[language]
    if count == 0:
        yield Problem(path, section.line, "lead", "the section has no lead: begin with the sentence that answers")
    elif count > limit:
        yield Problem(path, section.line + 2, "lead", f"{count} words; at most {limit}: move the rest to the detail")


def _own_problems(path: str, section: Section) -> Iterator[Problem]:
    """Rules for the original, which alone has phrasings and the closing comment."""
    if not section.facts:
        yield Problem(path, section.line, "facts", "end the section with <!-- facts: [...] -->, the register's lines it rests on")
    for language, least in MIN_PHRASINGS.items():
        count = sum(1 for phrasing in section.asked_as if phrasing.language == language)
        if count < least:
            yield Problem(path, section.line, "phrasing", f"{count} '- {language}:' phrasings; give at least {least}")


def _translation_problems(guide: Guide, translation: Translation) -> Iterator[Problem]:
    if translation.compiled_on < guide.compiled_on:
        yield Problem(translation.path, 2, "translation", f"older than its original ({guide.compiled_on}): bring it up to date")
    ours, theirs = [s.anchor for s in guide.sections], [s.anchor for s in translation.sections]
    if ours != theirs:
        first = next((a for a, b in zip(ours, theirs, strict=False) if a != b), "the end")
        yield Problem(translation.path, 2, "translation", f"the sections differ from the original's at {first!r}")
        return
    for original, translated in zip(guide.sections, translation.sections, strict=True):
        if _cited(original) != _cited(translated):
            odd = sorted(_cited(original) ^ _cited(translated))
            yield Problem(translation.path, translated.line, "translation", f"cites other sources than the original: {odd}")


def _cited(section: Section) -> set[str]:
    return {mark.key for statement in section.statements for sentence in statement.sentences for mark in sentence.marks}


def _repeated_ids(knowledge: Knowledge) -> Iterator[Problem]:
    for first, second in pairwise(sorted(knowledge.guides, key=lambda guide: guide.id)):
        if first.id == second.id:
            yield Problem(second.path, 2, "id", f"{second.id!r} is also the id of {first.path}")


def _repeated_phrasings(knowledge: Knowledge) -> Iterator[Problem]:
    seen: dict[tuple[str, ...], str] = {}
    for guide in knowledge.guides:
        for section in guide.sections:
            home = f"{guide.id}#{section.anchor}"
            for phrasing in section.asked_as:
                other = seen.setdefault(_said(phrasing.text), home)
                if other != home:
                    message = f"{phrasing.text!r} also stands under {other}; keep it where it is answered"
                    yield Problem(guide.path, phrasing.line, "phrasing", message)


def _near_misses(knowledge: Knowledge) -> Iterator[Problem]:
    """A near miss stands beside an existing section, and no section is asked it in the same words."""
    sections = {f"{guide.id}#{section.anchor}": section for guide in knowledge.guides for section in guide.sections}
    asked = {_said(p.text): home for home, section in sections.items() for p in section.asked_as}
    seen: set[tuple[str, ...]] = set()
    for miss in knowledge.near_misses:
        said = _said(miss.text)
        if miss.near not in sections:
            yield Problem(miss.path, miss.line, "near_misses", f"there is no section {miss.near!r}")
        if said in asked:
            message = f"{miss.text!r} is asked of {asked[said]}: it cannot be without an answer"
            yield Problem(miss.path, miss.line, "near_misses", message)
        if said in seen:
            yield Problem(miss.path, miss.line, "near_misses", f"{miss.text!r} stands twice: keep it where it lies nearest")
        seen.add(said)


def _said(text: str) -> tuple[str, ...]:
    return tuple(words(fold(text)))


def _supersessions(knowledge: Knowledge) -> Iterator[Problem]:
    known = {guide.id for guide in knowledge.guides}
    known |= {f"{guide.id}#{section.anchor}" for guide in knowledge.guides for section in guide.sections}
    replaced = {guide.id: {target.split("#")[0] for target in guide.supersedes} for guide in knowledge.guides}
    for guide in knowledge.guides:
        for target in guide.supersedes:
            if target not in known or target.split("#")[0] == guide.id:
                yield Problem(guide.path, 2, "supersedes", f"{target!r} is no other guide or section")
            elif guide.id in _all_replaced(target.split("#")[0], replaced):
                yield Problem(guide.path, 2, "supersedes", f"{target!r} supersedes {guide.id!r} in turn: only the newer one may")


def _all_replaced(guide_id: str, replaced: dict[str, set[str]]) -> set[str]:
    """The guides that a guide replaces, directly or through another one."""
    found: set[str] = set()
    ahead = {guide_id}
    while ahead:
        ahead = {other for one in ahead for other in replaced.get(one, ())} - found
        found |= ahead
    return found


def _counterparts(knowledge: Knowledge) -> Iterator[Problem]:
    by_id = {guide.id: guide for guide in knowledge.guides}
    for guide in knowledge.guides:
        for target in guide.counterparts:
            other = by_id.get(target)
            if other is None or other.jurisdiction == guide.jurisdiction or guide.id not in other.counterparts:
                message = f"{target!r} must be a guide of another country that names {guide.id!r} as its counterpart"
                yield Problem(guide.path, 2, "counterparts", message)


def _comparisons(knowledge: Knowledge) -> Iterator[Problem]:
    """A comparison names one section of each country, or of one country where the other has none."""
    places = {f"{g.id}#{s.anchor}": g.jurisdiction for g in knowledge.guides for s in g.sections}
    for guide in knowledge.guides:
        for section in guide.sections:
            sides = [places.get(identity) for identity in section.compares]
            sound = bool(sides) and len(set(sides)) == len(sides) and set(sides) <= set(BOTH.split("-"))
            if guide.jurisdiction == BOTH and not sound:
                message = "a comparison ends with compares: [guide#anchor, …], one existing section of each country"
                yield Problem(guide.path, section.line, "compares", message)
            elif guide.jurisdiction != BOTH and sides:
                yield Problem(guide.path, section.line, "compares", f"only a guide of jurisdiction {BOTH} compares")


def _unused_sources(knowledge: Knowledge) -> Iterator[Problem]:
    used = {key for guide in knowledge.guides for section in guide.sections for key in _cited(section)}
    for key in sorted(set(knowledge.sources) - used):
        if knowledge.guides and knowledge.sources[key].kind != "house_rule":
            yield Problem("sources.yaml", 1, "source", f"{key!r} is cited nowhere: cite or delete it")


def _ambiguous_terms(knowledge: Knowledge) -> Iterator[Problem]:
    for language in ("en", "vi"):
        seen: dict[str, str] = {}
        for concept in knowledge.glossary:
            for form in concept[language]:
                other = seen.setdefault(fold(form), concept["id"])
                if other != concept["id"]:
                    yield Problem("glossary.yaml", 1, "glossary", f"{form!r} stands under {other!r} and {concept['id']!r}")
