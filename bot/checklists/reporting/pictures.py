"""The pictures of a report: the eight areas as a radar, the scores of a supplier over time."""

import io
from collections.abc import Mapping, Sequence
from math import pi, sin
from typing import Any

from bot.checklists.reporting.report import Rated
from bot.conversation.catalogue import day

_BRAND = "#0b5c55"
_TINT = "#0b5c5533"
_DOTS = 150  # per inch
_UPRIGHT = 0.1  # of a corner nearly at the top or the bottom
LEVELS, MOST = 5, 100


def radar(levels: Mapping[str, float]) -> bytes:
    """A PNG with one corner for each name, from 0 at the middle to level 5 at the rim."""
    figure = _figure(7.0, 5.4)
    axes: Any = figure.add_subplot(polar=True)
    turns = [2 * pi * number / len(levels) for number in range(len(levels))]
    values = list(levels.values())
    axes.plot([*turns, turns[0]], [*values, values[0]], color=_BRAND, linewidth=2)
    axes.fill([*turns, turns[0]], [*values, values[0]], color=_TINT)
    axes.set_theta_offset(pi / 2)
    axes.set_theta_direction(-1)
    axes.set_xticks(turns, [_folded(name) for name in levels], fontsize=10)
    for label, turn in zip(axes.get_xticklabels(), turns, strict=True):  # beside the circle, not across it
        label.set_horizontalalignment("center" if abs(sin(turn)) < _UPRIGHT else "left" if sin(turn) > 0 else "right")
    axes.set_ylim(0, LEVELS)
    axes.set_yticks(range(1, LEVELS + 1))
    axes.tick_params(axis="x", pad=8)
    axes.tick_params(axis="y", labelsize=7, colors="#666666")
    return _png(figure)


def trend(scores: Sequence[Rated], language: str) -> bytes:
    """A PNG of scores by day, 0 at the bottom to 100 at the top."""
    figure = _figure(6.4, 2.6)
    axes: Any = figure.add_subplot()
    places = range(len(scores))
    axes.plot(places, [one.score for one in scores], color=_BRAND, linewidth=2, marker="o")
    for place, one in zip(places, scores, strict=True):
        axes.annotate(str(one.score), (place, one.score), textcoords="offset points", xytext=(0, 7), ha="center", fontsize=10)
    axes.set_xticks(places, [day(one.at.date(), language) for one in scores], fontsize=10)
    axes.set_ylim(0, MOST)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    return _png(figure)


def _figure(width: float, height: float) -> Any:
    """Without pyplot, which keeps figures and is not safe in threads."""
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), layout="constrained")


def _png(figure: Any) -> bytes:
    written = io.BytesIO()
    figure.savefig(written, format="png", dpi=_DOTS, bbox_inches="tight", metadata={"Software": None})  # with all of its labels
    return written.getvalue()


def _folded(name: str, most: int = 18) -> str:
    """Over two or three lines."""
    lines = [""]
    for word in name.split():
        if lines[-1] and len(lines[-1]) + len(word) + 1 > most:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(lines)
