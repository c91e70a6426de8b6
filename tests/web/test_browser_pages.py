"""Every other page in a real browser: it opens without a fault, fits, and axe finds nothing."""

from typing import Any

import pytest

PAGES = ["", "reading", "files", "receipt", "results", "keeping", "rules", "review", "iberia-2025/"]


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize(("size", "language", "colours"), [("phone", "nl", "dark"), ("desktop", "en", "light")])
def test_a_page_opens_without_a_fault(visit: Any, size: str, language: str, colours: str, address: str) -> None:
    visitor = visit(size, language, color_scheme=colours)
    answer = visitor.page.goto(f"/{language}/{address}")
    assert answer.status == 200
    visitor.look(f"{size}-{language}-{address.strip('/').replace('/', '-') or 'start'}-{colours}")
    assert visitor.page.get_attribute("html", "lang") == language
    assert visitor.faults == []


@pytest.mark.parametrize(("asked", "given"), [("nl", "/nl/"), ("en", "/en/")])
def test_the_browser_chooses_the_language(visit: Any, asked: str, given: str) -> None:
    visitor = visit("phone", asked)
    visitor.page.goto("/")
    assert visitor.page.url.endswith(given)


def test_what_does_not_exist_gets_a_page_with_a_way_out(visit: Any) -> None:
    visitor = visit("phone", "nl")
    assert visitor.page.goto("/nl/reading/telepathie").status == 404
    assert "Deze pagina bestaat niet" in visitor.text()
    visitor.look("phone-nl-error")


def test_buttons_and_links_are_large_enough_for_a_thumb(visit: Any) -> None:
    visitor = visit("phone", "nl")
    visitor.page.goto("/nl/reading/meter")
    small = visitor.page.evaluate(
        """() => [...document.querySelectorAll('button, select, input:not([type=hidden]):not([type=radio]), label.choice, header a')]
            .filter(one => one.checkVisibility() && one.getBoundingClientRect().height < 44).map(one => one.outerHTML)"""
    )
    assert small == []
