"""Whether readings can be kept now is told to everyone; the numbers of the server to its own machine alone."""

import shutil
from collections import namedtuple

import pytest
from prometheus_client.parser import text_string_to_metric_families

from seeingstars.errors import StoreError
from seeingstars.intake.receiving import Desk, template_bytes
from seeingstars.store.database import make_engine
from seeingstars.web import metrics
from seeingstars.web.web_settings import WebSettings

LEIDEN = "leiden-2022"
Disk = namedtuple("Disk", "total used free")


@pytest.fixture
def data(tmp_path):
    return tmp_path / "data"


@pytest.fixture
def ask(data, make_asker):
    return make_asker(metrics_for=())


@pytest.fixture
def make_asker(data, make_ask):
    def make(**settings):
        asker = make_ask()
        asker.app.include_router(metrics.router)
        asker.app.state.settings = WebSettings(data, event_id=LEIDEN, **settings)
        asker.peer = "127.0.0.1"
        return asker

    return make


def numbers(answer):
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer.body.decode())
        for sample in family.samples
    }


def send(ask):
    row = template_bytes(
        {"date": "2022-09-25", "time": "22:15", "longitude": "4.48", "latitude": "52.15", "brightness": "18.7"}
    )
    return ask.app.state.desk.receive_reading(row, event_id=LEIDEN, language="nl")


def test_the_numbers_tell_what_is_kept_and_what_was_asked(ask):
    code = send(ask).code
    ask("GET", f"/api/v1/uploads/{code}")
    answer = ask("GET", "/metrics")
    assert answer.status == 200
    assert code not in answer.body.decode()
    told = numbers(answer)
    assert told["seeingstars_uploads", "accepted"] == 1
    assert told["seeingstars_readings",] == 1
    assert told["seeingstars_events_with_work",] == 1
    assert told["seeingstars_disk_free_bytes",] > 0
    assert told["seeingstars_check_ok", "database"] == 1
    assert sum(n for (name, *_), n in told.items() if name == "seeingstars_requests_total") == 1
    assert {labels[1] for name, *labels in told if name == "seeingstars_requests_total"} == {"GET"}


@pytest.mark.parametrize("header", ["x-forwarded-for", "x-real-ip", "forwarded", "via"])
def test_nobody_behind_a_proxy_reads_the_numbers(ask, header):
    assert ask("GET", "/metrics", headers={header: "127.0.0.1"}).status == 404


def test_another_machine_reads_the_numbers_only_if_the_settings_name_it(make_asker):
    ask = make_asker(metrics_for=("192.0.2.0/28",))
    ask.peer = "192.0.2.7"
    assert ask("GET", "/metrics").status == 200
    ask.peer = "192.0.2.77"
    assert ask("GET", "/metrics").status == 404


def test_odd_methods_and_addresses_do_not_make_the_numbers_grow(ask):
    for number in range(30):
        ask(f"M{number}", f"/nowhere/{number}")
        ask("GET", f"/api/v1/uploads/CODE{number}")
    asked = [key for key in numbers(ask("GET", "/metrics")) if key[0] == "seeingstars_requests_total"]
    assert len(asked) <= 4


def _full_disk(ask, data, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Disk(10**12, 10**12 - 10**6, 10**6))


def _no_files(ask, data, monkeypatch):
    def refuses(*_, **__):
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr("tempfile.TemporaryFile", refuses)


def _other_tables(ask, data, monkeypatch):
    engine = make_engine(f"sqlite:///{data}/processed/uploads/seeingstars.db")
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0000'")
    engine.dispose()


def _no_writers(ask, data, monkeypatch):
    def refuses(engine):
        raise StoreError("attempt to write a readonly database")

    monkeypatch.setattr("seeingstars.store.database_state.require_writable", refuses)


@pytest.mark.parametrize(
    ("breaks", "name", "words"),
    [
        (_full_disk, "disk", "has at least 1 GB left"),
        (_no_files, "raw_folder", "the raw folder takes files"),
        (_other_tables, "tables", "the tables are those of this version"),
        (_no_writers, "database", "the database takes writers"),
    ],
)
def test_what_keeps_readings_from_being_kept_is_named(ask, data, monkeypatch, breaks, name, words):
    assert ask("GET", "/api/v1/health").status == 200
    breaks(ask, data, monkeypatch)
    assert ask("GET", "/api/v1/health").status == 200  # looked at a moment ago
    ask.app.state.health = None
    answer = ask("GET", "/api/v1/health", headers={"accept-language": "en"})
    assert (answer.status, answer.json["code"]) == (503, "unavailable")
    assert words in answer.body.decode()
    assert str(data) not in answer.body.decode()
    assert numbers(ask("GET", "/metrics"))["seeingstars_check_ok", name] == 0


def test_a_database_that_only_gives_is_no_good(data, tmp_path):
    with Desk(data=data) as desk:
        engine = make_engine(f"sqlite:///file:{data}/processed/uploads/seeingstars.db?mode=ro&uri=true")
        monkey, desk._engine = desk._engine, engine
        assert {one.name: one.is_ok for one in desk.checks()}["database"] is False
        desk._engine = monkey
        engine.dispose()
        assert all(one.is_ok for one in desk.checks())
