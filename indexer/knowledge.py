"""Knowledge is the whole curated folder, read once: guides with their translations, checklists, audit plans, and more."""

import json
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from indexer.audit_plans import PlanFile, PlanReader
from indexer.checklist_reader import ChecklistFile, ChecklistReader
from indexer.errors import ContentProblem
from indexer.guide import Guide, NearMiss, Source, Translation
from indexer.guide_reader import GuideReader
from indexer.problem import Problem
from indexer.register import Register
from indexer.safe_yaml import YamlProblem, load_plain_yaml
from indexer.text import unseen


@dataclass
class Knowledge:
    """Everything that was read, and what could not be."""

    guides: list[Guide] = field(default_factory=list)
    orphans: list[tuple[str, Translation]] = field(default_factory=list)
    sources: dict[str, Source] = field(default_factory=dict)
    glossary: list[dict[str, Any]] = field(default_factory=list)
    jurisdictions: dict[str, Any] = field(default_factory=dict)
    register: Register = field(default_factory=Register)
    checklists: list[ChecklistFile] = field(default_factory=list)
    near_misses: list[NearMiss] = field(default_factory=list)
    plan_files: list[PlanFile] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_knowledge(root: Path) -> Knowledge:
    """Reads the folder `root`; raises ContentProblem when there is no such folder."""
    if not (root / "guides").is_dir():
        raise ContentProblem(f"{root} has no folder 'guides': give the knowledge folder with --knowledge")
    knowledge = Knowledge()
    _read_guides(root, knowledge)
    knowledge.sources = {
        key: Source(key=key, **entry) for key, entry in _read_yaml(root, "sources", knowledge, default={}).items()
    }
    knowledge.glossary = _read_yaml(root, "glossary", knowledge, default=[])
    knowledge.jurisdictions = _read_yaml(root, "jurisdictions", knowledge, default={})
    knowledge.near_misses = _near_misses(root, knowledge)
    if (root / "register.yaml").exists():
        found = _read_yaml(root, "register", knowledge, default={"cited": [], "left_out": {}, "topics": {}})
        topics = {topic: tuple(facts) for topic, facts in found["topics"].items()}
        knowledge.register = Register(tuple(found["cited"]), found["left_out"], topics)
    _read_checklists(root, knowledge)
    _read_plans(root, knowledge)
    return knowledge


def _read_guides(root: Path, knowledge: Knowledge) -> None:
    reader = GuideReader(root, _schema(root, "guide"), _schema(root, "translation"))
    translations: list[tuple[str, Translation]] = []
    for path in sorted((root / "guides").rglob("*")):
        if path.is_symlink() and path.is_dir():
            # It is not entered, so its guides would be missed without a word.
            message = "a folder of guides must not be a link; move the folder here"
            knowledge.problems.append(Problem(path.relative_to(root).as_posix(), 1, "path", message))
            continue
        found = reader.read(path) if path.name.endswith(".md") else None
        if isinstance(found, Guide):
            knowledge.guides.append(found)
        elif found is not None:
            translations.append((path.name.split(".")[0], found))
    knowledge.problems.extend(reader.problems)
    _attach(translations, knowledge)


def _read_checklists(root: Path, knowledge: Knowledge) -> None:
    paths = sorted((root / "checklists").glob("*.yaml"))
    if not paths:
        return
    reader = ChecklistReader(root, _schema(root, "checklist"))
    knowledge.checklists = [found for path in paths if (found := reader.read(path)) is not None]
    knowledge.problems.extend(reader.problems)


def _read_plans(root: Path, knowledge: Knowledge) -> None:
    paths = sorted((root / "audits").glob("*.yaml"))
    if not paths:
        return
    reader = PlanReader(root, _schema(root, "audits"))
    knowledge.plan_files = [found for path in paths if (found := reader.read(path)) is not None]
    knowledge.problems.extend(reader.problems)


def _attach(translations: list[tuple[str, Translation]], knowledge: Knowledge) -> None:
    by_id = {guide.id: number for number, guide in enumerate(knowledge.guides)}
    for guide_id, translation in translations:
        if guide_id not in by_id:
            knowledge.orphans.append((guide_id, translation))
            continue
        guide = knowledge.guides[by_id[guide_id]]
        other = guide.translations.get(translation.language)
        if other is not None:
            message = f"{guide_id!r} is already translated in {other.path}; keep one"
            knowledge.problems.append(Problem(translation.path, 2, "translation", message))
            continue
        known = {**guide.translations, translation.language: translation}
        knowledge.guides[by_id[guide_id]] = replace(guide, translations=known)


def _near_misses(root: Path, knowledge: Knowledge) -> list[NearMiss]:
    """The questions of near_misses/*.yaml, with the line of the entry that holds them."""
    found = []
    for path in sorted((root / "near_misses").glob("*.yaml")):
        name = path.relative_to(root).as_posix()
        for entry, line in _near_miss_entries(root, name, knowledge):
            for language in ("en", "vi"):
                found += [NearMiss(entry["near"], language, text, name, line) for text in entry[language]]
    return found


def _near_miss_entries(root: Path, name: str, knowledge: Knowledge) -> Iterator[tuple[dict[str, Any], int]]:
    entries = _read_yaml(root, name.removesuffix(".yaml"), knowledge, default=[], schema="near_misses")
    lines = (root / name).read_text(encoding="utf-8").split("\n") if entries else []
    starts = [number for number, line in enumerate(lines, start=1) if line.startswith("- ")]
    for number, entry in enumerate(entries):
        yield entry, starts[number] if number < len(starts) else 1


def _schema(root: Path, name: str) -> dict[str, Any]:
    try:
        schema: dict[str, Any] = json.loads((root / "schema" / f"{name}.schema.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ContentProblem(f"{root}/schema/{name}.schema.json cannot be read: {error}") from None
    return schema


def _read_yaml(root: Path, name: str, knowledge: Knowledge, default: Any, schema: str = "") -> Any:
    path, rule = root / f"{name}.yaml", schema or name
    place = f"{name}.yaml"
    try:
        text = unicodedata.normalize("NFC", path.read_text(encoding="utf-8"))
        value = load_plain_yaml(text)
    except YamlProblem as problem:
        knowledge.problems.append(Problem(place, problem.line + 1, rule, str(problem)))
        return default
    except (OSError, UnicodeDecodeError) as error:
        knowledge.problems.append(Problem(place, 1, rule, f"cannot be read: {error}"))
        return default
    for line, code in unseen(text):
        knowledge.problems.append(Problem(place, line, "character", f"delete the invisible character {code}"))
    errors = list(Draft202012Validator(_schema(root, rule)).iter_errors(value))
    for found in errors:
        line = _line_of_path(text, list(found.absolute_path))
        knowledge.problems.append(Problem(place, line, rule, found.message))
    return default if errors else value


def _line_of_path(text: str, path: list[Any]) -> int:
    lines = text.split("\n")
    key = path[0] if path else ""
    if isinstance(key, int):
        starts = [number for number, line in enumerate(lines, start=1) if line.startswith("- ")]
        return starts[key] if key < len(starts) else 1
    return next((number for number, line in enumerate(lines, start=1) if line.startswith(f"{key}:")), 1)
