"""Posters and worksheets: tagged, in both languages, for readers of twelve, and saying no more than the verdict."""

import copy
import json
import re
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pypdf
import pytest
import typst
from PIL import Image

from seeingstars.event import Event
from seeingstars.products import prints
from seeingstars.products.maps import Picture
from seeingstars.products.print_content import main_comparison, poster_content, size_sentences
from seeingstars.products.print_figures import light_scale
from seeingstars.products.print_words import PRINT_SENTENCES
from seeingstars.products.verdict_words import VERDICTS
from seeingstars.products.words import LANGUAGES, say
from seeingstars.products.worksheet_content import QUESTIONS, worksheet_content
from seeingstars.products.worksheet_words import WORKSHEET_SENTENCES

NAMES = [
    f"{name}-{language}.pdf" for language in ("nl", "en") for name in ("poster-a4", "poster-a3", "worksheet", "answers")
]
# What each verdict looks like in numbers [mag/arcsec²].
NUMBERS: dict[str, tuple[float | None, list[float] | None]] = {
    "darker": (0.30, [0.20, 0.40]),
    "brighter": (-0.30, [-0.40, -0.20]),
    "no_change": (0.01, [-0.05, 0.07]),
    "cannot_tell": (0.20, [-0.30, 0.70]),
    "no_coverage": (None, None),
}
# Our rule, after what CEFR A2-B1 texts for schools look like: no sentence above 18 words, 11 on average.
MOST_WORDS, MEAN_WORDS = 18, 11
_DRAWING = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><rect width="40" height="30" fill="#888"/></svg>'
)


@pytest.fixture
def pictures(tmp_path: Path) -> list[Picture]:
    made = []
    for language in LANGUAGES:
        svg = tmp_path / f"readings-{language}.svg"
        svg.write_bytes(_DRAWING)
        made.append(Picture("readings", language, svg, svg, f"Kaart {language}", "caption_readings"))
    return made


def verdict_result(result: dict[str, Any], verdict: str, *, energy: bool = False) -> dict[str, Any]:
    result = copy.deepcopy(result)
    effect, ci95 = NUMBERS[verdict]
    result["comparisons"][0] |= {
        "verdict": verdict,
        "effect": effect,
        "ci95": ci95,
        "unit": "mag/arcsec²",
        "smallest_effect_of_interest": 0.1,
    }
    if verdict == "no_coverage":
        result["comparisons"] = [
            one | {"verdict": verdict, "effect": None, "ci95": None, "nights": []} for one in result["comparisons"]
        ]
    numbers = {
        "kwh_low": 120.0,
        "kwh_high": 180.0,
        "n_lamps": 1200,
        "kilowatt_off": 96.5,
        "hours_low": 1.25,
        "hours_high": 1.75,
    }
    result["energy"] = numbers if energy else None
    return result


def text_of(path: Path) -> str:
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(path).pages).split())


def write(
    folder: Path, result: dict[str, Any], event: Event, pictures: list[Picture], readings: pd.DataFrame, **more: Any
) -> list[Path]:
    return prints.write_prints(folder, result=result, event=event, pictures=pictures, readings=readings, **more)


_WRITTEN: list[Path] = []


@pytest.fixture
def written(
    tmp_path_factory: pytest.TempPathFactory,
    result: dict[str, Any],
    event: Event,
    pictures: list[Picture],
    readings: pd.DataFrame,
) -> Path:
    """The prints of a verdict of darker, made once for all tests that only look at them."""
    if not _WRITTEN:
        folder = tmp_path_factory.mktemp("prints")
        write(folder, verdict_result(result, "darker"), event, pictures, readings)
        _WRITTEN.append(folder)
    return _WRITTEN[0]


def test_there_are_two_posters_a_worksheet_and_its_answers_in_two_languages(written: Path) -> None:
    assert sorted(path.name for path in written.iterdir()) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_print_is_tagged_and_has_a_title_and_a_language(written: Path, name: str) -> None:
    reader = pypdf.PdfReader(written / name)
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == name[-6:-4]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title
    assert "<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data().decode()
    assert len(reader.pages) == (2 if name.startswith("worksheet") else 1)


