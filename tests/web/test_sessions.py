"""Sessions of reviewers, tokens, and confirmations that come twice."""

import threading
from pathlib import Path

import pytest
from click.testing import CliRunner

from seeingstars.commands.reviewers import token_command
from seeingstars.errors import SeeingStarsError
from seeingstars.intake.reviewers import new_token, remove_reviewer, reviewer_of_token, reviewers
from seeingstars.web.review_sessions import FAILURES_WITHIN_S, LASTS_S, MOST_FAILURES, ReviewSessions
from seeingstars.web.submissions import REMEMBERED_S, Submissions


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_session_ends_after_its_time_and_when_it_is_closed() -> None:
    clock = Clock()
    sessions = ReviewSessions(clock=clock)
    kept, closed = sessions.open("anna"), sessions.open("bert")
    sessions.close(closed)
    assert (sessions.reviewer(kept), sessions.reviewer(closed)) == ("anna", None)
    clock.now = LASTS_S + 1
    assert sessions.reviewer(kept) is None


@pytest.mark.parametrize("session", [None, "", "x", "x" * 1000])
def test_a_made_up_session_is_nobody(session: str | None) -> None:
    assert ReviewSessions().reviewer(session) is None


def test_guessing_is_braked_for_a_while() -> None:
    clock = Clock()
    sessions = ReviewSessions(clock=clock)
    for _ in range(MOST_FAILURES):
        assert not sessions.is_braked
        sessions.note_failure()
    assert sessions.is_braked
    clock.now = FAILURES_WITHIN_S + 1
    assert not sessions.is_braked


def test_there_is_no_token_until_one_is_made_and_only_its_digest_is_kept(tmp_path: Path) -> None:
    assert reviewer_of_token("password", data=tmp_path) is None
    token = new_token("anna", data=tmp_path)
    assert reviewer_of_token(token, data=tmp_path) == "anna"
    assert reviewer_of_token(token[:-1], data=tmp_path) is None
    assert not any(token.encode() in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


def test_a_new_token_of_the_same_name_ends_the_old_one(tmp_path: Path) -> None:
    old, new = new_token("anna", data=tmp_path), new_token("anna", data=tmp_path)
    assert (reviewer_of_token(old, data=tmp_path), reviewer_of_token(new, data=tmp_path)) == (None, "anna")
    assert reviewers(tmp_path) == ["anna"]
    assert remove_reviewer("anna", data=tmp_path)
    assert not remove_reviewer("anna", data=tmp_path)
    assert reviewer_of_token(new, data=tmp_path) is None


@pytest.mark.parametrize("name", ["", " ", "x" * 61, "a\x00b"])
def test_a_reviewer_has_a_name_that_prints(tmp_path: Path, name: str) -> None:
    with pytest.raises(SeeingStarsError, match="NAME must be 1 to 60 letters that print"):
        new_token(name, data=tmp_path)


def test_two_confirmations_at_once_are_handed_in_once() -> None:
    submissions, begun, made = Submissions(), threading.Event(), []

    def hand_in() -> str:
        begun.set()
        made.append(1)
        return f"code {len(made)}"

    number, codes = submissions.new(), []
    both = [threading.Thread(target=lambda: codes.append(submissions.once(number, hand_in))) for _ in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join(timeout=10)
    assert (codes, len(made)) == (["code 1", "code 1"], 1)


def test_a_confirmation_that_failed_may_be_tried_again() -> None:
    submissions, number = Submissions(), Submissions.new()
    with pytest.raises(OSError, match="disk full"):
        submissions.once(number, _fails)
    assert submissions.once(number, lambda: "A") == "A"


def _fails() -> str:
    raise OSError("disk full")


def test_a_confirmation_is_forgotten_after_a_quarter_of_an_hour() -> None:
    clock = Clock()
    submissions, number = Submissions(clock=clock), Submissions.new()
    assert submissions.once(number, lambda: "A") == "A"
    clock.now = REMEMBERED_S + 1
    assert submissions.once(number, lambda: "B") == "B"


def test_the_command_shows_a_token_that_opens_the_pages_of_a_reviewer(tmp_path: Path) -> None:
    said = CliRunner().invoke(token_command, ["anna", "--data", str(tmp_path)])
    assert reviewer_of_token(said.output.strip(), data=tmp_path) == "anna"
    assert CliRunner().invoke(token_command, ["anna", "--remove", "--data", str(tmp_path)]).output == "anna: removed\n"
    assert reviewers(tmp_path) == []
