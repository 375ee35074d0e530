"""The indexer's commands: check, build, search, evaluate."""

import gc
import json
import os
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import click
from tqdm import tqdm

from indexer.command_line import run
from indexer.errors import ContentProblem

_knowledge = click.option("--knowledge", type=click.Path(path_type=Path), default=Path("knowledge"), help="The content folder.")
_index = click.option("--index", "index_folder", type=click.Path(path_type=Path), help="The index directory (var/index).")


@click.group()
def indexer() -> None:
    """Turns curated content into a checked index directory and searches it."""


@indexer.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path, exists=True))
@_knowledge
@click.option("--due", is_flag=True, help="List the guides whose review is overdue instead.")
def check(paths: tuple[Path, ...], knowledge: Path, due: bool) -> int:
    """Validate content; prints path:line: rule: message."""
    from indexer.check import check as find_problems
    from indexer.check import overdue
    from indexer.knowledge import read_knowledge

    for path in paths:
        if not any(place.is_relative_to(knowledge.resolve()) for place in (path.resolve(), path.parent.resolve())):
            raise click.UsageError(f"{path} does not lie in the knowledge folder {knowledge}")
    found = read_knowledge(knowledge)
    problems = overdue(found, date.today()) if due else find_problems(found)  # noqa: DTZ011 - the curator's own calendar day
    wanted = {path.resolve() for path in paths}
    shown = [p for p in problems if not wanted or any((knowledge / p.path).resolve().is_relative_to(w) for w in wanted)]
    for problem in shown:
        click.echo(f"{knowledge}/{problem}")
    sections = sum(len(guide.sections) for guide in found.guides)
    counts = f"{len(found.guides)} guides, {sections} sections, {len(found.sources)} sources, {len(found.checklists)} checklists"
    click.echo(f"{counts}, {len(shown)} problems", err=True)
    return 1 if shown else 0


@indexer.command()
@_knowledge
def coverage(knowledge: Path) -> int:
    """Print what the guidance covers, as Markdown."""
    from indexer.coverage import coverage as worded
    from indexer.knowledge import read_knowledge

    click.echo(worded(read_knowledge(knowledge)), nl=False)
    return 0


@indexer.command()
@_knowledge
@_index
@click.option("--embedder", "model", help="A sentence-transformers name or path.")
@click.option("--corpus", type=click.Path(path_type=Path, exists=True, dir_okay=False), help='JSONL of {"_id","title","text"}.')
def build(knowledge: Path, index_folder: Path | None, model: str | None, corpus: Path | None) -> int:
    """Build the index from the knowledge folder, or from any collection."""
    from indexer.build import build_corpus, build_knowledge
    from indexer.embedder import OnnxEmbedder
    from indexer.model import exported_model, guidance_model, plain_model
    from indexer.snapshot import SnapshotStore

    gc.disable()  # a build ends with its process: what it makes is kept to the end, and looking for garbage takes a tenth of it
    store = SnapshotStore(index_folder or default_index())

    def embedder() -> OnnxEmbedder:
        usual = guidance_model() if corpus is None else plain_model()
        return OnnxEmbedder(exported_model(model or usual, store.models))

    try:
        if corpus is not None:
            report = build_corpus(corpus, store, embedder, quiet=False)
        else:
            report = build_knowledge(knowledge, store, embedder, quiet=False)
    except OSError as error:
        raise click.ClickException(f"cannot write the index to {store.root}: {error.strerror or error}") from None
    click.echo(f"index {report.version}: {report.entries} entries, {report.rows} rows, {report.embedded} embedded", err=True)
    return 0


@indexer.command()
@click.argument("query", required=False)
@_index
@click.option("--k", default=10, type=click.IntRange(1, 1000))
@click.option(
    "--jurisdiction", multiple=True, type=click.Choice(["VN", "US", "INT", "VN-US"]), help="May be given more than once."
)
@click.option("--audience", help="Comma-separated; everything if left out.")
@click.option("--batch", type=click.Path(path_type=Path, exists=True, dir_okay=False), help='JSONL of {"_id","text"}.')
@click.option("--route", type=click.Choice(["hybrid", "dense", "lexical"]), default="hybrid")
@click.option("--json", "as_json", is_flag=True)
def search(
    query: str | None,
    index_folder: Path | None,
    k: int,
    jurisdiction: tuple[str, ...],
    audience: str | None,
    batch: Path | None,
    route: str,
    as_json: bool,
) -> int:
    """Search the index for one query, or for each line of a file."""
    from indexer.search import Scope, open_index
    from indexer.snapshot import SnapshotStore

    if (query is None) == (batch is None):
        raise click.UsageError("give a query, or --batch FILE instead")
    if query is not None and not query.strip():
        raise click.UsageError("the query is empty")
    index = open_index(SnapshotStore(index_folder or default_index()))
    audiences = frozenset(audience.split(",")) if audience else None
    scope = Scope(frozenset(jurisdiction) or None, audiences)
    if batch is not None:
        for identity, text in tqdm(list(read_queries(batch)), delay=2, desc="searching", unit="query"):
            hits = [{"id": hit.id, "score": round(hit.score, 6)} for hit in index.search(text, k, scope, route=route)]
            click.echo(json.dumps({"_id": identity, "hits": hits}, ensure_ascii=False))
        return 0
    for hit in index.search(str(query), k, scope, route=route):
        shown = {"id": hit.id, "score": round(hit.score, 6), "title": hit.title, "jurisdiction": hit.jurisdiction or None}
        click.echo(json.dumps(shown, ensure_ascii=False) if as_json else f"{hit.score:.3f}  {hit.id}  {hit.title}")
    return 0


@indexer.command()
@click.option("--queries", type=click.Path(path_type=Path, exists=True, dir_okay=False), required=True)
@click.option("--qrels", type=click.Path(path_type=Path, exists=True, dir_okay=False), required=True)
@_index
@click.option("--route", type=click.Choice(["hybrid", "dense", "lexical"]), default="hybrid")
def evaluate(queries: Path, qrels: Path, index_folder: Path | None, route: str) -> int:
    """Measure nDCG@10, Recall@5 and MRR@10."""
    from indexer.evaluate import evaluate as measure
    from indexer.evaluate import read_judgements
    from indexer.search import open_index
    from indexer.snapshot import SnapshotStore

    index = open_index(SnapshotStore(index_folder or default_index()))
    judgements = read_judgements(qrels)
    asked = [(identity, text) for identity, text in read_queries(queries) if identity in judgements]
    bar = tqdm(asked, delay=2, desc="searching", unit="query")
    ranking = {identity: [hit.id for hit in index.search(text, 10, route=route)] for identity, text in bar}
    click.echo(json.dumps({name: round(value, 4) for name, value in measure(ranking, judgements).items()}))
    return 0


def default_index() -> Path:
    """The index directory below IPDESK_DATA_DIR."""
    return Path(os.environ.get("IPDESK_DATA_DIR") or "var") / "index"


def read_queries(path: Path) -> Iterator[tuple[str, str]]:
    """(id, text) of each line of a JSONL file; raises ContentProblem with the line."""
    for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").split("\n"), start=1):
        if not line.strip():
            continue
        try:
            found: dict[str, Any] = json.loads(line)
            yield str(found["_id"]), str(found["text"])
        except (ValueError, KeyError, TypeError, RecursionError):
            raise ContentProblem(f'{path}:{number}: not a line {{"_id": …, "text": …}}') from None


def main() -> int:
    """The entry point of `python -m indexer`."""
    return run(indexer, "indexer")


if __name__ == "__main__":
    sys.exit(main())