def figures(element: Any) -> list[str]:
    """The alternative text of each figure, in reading order."""
    element = element.get_object() if hasattr(element, "get_object") else element
    if isinstance(element, list):
        return [words for kid in element for words in figures(kid)]
    if not isinstance(element, dict):
        return []
    found = [str(element.get("/Alt", ""))] if element.get("/S") == "/Figure" else []
    return found + (figures(element["/K"]) if "/K" in element else [])


@pytest.mark.parametrize("name", ["poster-a4-nl.pdf", "worksheet-en.pdf"])
def test_every_figure_has_words(written: Path, name: str) -> None:
    root: Any = pypdf.PdfReader(written / name).trailer["/Root"]
    words = figures(root["/StructTreeRoot"])
    assert words
    assert all(len(one) > 20 for one in words)


def test_typst_refuses_a_figure_without_words(event: Event, result: dict[str, Any]) -> None:
    content = poster_content(
        verdict_result(result, "no_coverage"), event=event, language="nl", line=None, small_print=[], address=None
    )
    with pytest.raises(typst.TypstError, match="alt"):
        prints.compiled("poster", content | {"paper": "a4", "picture_alt": None}, picture=_DRAWING, event=event)


def test_a_poster_reads_in_order(written: Path) -> None:
    text = text_of(written / "poster-a4-nl.pdf")
    wanted = ["Werd de hemel donkerder?", "Ja, donkerder.", "Er was 17 tot 31 procent minder licht dan verwacht.", "19 gewone nachten",
              "Hoeveel licht kwam van de hemel?", "Hoe weten we dat?", "En de stroom?", "Alle metingen", "vrij gebruiken"]  # fmt: skip
    places = [text.index(words) for words in wanted]
    assert places == sorted(places)


def test_the_same_inputs_give_the_same_bytes(
    tmp_path: Path, written: Path, result: dict[str, Any], event: Event, pictures: list[Picture], readings: pd.DataFrame
) -> None:
    again = write(tmp_path / "again", verdict_result(result, "darker"), event, pictures, readings)
    assert all(path.read_bytes() == (written / path.name).read_bytes() for path in again)


@pytest.mark.parametrize("verdict", VERDICTS)
def test_each_verdict_has_its_own_words_and_questions_on_one_page_and_two(
    tmp_path: Path, result: dict[str, Any], event: Event, pictures: list[Picture], readings: pd.DataFrame, verdict: str
) -> None:
    said = verdict_result(result, verdict, energy=True)
    write(tmp_path, said, event, pictures, readings, address="https://example.org/a")
    for language in LANGUAGES:
        poster, sheet, answers = (
            text_of(tmp_path / f"{name}-{language}.pdf") for name in ("poster-a4", "worksheet", "answers")
        )
        for one in (poster, sheet, answers):
            assert say(f"answer_{verdict}", language) in one
            assert say(f"print_means_{verdict}", language) in one
        assert not any(say(f"print_means_{other}", language) in poster for other in VERDICTS if other != verdict)
        for question in QUESTIONS[verdict]:
            assert say(f"ask_{question}", language) in sheet
            assert say(f"ask_{question}", language) in answers
        assert len(pypdf.PdfReader(tmp_path / f"poster-a4-{language}.pdf").pages) == 1
        assert len(pypdf.PdfReader(tmp_path / f"worksheet-{language}.pdf").pages) == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_coverage_there_is_no_number_and_no_scale(result: dict[str, Any], event: Event, language: Any) -> None:
    said = verdict_result(result, "no_coverage")
    content = poster_content(said, event=event, language=language, line=None, small_print=[], address=None)
    assert content["sizes"] == []
    assert content["scale"] is None
    assert content["course"] is None
    assert "%" not in json.dumps(content)
    assert not any(word in json.dumps(content) for word in ("procent", "percent"))


