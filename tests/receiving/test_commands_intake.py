"""The commands rebuild and review, as a user types them."""

import pytest
from click.testing import CliRunner
from handing_in import row, send

from seeingstars.commands.intake import rebuild_command, review_command
from seeingstars.intake.receiving import Desk


@pytest.fixture
def run(data, monkeypatch):
    monkeypatch.setenv("SEEINGSTARS_DATA", str(data))
    monkeypatch.setenv("SEEINGSTARS_LANGUAGE", "en")
    monkeypatch.delenv("SEEINGSTARS_DATABASE", raising=False)

    def command(which, *arguments):
        return CliRunner().invoke(which, arguments, catch_exceptions=False)

    return command


def test_a_reviewer_lists_shows_accepts_and_undoes(data, run):
    with Desk(data=data) as desk:
        send(desk, row(longitude="9.5"))
    listed = run(review_command, "list").output
    assert listed.startswith("1  ")
    assert "a place lies far from the event" in listed
    shown = run(review_command, "show", "1").output
    assert "9.5 52.15512" in shown
    accepted = run(review_command, "accept", "1", "--reason", "on holiday, still dark", "--reviewer", "anna").output
    assert "accepted" in accepted
    assert run(review_command, "list").output == "nothing waits\n"
    assert "anna: accept (held → accepted): on holiday, still dark" in run(review_command, "show", "1").output
    assert "held" in run(review_command, "undo", "1", "--reason", "no", "--reviewer", "anna").output


def test_rebuild_says_what_is_there_again_in_the_language_of_the_user(data, run, monkeypatch):
    with Desk(data=data) as desk:
        send(desk)
    assert "1 uploads, 1 files and 1 readings are in the database again" in run(rebuild_command).output
    monkeypatch.setenv("SEEINGSTARS_LANGUAGE", "nl")
    assert "staan weer in de database" in run(rebuild_command).output
