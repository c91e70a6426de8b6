"""The pages of a reviewer in a real browser: signing in, deciding with a reason, undoing, and what the contributor sees."""

from pathlib import Path
from typing import Any

from seeingstars.intake.reviewers import new_token

FAR = "datum;tijd;lengtegraad;breedtegraad;helderheid\n2022-09-25;22:15;-70,1;-33,2;19,5\n"


def _hand_in_far(visitor: Any, folder: Path) -> str:
    file = folder / "ver.csv"
    file.write_text(FAR, encoding="utf-8")
    visitor.page.goto("/nl/files")
    visitor.page.set_input_files("#files", str(file))
    visitor.send()
    visitor.page.wait_for_selector("button[value=confirm]")
    assert "Na het inleveren kijkt eerst een beoordelaar ernaar" in visitor.text()
    visitor.press("confirm")
    visitor.page.wait_for_selector(".code")
    return str(visitor.code())


def test_what_is_held_is_decided_on_with_a_reason_that_the_contributor_sees(
    visit: Any, server: Any, tmp_path: Path
) -> None:
    visitor = visit("phone", "nl")
    page = visitor.page
    code = _hand_in_far(visitor, tmp_path)
    assert "wacht op een beoordelaar" in visitor.text()
    visitor.look("phone-nl-receipt-held")
    page.goto("/nl/review")
    visitor.look("phone-nl-review-login")
    page.fill("#token", new_token("reviewer 1", data=server.settings.data))
    visitor.send()
    visitor.look("phone-nl-review")
    with page.expect_navigation():
        page.click("main .doors a:has-text('ver.csv') >> nth=-1")
    visitor.look("phone-nl-review-upload")
    page.fill("#reason", "Meting uit Chili, hoort hier niet bij")
    visitor.press("reject", name="decision")
    assert "niet aangenomen" in visitor.text()
    cookie = next(one for one in page.context.cookies() if one["name"] == "review_session")
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Strict")
    page.goto(f"/nl/receipt/{code}")
    assert "Meting uit Chili, hoort hier niet bij" in visitor.text()
    page.go_back()
    page.fill("#reason", "Vergissing")
    visitor.press("undo", name="decision")
    page.goto(f"/nl/receipt/{code}")
    assert "wacht op een beoordelaar" in visitor.text()
    assert visitor.faults == []


def test_a_wrong_token_opens_nothing(visit: Any) -> None:
    visitor = visit("desktop", "en", javascript=False)
    visitor.page.goto("/en/review")
    visitor.page.fill("#token", "guess")
    visitor.send()
    assert "This token is not right." in visitor.text()
    assert visitor.page.goto("/en/review/1").status == 401


def test_a_decision_without_a_reason_is_asked_for_one(visit: Any, server: Any, tmp_path: Path) -> None:
    visitor = visit("desktop", "en", javascript=False)
    page = visitor.page
    page.goto("/en/review")
    page.fill("#token", new_token("reviewer 2", data=server.settings.data))
    visitor.send()
    held = server.app.state.desk.held()
    if not held:
        _hand_in_far(visitor, tmp_path)
        held = server.app.state.desk.held()
    page.goto(f"/en/review/{held[0].upload.upload_id}")
    page.eval_on_selector("#reason", "area => area.removeAttribute('required')")
    visitor.press("accept", name="decision")
    assert "Give a reason." in visitor.text()
    assert server.app.state.desk.upload(held[0].upload.upload_id).upload.state == "held"
