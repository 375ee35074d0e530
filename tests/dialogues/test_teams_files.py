"""Files of a run in Teams, over the real desks: evidence is for the run's people, whatever comes back with a consent."""

from typing import Any

from bot.access.actor import Actor
from bot.checklists.desks import run_desks
from bot.checklists.evidence_desk import Shown
from bot.checklists.rights import Act
from bot.checklists.upload import Upload
from bot.store.evidence_files import StoredFiles
from tests.dialogues.conftest import Open
from tests.dialogues.town import Town, account

EVIDENCE = b"%PDF-1.7 what the supplier signed"


async def begun(town: Town, open_channel: Open) -> Any:
    """Lina leads a run with one file as evidence; Bob has a talk with the bot and no part in it."""
    from bot.assembly import new_id, now

    teams = await open_channel("teams", "en")
    await teams.says("bob", "checklist")
    await teams.says("lina", "checklist start small")
    screen = teams.screen("lina")
    await teams.presses("lina", screen, "Start", screen.filled({"Supplier": "Alpha", "Country": "Vietnam"}, {}))
    desks = run_desks(town.store, StoredFiles(town.config.data_dir / "evidence"), now, new_id)
    lina = Act(Actor(account("lina", "teams"), frozenset({"employee", "supplier_manager"})))
    desks.evidence.attach_file(Shown(town.run(), "has_policy"), Upload("signed.pdf", EVIDENCE), lina)
    return teams


async def test_evidence_and_reports_are_put_into_the_onedrive_of_who_takes_part(town: Town, open_channel: Open) -> None:
    teams = await begun(town, open_channel)
    await teams.says("lina", f"checklist evidence {town.run()}")
    assert await teams.accepts("lina", "signed.pdf") == EVIDENCE
    await teams.says("lina", f"checklist report csv {town.run()}")
    report = await teams.accepts("lina", f"small-alpha-{town.run()}.csv")
    assert report is not None
    assert report.startswith(b"section,item,question")


async def test_evidence_is_given_to_nobody_else_by_asking_or_by_the_context_of_an_offer(town: Town, open_channel: Open) -> None:
    teams = await begun(town, open_channel)
    await teams.says("bob", f"checklist evidence {town.run()}")
    assert "does not allow" in teams.screen("bob").text
    await teams.says("lina", f"checklist evidence {town.run()}")
    (context,) = [
        one["content"]["acceptContext"]
        for found in teams.teams.sent
        for one in found.get("attachments", ())
        if "acceptContext" in one["content"]
    ]
    assert await teams.accepts_context("bob", context) is None
    assert teams.teams.uploads == []
    assert await teams.accepts_context("lina", context) == EVIDENCE


async def test_a_run_asked_about_in_a_channel_offers_its_files_in_private(town: Town, open_channel: Open) -> None:
    teams = await begun(town, open_channel)
    await teams.says("lina", f"checklist evidence {town.run()}", "19:channel@thread.tacv2")
    assert await teams.accepts("lina", "signed.pdf") == EVIDENCE
    assert not any("acceptContext" in str(found) for found in teams.teams.sent if found["_to"].startswith("19:"))
