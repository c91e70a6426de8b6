"""One reading in a real browser: on a phone and a desktop, in both languages, with and without JavaScript."""

from typing import Any

import pytest

# Every combination has a minute of its own: the same reading twice would be a repetition.
WAYS = [
    ("phone", "nl", True, "22:11"), ("phone", "nl", False, "22:12"), ("phone", "en", True, "22:13"),
    ("desktop", "en", False, "22:14"), ("desktop", "nl", True, "22:15"), ("desktop", "en", True, "22:16"),
]  # fmt: skip


@pytest.mark.parametrize(("size", "language", "javascript", "time"), WAYS)
def test_a_reading_with_a_meter_is_told_back_and_gets_a_receipt(
    visit: Any, size: str, language: str, javascript: bool, time: str
) -> None:
    visitor = visit(size, language, javascript=javascript)
    page = visitor.page
    name = f"{size}-{language}{'' if javascript else '-without-js'}"
    page.goto(f"/{language}/reading/meter")
    if javascript:
        visitor.look(f"{name}-meter")
    visitor.fill_meter(time=time)
    visitor.press("understood")
    told = page.inner_text(".understood")
    utc = f"{int(time[:2]) - 2}{time[2:]} UTC"
    assert utc in told
    assert ("zon 24° onder de horizon, geen maan" if language == "nl" else "sun 24° below the horizon, no moon") in told
    assert ("18,72" if language == "nl" else "18.72") in told
    assert page.locator(".ask").count() == 0
    if javascript:
        visitor.look(f"{name}-meter-understood")
    visitor.press("confirm")
    visitor.code()
    assert page.locator("img.qr").evaluate("image => image.naturalWidth") > 50
    if javascript:
        visitor.look(f"{name}-receipt")
    assert visitor.faults == []


@pytest.mark.parametrize(("size", "language", "javascript"), [("phone", "nl", True), ("desktop", "en", False)])
def test_the_eyes_choose_among_eight_charts_of_the_sky_of_that_hour(
    visit: Any, size: str, language: str, javascript: bool
) -> None:
    visitor = visit(size, language, javascript=javascript)
    page = visitor.page
    page.goto(f"/{language}/reading/eyes")
    page.fill("#date", "2022-09-25")
    page.fill("#time", "22:41")
    page.select_option("#place", "centre")
    if javascript:
        visitor.look(f"{size}-{language}-eyes-where")
    visitor.press("measured")
    charts = page.locator("label.chart img")
    assert charts.count() == 8
    for number in range(8):
        chart = charts.nth(number)
        chart.scroll_into_view_if_needed()
        if javascript:
            page.wait_for_function("image => image.complete", arg=chart.element_handle())
            assert chart.evaluate("image => image.naturalWidth") >= 300
    if javascript:
        visitor.look(f"{size}-{language}-eyes-charts")
    page.check("input[name=limiting_magnitude][value='4']")
    page.check("input[name=cloud][value='25']")
    visitor.press("understood")
    assert ("kaart 4" if language == "nl" else "chart 4") in page.inner_text(".understood")
    visitor.press("confirm")
    visitor.code()
    assert visitor.faults == []


def test_what_is_impossible_is_said_beside_the_field_and_nothing_typed_is_lost(visit: Any) -> None:
    visitor = visit("phone", "nl")
    page = visitor.page
    page.goto("/nl/reading/meter")
    visitor.fill_meter(time="22:10", brightness_north="187,2", latitude="152,15", longitude="4,48", serial_number="77")
    visitor.press("understood")
    assert "Een hemelmeter geeft een getal tussen 0 en 25" in page.inner_text("#brightness_north-problem")
    assert page.get_attribute("#brightness_north", "aria-invalid") == "true"
    assert page.locator("#problems a").count() == 2
    kept = {name: page.input_value(f"#{name}") for name in ("brightness_north", "latitude", "serial_number", "time")}
    assert kept == {"brightness_north": "187,2", "latitude": "152,15", "serial_number": "77", "time": "22:10"}
    visitor.look("phone-nl-meter-problems")


