"""Asks all golden questions of the built index and prints how they fared: `python -m tests.golden.report`."""

import argparse
import sys
from collections import Counter
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

from bot.answering.confidence import fitted
from bot.answering.guidance import LiveGuidance
from bot.conversation.desk import Desk
from bot.conversation.message import ConversationRef, Message, Person
from bot.store.answer_record import RememberedAnswers
from indexer.search import Index
from indexer.snapshot import SnapshotStore
from tests.golden.grading import Verdict, figures, grade, load_questions, thread_of
from tests.golden.measures import measures

EMPLOYEE = Person("golden", frozenset({"public", "employees"}))


def ask_all(guidance: LiveGuidance, questions: list[dict[str, Any]]) -> list[Verdict]:
    """A verdict a question, each in a thread of its own."""
    numbers = count(1)
    desk = Desk(guidance, RememberedAnswers(), lambda: datetime.now(UTC), lambda: f"g{next(numbers)}", "golden")
    index = guidance.current().index
    verdicts = []
    for question in questions:
        where = ConversationRef("golden", question["id"])
        replies = [desk.reply(Message(text, EMPLOYEE, where)) for text in thread_of(question)]
        verdicts.append(grade(question, replies[-1].as_json(), lambda guide, anchor: facts_of(index, guide, anchor)))
    return verdicts


def facts_of(index: Index, guide: str, anchor: str) -> set[str]:
    return set(index.content.original(f"{guide}#{anchor}").facts)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--index", type=Path, default=Path("var/index"))
    parser.add_argument("--half", choices=["tuning", "reporting"], default=None)
    parser.add_argument("--show", action="store_true", help="print the questions that went wrong")
    options = parser.parse_args()
    guidance = LiveGuidance(SnapshotStore(options.index), fitted())
    for half in [options.half] if options.half else ["tuning", "reporting"]:
        verdicts = ask_all(guidance, load_questions(half))
        for chosen in ("first", "examiners"):
            mine = [verdict for verdict in verdicts if verdict.question["set"] == chosen]
            print(half, chosen, {name: round(value, 4) for name, value in figures(mine).items()}, len(mine))
        print(half, "all", {name: round(value, 4) for name, value in figures(verdicts).items()}, len(verdicts))
        print("   ", {name: round(value, 4) for name, value in measures(guidance.current().index, verdicts).items()})
        if options.show:
            for verdict in verdicts:
                if not verdict.right:
                    show(verdict)


def show(verdict: Verdict) -> None:
    question, reply = verdict.question, verdict.reply
    print(f"--- {question['id']} {question['kind']} {question['language']} {question['facts']}: {'; '.join(verdict.faults)}")
    print("   ", " || ".join(thread_of(question)))
    cited = Counter(f"{c['guide']}#{c['anchor']}" for c in reply["citations"])
    print("   ", dict(cited), reply["answer"][:300].replace("\n", " / "))


if __name__ == "__main__":
    sys.exit(main())
