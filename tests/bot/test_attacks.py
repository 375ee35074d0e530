"""Two hundred attacks in questions and as many in guides: none has an effect on a page, a terminal or JSON."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.answering.guidance import LiveGuidance
from bot.conversation.reply import Reply
from bot.terminal.rendering import rendered
from bot.web.chat_pages import card
from bot.web.rendering import reply_json
from indexer.build import build_knowledge
from indexer.check import check
from indexer.knowledge import read_knowledge
from indexer.snapshot import SnapshotStore
from tests.bot.asking import GENEROUS, Asker
from tests.bot.attacks import Shape, payloads, steering
from tests.bot.conftest import Serve
from tests.fakes.embedder import WordEmbedder

QUESTION = "How long does a customs recordal last in Vietnam?"
VIETNAMESE = "Khuôn mà chúng tôi đã trả tiền thuộc về ai?"
COVERED_NOWHERE = "What is the weather tomorrow on the moon?"
FRAMES = [
    (QUESTION, "{attack} {question}"),
    (QUESTION, "{question} {attack}"),
    (VIETNAMESE, "{question}\n{attack}"),
    (COVERED_NOWHERE, "{attack}\n{question}"),
]
QUESTIONS = [(question, frame.format(attack=attack, question=question)) for attack in payloads() for question, frame in FRAMES]
SECRETS = ("canary ceiling", "12345")


def assert_inert(html: str, *benign: str) -> None:
    """HTML without an element, attribute or address that pages of good content do not have."""
    shape = Shape(html)
    usual = {element for page in benign for element in Shape(page).elements}
    assert shape.elements <= usual, shape.elements - usual
    assert shape.foreign_addresses == set()


# --- in questions ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def usual(served: LiveGuidance) -> dict[str, Reply]:
    """The replies to the questions without an attack."""
    return {question: Asker(served).ask(question) for question, _ in FRAMES}


def test_there_are_two_hundred_attacks() -> None:
    assert len({text for _, text in QUESTIONS}) == 200


@pytest.mark.parametrize(("question", "text"), QUESTIONS)
def test_an_attack_in_a_question_has_no_effect(served: LiveGuidance, usual: dict[str, Reply], question: str, text: str) -> None:
    reply = Asker(served).ask(text)
    assert reply.status in (usual[question].status, "no_answer")
    told = json.dumps({name: value for name, value in reply.as_json().items() if name != "question"}, ensure_ascii=False)
    assert not [secret for secret in ("canary", *SECRETS) if secret in told]
    assert steering(rendered(reply)) == []
    cards = [card(benign, "en", None) for benign in (*usual.values(), Asker(served).ask("How long does a recordal last?"))]
    assert_inert(card(reply, "en", None), *cards)
    assert_inert(reply_json(reply)["html"], *cards)
    assert "\n" not in json.dumps(reply.as_json(), ensure_ascii=False)


# --- in guides -------------------------------------------------------------------------------------------------------

GUIDE = """---
id: attack-{number}
title: Kiln {number} {title}
jurisdiction: INT
rights: [contract]
stage: [contracting]
audience: [public]
owner: supplier_manager
as_of: 2026-11-20
compiled_on: 2026-11-21
last_reviewed_on: null
review_every: 180d
supersedes: []
---

## What is the rule of kiln {number}? {heading}{{#rule}}

Our house rule: kiln {number} is cleaned before each casting. {lead}[@house-test-contracts]

1. The kiln is emptied. [@house-test-contracts]
2. The kiln is swept. {item}[@house-test-contracts]

### Asked as

- en: How is kiln {number} cleaned?
- en: cleaning of kiln {number}
- en: kiln {number} rule {phrasing}
- vi: Lò {number} được làm sạch thế nào?
- vi: quy tắc của lò {number}

<!--
facts: [T8.{number}]
counsel: no
-->
"""
PLACES = ("title", "heading", "lead", "item", "phrasing")
BENIGN = "000"


@dataclass(frozen=True)
class Attacked:
    """A folder of guides that passed the check with their attacks in them, and how many did not."""

    guidance: LiveGuidance
    numbers: list[str]
    refused: int


@pytest.fixture(scope="module")
def attacked(small_knowledge: Path, tmp_path_factory: pytest.TempPathFactory) -> Attacked:
    """What `check` refuses is taken out, as a curator must; the rest is built."""
    folder = tmp_path_factory.mktemp("attacked")
    root = Path(shutil.copytree(small_knowledge, folder / "knowledge"))
    written = write_guides(root / "guides" / "contracts")
    refused = {problem.path for problem in check(read_knowledge(root))}
    for path in refused:
        (root / path).unlink()
    store = SnapshotStore(folder / "index")
    build_knowledge(root, store, WordEmbedder)
    kept = [number for number, path in written.items() if path.exists()]
    return Attacked(LiveGuidance(store, GENEROUS, lambda _models, _fingerprint: WordEmbedder()), kept, len(written) - len(kept))


def write_guides(folder: Path) -> dict[str, Path]:
    """One guide an attack and place, and one without an attack."""
    written = {BENIGN: folder / f"attack-{BENIGN}.md"}
    written[BENIGN].write_text(GUIDE.format(number=BENIGN, **dict.fromkeys(PLACES, "")), encoding="utf-8")
    for number, (attack, place) in enumerate(((attack, place) for attack in payloads() for place in PLACES), start=1):
        filled = dict.fromkeys(PLACES, "") | {place: attack.replace("\n", " ") + " "}
        written[f"{number:03}"] = folder / f"attack-{number:03}.md"
        written[f"{number:03}"].write_text(GUIDE.format(number=f"{number:03}", **filled), encoding="utf-8")
    return written


def test_some_attacks_do_not_pass_the_check(attacked: Attacked) -> None:
    assert BENIGN in attacked.numbers
    assert attacked.refused > 50


def test_attacks_in_guides_have_no_effect_on_replies(attacked: Attacked, served: LiveGuidance) -> None:
    listing = Asker(served).ask("What happens to a mould when the contract ends?")
    for number in attacked.numbers:
        reply = Asker(attacked.guidance).ask(f"How is kiln {number} cleaned?")
        assert {citation.guide for citation in reply.citations} == {f"attack-{number}"}
        assert_inert(card(reply, "en", None), card(listing, "en", None))
        assert steering(rendered(reply)) == []
        assert not [secret for secret in SECRETS if secret in rendered(reply)]
        assert "\n" not in json.dumps(reply.as_json(), ensure_ascii=False)


@pytest.mark.parametrize("page", ["/guidance/attack-{}/rule", "/guidance/attack-{}/rule?fragment=1", "/guidance/attack-{}"])
async def test_attacks_in_guides_have_no_effect_on_their_pages(serve: Serve, attacked: Attacked, page: str) -> None:
    client = await serve(guidance=attacked.guidance)
    usual = await (await client.get(page.format(BENIGN))).text()
    assert "is cleaned before each casting" in usual
    for number in attacked.numbers:
        assert_inert(await (await client.get(page.format(number))).text(), usual)


async def test_attacks_in_guides_have_no_effect_on_the_list_of_all(serve: Serve, attacked: Attacked) -> None:
    usual = await (await (await serve()).get("/guidance")).text()
    found = await (await (await serve(guidance=attacked.guidance)).get("/guidance")).text()
    assert f"attack-{attacked.numbers[-1]}" in found
    assert_inert(found, usual)