def test_what_is_odd_is_asked_and_may_be_handed_in(visit: Any) -> None:
    visitor = visit("phone", "en")
    page = visitor.page
    page.goto("/en/reading/meter")
    visitor.fill_meter(time="13:34")
    visitor.press("understood")
    assert "It was still light then: sun 37° above the horizon" in page.inner_text(".ask")
    visitor.look("phone-en-meter-odd")
    visitor.press("show")
    assert page.input_value("#time") == "13:34"
    visitor.press("understood")
    visitor.press("confirm")
    assert "Measure when it is fully dark" in page.inner_text("main")
    visitor.look("phone-en-receipt-flagged")


def test_switching_the_language_in_the_middle_loses_nothing(visit: Any) -> None:
    visitor = visit("phone", "nl")
    page = visitor.page
    page.goto("/nl/reading/meter")
    page.fill("#serial_number", "4711")
    page.fill("#comment", "Rustige straat")
    with page.expect_navigation():
        page.click("header .language")
    assert page.url.endswith("/en/reading/meter")
    assert (page.input_value("#serial_number"), page.input_value("#comment")) == ("4711", "Rustige straat")
    visitor.fill_meter(time="22:09")
    visitor.press("understood")
    with page.expect_navigation():
        page.click("header .language")
    assert "Dit hebben wij begrepen" in page.inner_text("h1")


def test_the_phone_gives_its_position_and_the_clock_is_filled_in(visit: Any) -> None:
    visitor = visit(
        "phone",
        "nl",
        geolocation={"longitude": 4.48412, "latitude": 52.15467, "accuracy": 12},
        permissions=["geolocation"],
    )
    page = visitor.page
    page.goto("/nl/reading/meter")
    page.click("[data-position] button")
    page.wait_for_function("document.getElementById('latitude').value !== ''")
    assert (page.input_value("#latitude"), page.input_value("#longitude")) == ("52,15467", "4,48412")
    assert "12 meter" in page.inner_text("[data-position]")
    here = page.evaluate("new Date().toLocaleDateString('sv')")
    assert page.input_value("#date") == here


def test_without_javascript_there_is_no_button_that_does_nothing_and_the_date_is_there(visit: Any) -> None:
    visitor = visit("phone", "nl", javascript=False)
    page = visitor.page
    page.goto("/nl/reading/meter")
    assert not page.locator("[data-position]").is_visible()
    assert page.input_value("#date") != ""


def test_a_double_tap_hands_in_once(visit: Any) -> None:
    visitor = visit("phone", "nl")
    page = visitor.page
    page.goto("/nl/reading/meter")
    visitor.fill_meter(time="22:21")
    visitor.press("understood")
    body = page.evaluate(
        "new URLSearchParams(new FormData(document.getElementById('reading'))).toString() + '&step=confirm'"
    )
    send = """body => fetch(location.href, {method: 'POST', body, redirect: 'follow',
        headers: {'content-type': 'application/x-www-form-urlencoded'}}).then(answer => answer.url)"""
    first, second = (page.evaluate(send, body) for _ in range(2))
    assert first == second
    assert "/receipt/" in first


def test_the_same_reading_again_is_told_and_counts_once(visit: Any) -> None:
    visitor = visit("phone", "en")
    page = visitor.page
    visitor.hand_in_meter("en", time="22:22")
    page.goto("/en/reading/meter")
    visitor.fill_meter(time="22:22")
    visitor.press("understood")
    assert "We already have this reading" in page.inner_text(".ask")


def test_the_form_can_be_filled_in_with_the_keyboard_alone(visit: Any) -> None:
    visitor = visit("desktop", "en")
    page = visitor.page
    page.goto("/en/reading/meter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "place"
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.name || document.activeElement.textContent.trim()"))
    assert {"latitude", "date", "time", "brightness_west", "cloud", "comment", "precision", "step"} <= reached
