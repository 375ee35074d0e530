"""The short form of what tests/soak measures of checklist runs at length, on SQLite; the figures are in docs/benchmarks.md."""

from pathlib import Path

from tests.soak import checklist_soak


def test_presses_at_once_have_one_effect(tmp_path: Path) -> None:
    assert checklist_soak.pressed("SQLite", tmp_path, 40) == 1


def test_runs_at_once_are_each_led_on(tmp_path: Path) -> None:
    with checklist_soak.database("SQLite", tmp_path) as engine:
        found = checklist_soak.crowd(engine, 3)
        before = list(found.buttons)
        for run in (0, 1, 2, 1):
            found.answer(run)
        assert all(now != then for now, then in zip(found.buttons, before, strict=True))


def test_changes_in_the_log_are_found(tmp_path: Path) -> None:
    assert checklist_soak.tampered("SQLite", tmp_path, 10) == 10
