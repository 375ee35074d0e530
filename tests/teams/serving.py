"""A serving process that a test may kill: python -m tests.teams.serving DATA_DIR INDEX_DIR TEAMS_ADDRESS PORT."""

import sys
from datetime import timedelta
from pathlib import Path

from aiohttp import web

from bot.access.settings import Settings
from bot.answering.guidance import LiveGuidance
from bot.assembly import new_id, now
from bot.config import TeamsCredentials
from bot.conversation.assistant import Assistant
from bot.conversation.desk import Desk
from bot.conversation.feedback import FeedbackDesk
from bot.conversation.ticket import TicketDesk
from bot.store.database import migrate, open_database
from bot.store.opening import stored
from bot.teams.channel import Parts, TeamsChannel, Timing
from indexer.snapshot import SnapshotStore
from tests.bot.asking import GENEROUS
from tests.fakes.embedder import WordEmbedder
from tests.fakes.teams_server import OUTGOING, TENANT
from tests.fakes.teams_tokens import APP_ID, ISSUER

# Shorter than in earnest, so that a test need not wait for half a minute.
TIMING = Timing(timedelta(seconds=3), timedelta(seconds=3))


def channel(data_dir: Path, index: Path, address: str) -> TeamsChannel:
    """The channel as the composition root puts it together, over the small index."""
    guidance = LiveGuidance(SnapshotStore(index), GENEROUS, lambda _models, _fingerprint: WordEmbedder())
    engine = open_database(f"sqlite:///{data_dir / 'ipdesk.sqlite3'}")
    migrate(engine)
    kept = stored(engine)
    desk, feedback = Desk(guidance, kept.answers, now, new_id, "test"), FeedbackDesk(kept.feedback, now)
    tickets = TicketDesk(kept.tickets, kept.answers, now, new_id)
    known = TeamsCredentials(APP_ID, TENANT, metadata_url=f"{address}/openid", issuer=ISSUER, outgoing_token=OUTGOING)
    guidance.current()
    settings = Settings(questions_a_minute=6_000, questions_at_once=1_000)
    parts = Parts(
        known,
        settings,
        guidance,
        Assistant(desk),
        desk,
        feedback,
        tickets,
        kept.conversations,
        engine,
        now,
        TIMING,
    )
    return TeamsChannel(parts)


def main(data_dir: str, index: str, address: str, port: str) -> None:
    """Serves until it is killed."""
    teams = channel(Path(data_dir), Path(index), address)
    app = web.Application()
    app.router.add_routes(teams.routes())
    app.cleanup_ctx.append(teams.lifetime)
    web.run_app(app, host="127.0.0.1", port=int(port), print=None, access_log=None)


if __name__ == "__main__":
    main(*sys.argv[1:])
