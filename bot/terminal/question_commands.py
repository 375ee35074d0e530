"""`ipdesk ask`, `why`, `questions` and `preview`: the commands about questions and their answers."""

import gc
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from tqdm import tqdm

from bot.terminal.environment import configured
from indexer.errors import ContentProblem

_AUDIENCES = "public,employees"


@click.command()
@click.argument("question", required=False)
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of text.")
@click.option("--language", type=click.Choice(["en", "vi"]), help="Answer in this language; the question's own if left out.")
@click.option("--audience", default=_AUDIENCES, show_default=True, help="Comma-separated audiences whose guidance may be used.")
@click.option(
    "--batch", type=click.Path(path_type=Path, exists=True, dir_okay=False), help='Lines {"id","text"} or {"id","thread":[…]}.'
)
def ask(question: str | None, as_json: bool, language: str | None, audience: str, batch: Path | None) -> int:
    """Answer a question, or each line of a file."""
    audiences = frozenset(name.strip() for name in audience.split(",") if name.strip())
    if (question is None) == (batch is None):
        raise click.UsageError("give a question, or --batch FILE instead")
    if question is not None and not question.strip():
        raise click.UsageError("the question is empty")
    if not audiences:
        raise click.UsageError("--audience names nobody")
    if batch is not None:
        _answer_lines(batch, audiences, language)
        return 0
    gc.disable()  # the process ends with this answer: looking for garbage in an index that is kept takes a tenth of a second
    from bot.terminal.asking import ask_once

    click.echo(ask_once(configured(), str(question), audiences, language, as_json))
    return 0


def _answer_lines(batch: Path, audiences: frozenset[str], language: str | None) -> None:
    from bot.terminal.asking import ask_batch

    config, lines = configured(), list(_batch_lines(batch))
    for answer in tqdm(ask_batch(config, lines, audiences, language), total=len(lines), delay=2, unit="question"):
        click.echo(json.dumps(answer, ensure_ascii=False))


@click.command()
@click.argument("identity", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="The reply as it was given, byte for byte.")
def why(identity: str, as_json: bool) -> int:
    """Show an answer again, with what was weighed for it, and replay it."""
    from bot.terminal.explaining import explain
    from bot.terminal.rendering import printable

    text, same = explain(configured(), identity, as_json)
    click.echo(text if as_json else printable(text))
    return 0 if same else 1


@click.command()
@click.option("--unanswered", is_flag=True, required=True, expose_value=False, help="Those the guidance did not cover.")
@click.option("--count", default=50, type=click.IntRange(1, 10_000), show_default=True)
@click.option("--json", "as_json", is_flag=True)
def questions(count: int, as_json: bool) -> int:
    """List questions that were asked."""
    from bot.conversation.catalogue import say
    from bot.terminal.explaining import list_unanswered
    from bot.terminal.rendering import printable

    found = list(list_unanswered(configured(), count, as_json))
    for line in found:
        click.echo(line if as_json else printable(line))
    if not found:
        click.echo(say("terminal.none_unanswered", "en"), err=True)
    return 0


@click.command()
@click.argument("guide", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("questions", nargs=-1)
def preview(guide: Path, questions: tuple[str, ...]) -> int:
    """Show what would be answered with GUIDE as it stands on the disk, or when the plans of an audit file come due.

    Nothing that is served or kept changes.
    """
    from bot.terminal.audit_files import is_plan_file
    from bot.terminal.previewing import preview as previewed
    from bot.terminal.rendering import printable

    if is_plan_file(guide):
        from bot.terminal.audits import previewed_plans

        if questions:
            raise click.UsageError(f"{guide} holds audit plans, which answer no question")
        for line in previewed_plans(configured(), guide):
            click.echo(printable(line))
        return 0
    for line in previewed(configured(), guide, questions):
        click.echo(printable(line))
    return 0


def _batch_lines(path: Path) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            found = json.loads(line)
            thread = found["thread"] if "thread" in found else [found["text"]]
            if not isinstance(thread, list) or not thread or not all(isinstance(text, str) for text in thread):
                raise ValueError
            yield {"id": found["id"], "thread": thread}
        except (ValueError, KeyError, TypeError, RecursionError):
            raise ContentProblem(f'{path}:{number}: not a line {{"id": …, "text": …}} or {{"id": …, "thread": […]}}') from None
