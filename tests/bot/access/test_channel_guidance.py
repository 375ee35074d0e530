"""A channel's least rights hold in retrieval: no reply shows a guide that one of its readers may not see."""

import json
import random
import shutil
from pathlib import Path

import pytest

from bot.access.audience import PUBLIC
from bot.access.reader import Reader
from bot.access.rights import audiences_of, least
from bot.access.settings import Belonging, Settings
from bot.answering.guidance import LiveGuidance
from bot.conversation.message import Person
from indexer.build import build_knowledge
from indexer.snapshot import SnapshotStore
from tests.bot.access.readers import ALICE, BOB, CAROL, DAN, NOBODY
from tests.bot.asking import GENEROUS, Asker
from tests.bot.conftest import SECRET_GUIDE
from tests.fakes.embedder import WordEmbedder

WORDS = "amber birch cedar delta ember fjord grove heron indigo jasper".split()
NAMES = [f"{first}-{second}" for first in WORDS for second in WORDS[:5]]
SETTINGS = Settings(audiences={name: Belonging(groups=frozenset({("slack", f"S{name}")})) for name in NAMES})
LEGAL_TEAM = Settings(audiences={"legal-team": Belonging(groups=frozenset({("slack", "S0LEGAL")}))})
CEILING = "What is our settlement ceiling?"


def vault(name: str) -> str:
    """The guide on settlement ceilings once more, for another audience."""
    text = SECRET_GUIDE.read_text(encoding="utf-8")
    for old, new in (
        ("legal-team", name),
        ("settlement-ceilings", f"vault-{name}"),
        ("Settlement ceilings", f"Settlement ceilings {name}"),
        ("canary ceiling", f"canary-{name} ceiling"),
        ("- en: ", f"- en: {name} "),
        ("- vi: ", f"- vi: {name} "),
    ):
        text = text.replace(old, new)
    return text


@pytest.fixture(scope="module")
def vaults(small_knowledge: Path, tmp_path_factory: pytest.TempPathFactory) -> LiveGuidance:
    """The small guidance with one more guide for each of fifty audiences."""
    folder = shutil.copytree(small_knowledge, tmp_path_factory.mktemp("vaults") / "knowledge")
    for name in NAMES:
        (folder / "guides" / "contracts" / f"vault-{name}.md").write_text(vault(name), encoding="utf-8")
    store = SnapshotStore(tmp_path_factory.mktemp("vaults-index") / "index")
    build_knowledge(folder, store, WordEmbedder)
    return LiveGuidance(store, GENEROUS, lambda _models, _fingerprint: WordEmbedder())


def shown(guidance: LiveGuidance, readers: list[Reader], settings: Settings, *texts: str) -> str:
    """All that a thread in a channel of these readers is told."""
    asker = Asker(guidance, person=Person("slack:U0BOB", least(readers, settings)))
    return json.dumps([asker.ask(text).as_json() | {"question": ""} for text in texts])


def test_a_channel_of_those_who_may_see_a_guide_is_told(served: LiveGuidance) -> None:
    assert "12345" in shown(served, [ALICE], LEGAL_TEAM, CEILING)


@pytest.mark.parametrize("other", [BOB, CAROL, DAN, NOBODY], ids=["an employee", "a guest", "an external", "an unknown"])
def test_one_reader_who_may_not_see_a_guide_keeps_it_from_the_channel(served: LiveGuidance, other: Reader) -> None:
    told = shown(served, [ALICE, other], LEGAL_TEAM, CEILING, "how high may a settlement offer go", "and in Vietnam?", "why?")
    for trace in ("12345", "settlement-ceilings", "Settlement ceilings", "ceiling may we offer"):
        assert trace not in told


def test_a_thread_begun_among_lawyers_tells_nothing_more_once_a_guest_reads_it(served: LiveGuidance) -> None:
    asker = Asker(served, person=Person("slack:U0ALICE", least([ALICE], LEGAL_TEAM)))
    assert "12345" in asker.ask(CEILING).answer
    asker.person = Person("slack:U0ALICE", least([ALICE, CAROL], LEGAL_TEAM))
    told = json.dumps([asker.ask(text).as_json() | {"question": ""} for text in ("and for a counterfeiter?", CEILING, "why?")])
    assert "12345" not in told
    assert "settlement-ceilings" not in told


def test_a_guest_s_channel_is_told_what_is_public_only(served: LiveGuidance) -> None:
    public = {guide.id for guide in served.current().index.content.guides.values() if PUBLIC in guide.audience}
    for question in (
        CEILING,
        "Who owns the tooling?",
        "How long does a customs recordation last?",
        "What goes into the dossier?",
    ):
        told = json.loads(shown(served, [BOB, CAROL], LEGAL_TEAM, question))[0]
        assert {found["guide"] for found in told["citations"] + told["related"]} <= public


def test_no_channel_of_fifty_audiences_is_shown_a_guide_that_a_reader_of_it_may_not_see(vaults: LiveGuidance) -> None:
    chance = random.Random(2026)
    leaks, told_of_own = [], 0
    for number in range(250):
        mine = chance.sample(NAMES, chance.choice((1, 2, 10, 49)))
        groups = [frozenset(f"S{n}" for n in {*mine, *chance.sample(NAMES, 20)}) for _ in range(chance.randint(1, 5))]
        readers = [Reader("slack", f"U{reader}", "member", held) for reader, held in enumerate(groups)]
        readers += [CAROL] if chance.random() < 0.1 else []
        wanted = chance.choice((chance.choice(mine), chance.choice(NAMES)))
        told = shown(vaults, readers, SETTINGS, f"{wanted} What is our settlement ceiling?", "how high may a settlement offer go")
        hidden = [name for name in NAMES if any(name not in audiences_of(reader, SETTINGS) for reader in readers)]
        leaks += [(number, name) for name in hidden if f"vault-{name}" in told or f"canary-{name}" in told]
        told_of_own += f"vault-{wanted}" in told
    assert leaks == []
    assert told_of_own >= 50