def test_an_answer_that_cannot_be_told_names_both_ends_and_never_only_one(result: dict[str, Any]) -> None:
    sentences = size_sentences(verdict_result(result, "cannot_tell")["comparisons"][0], "en")
    assert (
        sentences[0] == "There may have been 32 percent more light. But there may also have been 48 percent less light."
    )
    assert sentences[-1].startswith("How sure is that?")


@pytest.mark.parametrize("verdict", [verdict for verdict in VERDICTS if verdict != "no_coverage"])
def test_no_size_is_given_without_its_range_and_its_nights(result: dict[str, Any], verdict: str) -> None:
    text = " ".join(size_sentences(verdict_result(result, verdict)["comparisons"][0], "nl"))
    assert len(re.findall(r"\d+", text.split("De beste schatting")[0])) >= 2
    assert "19 gewone nachten" in text
    assert "95 van de 100" in text


def test_what_the_eye_counts_is_given_in_magnitudes_and_not_as_light(result: dict[str, Any]) -> None:
    eye = result["comparisons"][3]
    assert size_sentences(eye, "nl")[0] == "Verschil: −0,90 tot +1,30 mag."
    assert light_scale(eye, "nl") is None


def test_a_satellite_that_passed_at_another_time_is_never_the_answer(
    empty_result: dict[str, Any], result: dict[str, Any]
) -> None:
    empty_result["comparisons"][4] = result["comparisons"][4]
    assert main_comparison(empty_result)["stream"] == "photometer"
    del empty_result["comparisons"][4]["negative_control"]
    assert main_comparison(empty_result)["stream"] == "satellite"


def test_the_scale_has_the_darker_side_at_the_right_and_everything_on_it(result: dict[str, Any]) -> None:
    for verdict in ("darker", "brighter", "no_change", "cannot_tell"):
        scale = light_scale(verdict_result(result, verdict)["comparisons"][0], "en")
        assert scale is not None
        assert all(0 < place < 1 for place in (*scale["range"], *scale["small"], *scale["dots"], scale["best"]))
        assert (scale["best"] > 0.5) == (verdict != "brighter")
        assert len(scale["ticks"]) >= 2


def test_every_print_from_simulated_data_says_so(
    tmp_path: Path, result: dict[str, Any], event: Event, pictures: list[Picture], readings: pd.DataFrame
) -> None:
    said = verdict_result(result, "darker") | {"simulated": True}
    for path in write(tmp_path, said, event, pictures, readings):
        language: Any = path.stem[-2:]
        text = text_of(path)
        assert say("simulated_stamp", language) in text
        assert say("print_simulated", language) in text


def test_a_poster_has_a_code_only_where_there_is_an_address(
    tmp_path: Path, written: Path, result: dict[str, Any], event: Event, pictures: list[Picture], readings: pd.DataFrame
) -> None:
    assert "index.html" in text_of(written / "poster-a4-en.pdf")
    write(
        tmp_path / "web", verdict_result(result, "darker"), event, pictures, readings, address="https://example.org/x"
    )
    assert "https://example.org/x" in text_of(tmp_path / "web" / "poster-a4-en.pdf")
    root: Any = pypdf.PdfReader(tmp_path / "web" / "poster-a4-en.pdf").trailer["/Root"]
    assert "QR code with the address https://example.org/x" in figures(root["/StructTreeRoot"])


