"""Citation and retrieval measures over graded replies."""

import re
from typing import Any

from bot.conversation.catalogue import keys, say
from indexer.evaluate import evaluate
from indexer.search import Index
from tests.golden.grading import MARKER, Verdict, thread_of


def measures(index: Index, verdicts: list[Verdict]) -> dict[str, float]:
    """Citation precision (ALCE: the cited text supports its sentence), on-point share, verbatim share, Recall@5 by route."""
    cited = [(verdict, citation) for verdict in verdicts for citation in verdict.reply["citations"]]
    found = {
        "citations": len(cited),
        "citation precision": _share([_precise(index, verdict, citation) for verdict, citation in cited]),
        "citations on point": _share([_on_point(index, verdict, citation) for verdict, citation in cited]),
        "verbatim": _share([_verbatim(index, citation) for _, citation in cited]),
    }
    return found | {f"Recall@5 {route}": recall(index, verdicts, route) for route in ("hybrid", "dense", "lexical")}


def recall(index: Index, verdicts: list[Verdict], route: str) -> float:
    """Recall@5 of sections over the questions that are asked in one message and have an answer."""
    judged, ranking = {}, {}
    for verdict in verdicts:
        question = verdict.question
        if question["expect"] != "answered" or "thread" in question:
            continue
        right = dict.fromkeys(sections_for(index, question), 1.0)
        if right:
            judged[question["id"]] = right
            ranking[question["id"]] = [hit.id for hit in index.search(thread_of(question)[-1], 5, route=route)]
    hits = {key: {next((i for i in ranking[key] if i in wanted), next(iter(wanted))): 1.0} for key, wanted in judged.items()}
    return evaluate(ranking, hits)["Recall@5"]


def sections_for(index: Index, question: dict[str, Any]) -> set[str]:
    """The sections that rest on a fact by which the question may be answered."""
    facts = set(question["facts"])
    return {
        f"{guide.id}#{section.anchor}"
        for guide in index.content.guides.values()
        for section in guide.sections
        if facts & set(section.facts)
    }


def _precise(index: Index, verdict: Verdict, citation: dict[str, Any]) -> bool:
    """The quote holds a sentence that the answer says under this number, and the section cites this source for it."""
    marker = f"[{citation['number']}]"
    first = citation["quote"].split("\n")[0][:60]
    said = MARKER.sub("", verdict.reply["answer"])
    _, section, _ = index.content.section(f"{citation['guide']}#{citation['anchor']}", citation["language"])
    covering = {
        index.content.sources[mark.key].title
        for statement in section.statements
        for sentence in statement.sentences
        if citation["start"] <= sentence.start < citation["end"]
        for mark in sentence.marks
    }
    return marker in verdict.reply["answer"] and first in said and citation["source"]["title"] in covering


def _on_point(index: Index, verdict: Verdict, citation: dict[str, Any]) -> bool:
    facts = set(index.content.original(f"{citation['guide']}#{citation['anchor']}").facts)
    return bool(facts & set(verdict.question["facts"]))


def _verbatim(index: Index, citation: dict[str, Any]) -> bool:
    _, section, _ = index.content.section(f"{citation['guide']}#{citation['anchor']}", citation["language"])
    return section.text[citation["start"] : citation["end"]] == citation["quote"]


def _share(values: list[bool]) -> float:
    return sum(values) / len(values) if values else 1.0


def unsupported_sentences(reply: dict[str, Any]) -> list[str]:
    """Lines of an answer that neither end in a citation marker nor are fixed texts of the catalogue."""
    if reply["status"] != "answered":
        return []
    fixed = [pattern for key in keys() if key.startswith("answer.") for pattern in [_pattern(say(key, reply["language"]))]]
    odd = []
    for block in reply["answer"].split("\n\n"):
        spoken = block.startswith("- ") or block.startswith("|") or re.search(r"\](\s|$)", block.strip()[-6:]) is not None
        if not spoken and not any(pattern.fullmatch(block) for pattern in fixed):
            odd.append(block)
    return odd


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{\w+\\\}", ".*", re.escape(text)), re.DOTALL)
