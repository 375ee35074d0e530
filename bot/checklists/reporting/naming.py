"""People as a report names them: by what a reader can tell of their account."""

from bot.conversation.catalogue import say
from bot.store.name_record import PREFIX

_LOCAL = "local"


def person_named(identity: str, language: str) -> str:
    """ "terminal:local" is whoever sat at the terminal, "slack:T1:U2" is U2 in Slack; who was forgotten has no name any more."""
    if identity.startswith(PREFIX):
        return say("report.forgotten", language)
    platform, _, rest = identity.partition(":")
    if platform not in ("slack", "teams", "web", "terminal") or not rest:
        return identity
    place = say(f"report_place.{platform}", language)
    own = rest.rpartition(":")[2]
    return place if own == _LOCAL else f"{own} ({place})"
