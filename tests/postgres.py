"""A real PostgreSQL of its own for the tests, on a unix socket in a temporary folder; also where the tests run as root."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

_SECONDS_TO_START = 60
# Nobody needs these files after the test: the disk is not waited for.
_FAST = ("-c", "fsync=off", "-c", "full_page_writes=off")


def postgres_programs() -> Path | None:
    """The folder with initdb and postgres, the newest if there are several; None where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


def _as_nobody() -> list[str]:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return []
    return ["setpriv", "--reuid", "nobody", "--regid", "nogroup", "--clear-groups"]


@contextmanager
def postgres_server(*, durable: bool = False) -> Iterator[str]:
    """A running server; yields the URL of its database ``postgres`` and takes all of it away afterwards.

    Parameters
    ----------
    durable : whether what is committed is on the disk, as in real use
    """
    programs = postgres_programs()
    if programs is None:
        raise FileNotFoundError("there is no PostgreSQL (initdb) on this machine")
    folder = Path(tempfile.mkdtemp(prefix="seeingstars-postgres-", dir="/tmp"))
    if os.geteuid() == 0:
        shutil.chown(folder, "nobody")
    data, log = folder / "data", folder / "log"
    server = None
    try:
        subprocess.run(
            [*_as_nobody(), programs / "initdb", "-D", data, "-U", "seeingstars", "-A", "trust", "-E", "UTF8", "--locale=C",
             "--no-sync"],
            check=True, capture_output=True, cwd=folder,
        )  # fmt: skip
        with log.open("wb") as output:
            server = subprocess.Popen(
                [*_as_nobody(), programs / "postgres", "-D", data, "-k", folder, "-c", "listen_addresses=",
                 "-c", "max_connections=60", *(() if durable else _FAST)],
                stdout=output, stderr=output, cwd=folder,
            )  # fmt: skip
        _wait_for(folder, server, log)
        yield f"postgresql://seeingstars@/postgres?host={folder}"
    finally:
        if server is not None:
            server.terminate()
            with suppress(subprocess.TimeoutExpired):
                server.wait(30)
            server.kill()
            server.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _wait_for(folder: Path, server: subprocess.Popen[bytes], log: Path) -> None:
    import psycopg

    until = time.monotonic() + _SECONDS_TO_START
    while True:
        try:
            psycopg.connect(host=str(folder), user="seeingstars", dbname="postgres").close()
            return
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"PostgreSQL did not start: {log.read_text()[-2000:]}") from None
            time.sleep(0.1)


def new_database(server_url: str, *, like: str = "template1") -> str:
    """The URL of a fresh database of a server: an empty one, or a copy of another of which this is the name."""
    import sqlalchemy as sa

    address = sa.make_url(server_url).set(drivername="postgresql+psycopg")
    name = f"test_{uuid.uuid4().hex}"
    engine = sa.create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {like}")
    engine.dispose()
    return address.set(database=name).render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """URL of a server that this session of tests started."""
    if postgres_programs() is None:
        pytest.skip("there is no PostgreSQL (initdb) on this machine; install it to run these tests")
    with postgres_server() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A fresh database, once of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'test.db'}"
    return new_database(request.getfixturevalue("postgres_url"))


@pytest.fixture(scope="session")
def migrated_postgres(postgres_url: str) -> str:
    """Name of a database with all tables and no rows, to be copied."""
    import sqlalchemy as sa

    from seeingstars.store.database import open_database

    url = new_database(postgres_url)
    open_database(url).dispose()
    return str(sa.make_url(url).database)


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with all tables and no rows, to be copied."""
    from seeingstars.store.database import open_database

    path = tmp_path_factory.mktemp("migrated") / "migrated.db"
    open_database(f"sqlite:///{path}").dispose()
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def ready_url(request: pytest.FixtureRequest, tmp_path: Path, migrated_sqlite: Path) -> str:
    """A database with all tables and no rows, once of each kind."""
    if request.param == "sqlite":
        shutil.copy(migrated_sqlite, tmp_path / "ready.db")
        return f"sqlite:///{tmp_path / 'ready.db'}"
    server = request.getfixturevalue("postgres_url")
    return new_database(server, like=request.getfixturevalue("migrated_postgres"))
