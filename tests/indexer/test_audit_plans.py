"""What is wrong in a file of audit plans is named with path, line and mend."""

import json
import shutil
from pathlib import Path

import pytest

from bot.audits.kind import KINDS
from indexer.check import check
from indexer.knowledge import read_knowledge
from tests.indexer.conftest import Mend

ROOT = Path(__file__).parents[2] / "knowledge"
FILE = "audits/vietnam.yaml"
PLANS = """\
shared:
  channel: slack:C0AUDITS
  owner: slack:T1:UMAI
  plant: {zone: Asia/Ho_Chi_Minh, country: VN}
  starts: 2027-01-04
plans:
  - id: song-hong
    kind: facility_audit
    title: Facility audit at Sông Hồng
    auditor: slack:T1:ULINH
    mode: unannounced
    window: {first_month: 3, last_month: 12}
  - id: nda
    kind: nda_renewal
    title: NDA with Sông Hồng
    due_on: 2027-12-31
    leads: [30, 7]
"""


@pytest.fixture(autouse=True)
def plans(knowledge: Path) -> Path:
    (knowledge / "audits").mkdir()
    path = knowledge / FILE
    path.write_text(PLANS, encoding="utf-8")
    return path


def problems(knowledge: Path) -> list[str]:
    return [str(problem).removeprefix(f"{FILE}:") for problem in check(read_knowledge(knowledge))]


def test_sound_plans_have_no_problem_and_take_what_is_shared(knowledge: Path) -> None:
    assert problems(knowledge) == []
    (file,) = read_knowledge(knowledge).plan_files
    assert [(plan.line, plan.values["id"], plan.values["channel"]) for plan in file.plans] == [
        (7, "song-hong", "slack:C0AUDITS"),
        (13, "nda", "slack:C0AUDITS"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("id: nda", "id: NDA 1", "13: audits: 'NDA 1' must be small letters, digits and hyphens, such as song-hong-audit"),
        ("id: nda", "id: song-hong", "13: audits: 'song-hong' is also the id of the plan at audits/vietnam.yaml:7"),
        ("slack:C0AUDITS", "'#audit-vn'", "2: audits: '#audit-vn' must be the id of a channel, slack:C0123ABCD"),
        ("slack:T1:ULINH", "'@linh'", "10: audits: '@linh' must be the id of a person, slack:WORKSPACE:USER"),
        ("kind: nda_renewal", "kind: nda", "14: audits: 'nda' is not one of"),
        ("  starts: 2027-01-04\n", "", "12: audits: starts is missing here and under shared"),
        ("2027-01-04", "2027-02-30", "5: audits: 2027-02-30 is no day of the calendar"),
        ("2027-12-31", "31/12/2027", "16: audits: '31/12/2027' must be a day such as 2027-03-15"),
        ("Asia/Ho_Chi_Minh", "Hanoi", "4: audits: there is no time zone 'Hanoi'; write one such as Asia/Ho_Chi_Minh"),
        ("country: VN", "country: Vietnam", "4: audits: 'Vietnam' must be two capital letters, such as VN"),
        ("    auditor: slack:T1:ULINH\n", "", "10: audits: an unannounced audit needs an auditor, who alone is told its date"),
        ("kind: facility_audit", "kind: access_review", "11: audits: only a facility audit can be unannounced"),
        ("first_month: 3", "first_month: 12", "12: audits: the window must end after it begins"),
        ("due_on: 2027-12-31", "due_on: 2027-12-31\n    every: FREQ=DAILY", "17: audits: say either how often it comes due"),
        ("due_on: 2027-12-31", "every: FREQ=HOURLY", "16: audits: 'FREQ=HOURLY' must be an RRULE of days or longer"),
        ("leads: [30, 7]", "leads: [400]", "17: audits: 400 is greater than the maximum of 366"),
        ("leads: [30, 7]", "share: 0.5", "17: audits: share is for plans of kind audit_sampling"),
        ("leads: [30, 7]", "reminders: [7]", "13: audits: Additional properties are not allowed ('reminders' was unexpected)"),
        ("kind: nda_renewal", "kind: guidance_review", "14: audits: name the guidance_owners whose guidance is to be listed"),
        ("  plant: {zone: Asia/Ho_Chi_Minh, country: VN}\n", "", "6: audits: say where it is: give a supplier, or a plant"),
        ("shared:\n", "shared:\n  title: All\n", "1: audits: 'title' must be what several plans may have in common"),
        ("title: NDA with", "title: N\u202eDA with", "15: audits: delete the invisible character U+202E"),
        ("slack:C0AUDITS", "#audit-vn", "2: audits: None must be the id of a channel, slack:C0123ABCD"),
        ("title: NDA with Sông Hồng", "title: *all", "15: audits: aliases are not allowed"),
        ("    due_on: 2027-12-31\n", "    due_on: 2027-12-31\n    due_on: 2027-12-30\n", "17: audits: key 'due_on' stands twice"),
    ],
)  # fmt: skip
def test_each_mistake_is_named_where_it_stands(knowledge: Path, mend: Mend, old: str, new: str, expected: str) -> None:
    mend(FILE, old, new)
    found = problems(knowledge)
    assert any(expected in problem for problem in found), found


def test_a_file_that_is_no_yaml_is_named(knowledge: Path, plans: Path) -> None:
    plans.write_bytes(b"plans: \xff")
    assert problems(knowledge) == ["1: audits: not UTF-8; save the file as UTF-8"]
    plans.write_text("plans: [", encoding="utf-8")
    assert problems(knowledge)[0].startswith("1: audits: ")


def test_a_link_out_of_the_folder_is_not_followed(knowledge: Path, plans: Path, tmp_path: Path) -> None:
    other = shutil.move(plans, tmp_path / "elsewhere.yaml")
    plans.symlink_to(other)
    assert problems(knowledge) == ["1: audits: it must be a plain file inside the knowledge folder"]


def test_the_form_names_the_kinds_that_the_programme_knows() -> None:
    schema = json.loads((ROOT / "schema" / "audits.schema.json").read_text(encoding="utf-8"))
    assert schema["$defs"]["values"]["properties"]["kind"]["enum"] == list(KINDS)


def test_a_copy_of_an_example_may_keep_its_ids(knowledge: Path) -> None:
    plans = knowledge / "audits" / "vietnam.yaml"
    (knowledge / "audits" / "a-template.yaml").write_text("example: true\n" + plans.read_text(encoding="utf-8"), encoding="utf-8")
    assert problems(knowledge) == []


def test_the_template_is_sound_names_every_kind_of_value_and_is_marked_as_one() -> None:
    schema = json.loads((ROOT / "schema" / "audits.schema.json").read_text(encoding="utf-8"))
    template = (ROOT / "audits" / "template.yaml").read_text(encoding="utf-8")
    header = template.partition("example: true\n")[0]
    assert [key for key in schema["$defs"]["values"]["properties"] if key not in header] == []
    files = read_knowledge(ROOT).plan_files
    assert [(file.path, file.example) for file in files] == [("audits/template.yaml", True)]
