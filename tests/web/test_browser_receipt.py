"""The receipt in a real browser: found back, compared with the fixed meter, corrected, taken back."""

from typing import Any

import pytest


@pytest.mark.parametrize(("size", "language", "javascript"), [("phone", "nl", True), ("desktop", "en", False)])
def test_a_receipt_is_found_back_and_its_reading_corrected_and_taken_back(
    visit: Any, size: str, language: str, javascript: bool
) -> None:
    visitor = visit(size, language, javascript=javascript)
    page, name = visitor.page, f"{size}-{language}"
    code = visitor.hand_in_meter(language, time="22:31" if javascript else "22:32")
    page.goto(f"/{language}/receipt")
    if javascript:
        visitor.look(f"{name}-receipt-find")
    page.fill("#code", code.lower().replace("-", " "))
    visitor.send()
    assert page.url.endswith(code)
    assert page.locator(".code").count() == 0  # the code is shown once
    with page.expect_navigation():
        page.click("main a[href$=correct]")
    assert page.input_value("#serial_number") == "1234"
    assert page.input_value("#brightness_north") == ("18,72" if language == "nl" else "18.72")
    if javascript:
        visitor.look(f"{name}-receipt-correct")
    for side in ("north", "east", "south", "west"):
        page.fill(f"#brightness_{side}", "18,90")
    visitor.press("understood")
    visitor.press("confirm")
    assert page.url.split("?")[0].endswith(code)
    assert ("18,90 mag/arcsec²" if language == "nl" else "18.90 mag/arcsec²") in visitor.text()
    with page.expect_navigation():
        page.click("main a.danger")
    if javascript:
        visitor.look(f"{name}-receipt-withdraw")
    with page.expect_navigation():
        page.click("main button.danger")
    assert ("Weggehaald" if language == "nl" else "Taken back") in visitor.text("h1")
    if javascript:
        visitor.look(f"{name}-receipt-withdrawn")
    assert "18" not in visitor.text()
    assert visitor.faults == []


def test_a_reading_is_held_beside_the_fixed_meter_of_that_minute_and_the_result(visit: Any) -> None:
    visitor = visit("phone", "en")
    visitor.hand_in_meter("en", time="22:02")
    told = visitor.text()
    # The published fixed meter of the fixture read 18.90 at 22:05, 0.02° = 1.4 km to the east; 18.90 − 18.715 is 0.185.
    assert "The fixed meter Testmeter" in told
    assert "1.4 km away, read 18.90 mag/arcsec² at 22:05. Your reading is 0.1" in told
    assert "Hand-held meters: We cannot tell." in told
    visitor.look("phone-en-receipt-compared")


def test_where_no_fixed_meter_read_at_that_minute_the_receipt_says_so(visit: Any) -> None:
    visitor = visit("phone", "en")
    visitor.hand_in_meter("en", time="23:20")
    assert "There is no fixed meter within 10 km that read within 10 minutes as well." in visitor.text()


@pytest.mark.parametrize("typed", ["", "AAAA-BBBB", "0000-0000-0000-0000-0000-0000-0000", "'; DROP TABLE uploads; --"])
def test_a_code_that_is_not_known_is_told_kindly(visit: Any, typed: str) -> None:
    visitor = visit("phone", "en", javascript=False)
    visitor.page.goto("/en/receipt")
    visitor.page.eval_on_selector("#code", "input => input.removeAttribute('required')")
    visitor.page.fill("#code", typed)
    visitor.send()
    assert "We do not know this code" in visitor.text()


def test_a_page_with_a_code_is_not_stored_not_indexed_and_sends_its_address_to_nobody(visit: Any) -> None:
    visitor = visit("phone", "nl")
    visitor.hand_in_meter("nl", time="22:33")
    answer = visitor.page.request.get(visitor.page.url)
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "noindex" in answer.headers["x-robots-tag"]
    assert visitor.page.locator("meta[name=robots][content*=noindex]").count() == 1