def test_names_that_nobody_expects_are_printed_as_they_are_and_on_one_page(
    tmp_path: Path, result: dict[str, Any], event: Event, pictures: list[Picture], readings: pd.DataFrame
) -> None:
    said = verdict_result(result, "cannot_tell", energy=True)
    said["comparisons"][0]["reason"] = {
        "nl": "#panic() *a* $x$ \\ <b> 北 🌟 \x07 " + "lang verhaal " * 60,
        "en": "long " * 200,
    }
    readings = readings.assign(supplier=["Vereniging met een heel lange naam " * 4] * len(readings))
    write(tmp_path, said, event, pictures, readings, address="https://example.org/" + "x" * 150)
    assert "#panic() *a* $x$ \\ <b>" in text_of(tmp_path / "poster-a4-nl.pdf")
    assert len(pypdf.PdfReader(tmp_path / "poster-a4-nl.pdf").pages) == 1
    assert len(pypdf.PdfReader(tmp_path / "worksheet-nl.pdf").pages) == 2


def test_without_the_map_the_error_says_what_to_do(
    tmp_path: Path, result: dict[str, Any], event: Event, readings: pd.DataFrame
) -> None:
    with pytest.raises(ValueError, match="must hold one called readings in nl; got \\[\\]; make the maps first"):
        write(tmp_path, result, event, [], readings)


def test_the_sum_counts_what_the_table_shows(result: dict[str, Any], event: Event, pictures: list[Picture]) -> None:
    sheet = worksheet_content(
        verdict_result(result, "darker"), event=event, picture=pictures[0], line=None, language="en"
    )
    sizes = [float(size.replace("−", "-")) for _, size in sheet["table"]]
    rank = sorted(sizes, reverse=True).index(next(float(s) for night, s in sheet["table"] if "evening" in night)) + 1
    assert sheet["sums"][0]["reply"].startswith(f"Place {rank} of {len(sizes)}.")
    assert len(sizes) <= 12


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("paper", ["a4"])
def test_a_poster_reads_in_grey(result: dict[str, Any], event: Event, language: Any, paper: str) -> None:
    """The bar of the answer, the box of what is too small and the ground differ in grey by a tenth of the scale."""
    content = poster_content(
        verdict_result(result, "cannot_tell"), event=event, language=language, line=None, small_print=[], address=None
    )
    page = prints.compiled(
        "poster", content | {"paper": paper, "picture_alt": "a"}, picture=_DRAWING, event=event, form="png", ppi=40
    )
    with Image.open(BytesIO(page)) as image:
        coloured, grey = np.asarray(image.convert("RGB")).reshape(-1, 3), np.asarray(image.convert("L")).reshape(-1)
    tones = []
    for colour in ((0x8E, 0xA4, 0xCB), (0xDA, 0xDA, 0xDA), (0xF6, 0xF6, 0xF6), (0x00, 0x22, 0x4E)):
        there = (coloured == colour).all(axis=1)
        assert there.any(), colour
        tones.append(int(grey[there][0]))
    assert min(abs(a - b) for i, a in enumerate(tones) for b in tones[:i]) > 25


def sentences_for_the_young(language: str) -> list[str]:
    """Every sentence of posters and worksheets, but what is read aloud, the small print and the teacher's sheet."""
    skipped = ("file_", "print_bar_alt", "print_course_alt", "print_qr_alt", "sheet_teacher", "print_free")
    texts = [
        getattr(text, language)
        for key, text in (PRINT_SENTENCES | WORKSHEET_SENTENCES).items()
        if not key.startswith(skipped)
    ]
    return [part for text in texts for part in re.split(r"(?<=[.?!:])\s+", text) if part]


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_are_short_enough_for_readers_of_twelve(language: str) -> None:
    counts = [len(sentence.split()) for sentence in sentences_for_the_young(language)]
    assert max(counts) <= MOST_WORDS
    assert np.mean(counts) <= MEAN_WORDS


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_are_plain(language: str) -> None:
    hard = (
        "interval",
        "significant",
        "baseline",
        "median",
        "mediaan",
        "statisti",
        "p-value",
        "p-waarde",
        "coverage",
        "magnitude_",
    )
    text = " ".join(sentences_for_the_young(language)).lower()
    assert not [word for word in hard if word in text]
    words = re.findall(r"[^\W\d_]+", re.sub(r"{\w+}", "", text))
    assert not [word for word in words if len(word) > 14]
