"""What was weighed for an answer, as `ipdesk why` shows it."""

from bot.answering.evidence import Evidence
from bot.answering.question import Part, Question


def traced(question: Question, weighed: list[tuple[Part, list[Evidence]]]) -> dict[str, object]:
    """What was understood, and for each part the sections weighed for it with what spoke for them, best first."""
    return {
        "understood": question.text,
        "places": [*question.places.covered, *question.places.others],
        "parts": [
            {
                "text": part.text,
                "wants": sorted(part.wants),
                "evidence": [
                    {
                        "section": e.hit.id,
                        "order": round(e.order, 4),
                        **{name: round(value, 4) for name, value in e.features.items()},
                    }
                    for e in found[:5]
                ],
            }
            for part, found in weighed
        ],
    }
