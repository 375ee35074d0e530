"""Previews a guide that is being written: what would be answered if the knowledge folder were built as it stands."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import click

from bot.access.audience import EMPLOYEES, PUBLIC
from bot.assembly import assemble
from bot.config import Config
from bot.conversation.desk import Desk
from bot.conversation.message import ConversationRef, Message, Person
from bot.store.store import remembering
from bot.terminal.rendering import rendered
from indexer.build import build_knowledge
from indexer.check import check
from indexer.guide import Guide
from indexer.knowledge import Knowledge, read_knowledge
from indexer.model_folder import serving_embedder
from indexer.snapshot import SnapshotStore


def preview(config: Config, path: Path, questions: tuple[str, ...], root: Path = Path("knowledge")) -> Iterator[str]:
    """The given questions answered; without any, for each heading of the guide whether its own section answers it."""
    knowledge = read_knowledge(root)
    guide = _guide(knowledge, path, root)
    problems = [problem for problem in check(knowledge) if problem.path in _paths(guide)]
    if problems:
        raise click.ClickException("mend these first:\n" + "\n".join(f"{root}/{problem}" for problem in problems))
    with _scratch(config) as (aside, store, model):
        build_knowledge(root, store, lambda: serving_embedder(store.models, model))
        desk = assemble(aside, remembering()).desk
        person = Person("preview", frozenset({PUBLIC, EMPLOYEES, *guide.audience}))
        if questions:
            yield from (_answered(desk, person, question) for question in questions)
        else:
            yield from _headings(desk, person, guide)


def _guide(knowledge: Knowledge, path: Path, root: Path) -> Guide:
    for guide in knowledge.guides:
        if any((root / name).resolve() == path.resolve() for name in _paths(guide)):
            return guide
    raise click.UsageError(f"{path} is no guide of {root}")


def _paths(guide: Guide) -> list[str]:
    return [guide.path, *(translation.path for translation in guide.translations.values())]


@contextmanager
def _scratch(config: Config) -> Iterator[tuple[Config, SnapshotStore, str]]:
    """A data directory with a copy of the served index, whose vectors are reused; what is served stays as it is."""
    served = SnapshotStore(config.index_dir)
    version = served.current()
    if version is None:
        raise click.ClickException("there is no index to start from; run: python -m indexer build")
    with tempfile.TemporaryDirectory() as folder:
        aside = replace(config, data_dir=Path(folder))
        store = SnapshotStore(aside.index_dir)
        shutil.copytree(served.folder(version), store.folder(version))
        (store.root / "CURRENT").write_text(version, encoding="utf-8")
        store.models.symlink_to(served.models.resolve())
        yield aside, store, served.verify(version).model


def _headings(desk: Desk, person: Person, guide: Guide) -> Iterator[str]:
    texts = [(s.anchor, s.heading) for s in guide.sections]
    texts += [(s.anchor, s.heading) for t in guide.translations.values() for s in t.sections]
    for number, (anchor, heading) in enumerate(texts):
        reply = desk.reply(Message(heading, person, ConversationRef("terminal", f"preview-{number}")))
        first = f"{reply.citations[0].guide}#{reply.citations[0].anchor}" if reply.citations else reply.status
        well = first == f"{guide.id}#{anchor}"
        yield f"ok    {heading}" if well else f"LOOK  {heading}\n      is answered from: {first}"


def _answered(desk: Desk, person: Person, question: str) -> str:
    reply = desk.reply(Message(question, person, ConversationRef("terminal", question[:80])))
    return f"> {question}\n\n{rendered(reply)}\n"
