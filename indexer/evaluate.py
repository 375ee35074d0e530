"""Measures a ranking against judgements: nDCG@10, Recall@5 and MRR@10, averaged over the judged queries."""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

from indexer.errors import ContentProblem

Judgements = Mapping[str, Mapping[str, float]]
Ranking = Mapping[str, Sequence[str]]


def evaluate(ranking: Ranking, judgements: Judgements) -> dict[str, float]:
    """The three measures; a judged query without a ranking counts as nothing found."""
    judged = {query: wanted for query, wanted in judgements.items() if any(gain > 0 for gain in wanted.values())}
    if not judged:
        return {"nDCG@10": 0.0, "Recall@5": 0.0, "MRR@10": 0.0, "queries": 0}
    found = [(list(ranking.get(query, ())), wanted) for query, wanted in judged.items()]
    return {
        "nDCG@10": sum(_ndcg(ids[:10], wanted) for ids, wanted in found) / len(found),
        "Recall@5": sum(_recall(ids[:5], wanted) for ids, wanted in found) / len(found),
        "MRR@10": sum(_reciprocal_rank(ids[:10], wanted) for ids, wanted in found) / len(found),
        "queries": len(found),
    }


def read_judgements(path: Path) -> dict[str, dict[str, float]]:
    """A TSV of query-id, corpus-id, score (TREC's four columns too); a heading line is skipped."""
    judgements: dict[str, dict[str, float]] = {}
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ContentProblem(f"{path} cannot be read: {error}") from None
    for number, line in enumerate(lines, start=1):
        cells = line.split("\t") if "\t" in line else line.split()
        if not cells or (number == 1 and not _is_number(cells[-1])):
            continue
        if len(cells) not in (3, 4) or not _is_number(cells[-1]):
            raise ContentProblem(f"{path}:{number}: not query-id, corpus-id, score")
        judgements.setdefault(cells[0], {})[cells[-2]] = float(cells[-1])
    return judgements


def _ndcg(ids: Sequence[str], wanted: Mapping[str, float]) -> float:
    gain = sum(wanted.get(identity, 0.0) / math.log2(rank + 2) for rank, identity in enumerate(ids))
    best = sorted((g for g in wanted.values() if g > 0), reverse=True)[:10]
    return gain / sum(g / math.log2(rank + 2) for rank, g in enumerate(best))


def _recall(ids: Sequence[str], wanted: Mapping[str, float]) -> float:
    right = {identity for identity, gain in wanted.items() if gain > 0}
    return len(right.intersection(ids)) / len(right)


def _reciprocal_rank(ids: Sequence[str], wanted: Mapping[str, float]) -> float:
    return next((1 / rank for rank, identity in enumerate(ids, start=1) if wanted.get(identity, 0) > 0), 0.0)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
