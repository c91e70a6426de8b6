"""What a publication answers, in plain words for a terminal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from seeingstars.columns import Stream
from seeingstars.store.publication import MANIFEST, read_json

_WORDS = {
    "en": {
        "simulated": "SIMULATED: a rehearsal with a known answer, not a measurement.",
        Stream.PHOTOMETER: "Fixed meters", Stream.HANDHELD_METER: "Handheld meters", Stream.CAMERA_APP: "Camera apps",
        Stream.NAKED_EYE: "Naked eye", Stream.SATELLITE: "Satellite",
        "refused": "Files that could not be used", "truth": "The truth that the simulator hid",
        "holds": "the interval of the fixed meters holds it", "misses": "the interval of the fixed meters misses it",
        "darker": "darker", "brighter": "brighter", "no_change": "no change", "cannot_tell": "cannot tell",
        "no_coverage": "no coverage",
        "open": "Open", "page": "the answer on a page, Dutch and English", "maps": "the pictures",
        "readings": "every reading with its flags", "excel": "the same for a Dutch Excel", "result": "all the numbers",
        "nights": "baseline nights", "missing": "Not had from suppliers",
    },
    "nl": {
        "darker": "donkerder", "brighter": "lichter", "no_change": "geen verandering", "cannot_tell": "niet te zeggen",
        "no_coverage": "niet gemeten",
        "simulated": "GESIMULEERD: een oefening met een bekend antwoord, geen meting.",
        Stream.PHOTOMETER: "Vaste meters", Stream.HANDHELD_METER: "Handmeters", Stream.CAMERA_APP: "Camera-apps",
        Stream.NAKED_EYE: "Blote oog", Stream.SATELLITE: "Satelliet",
        "refused": "Bestanden die niet gebruikt konden worden", "truth": "De waarheid die de simulator verborg",
        "holds": "het interval van de vaste meters bevat die", "misses": "het interval van de vaste meters mist die",
        "open": "Open", "page": "het antwoord op een pagina, Nederlands en Engels", "maps": "de plaatjes",
        "readings": "elke meting met haar oordelen", "excel": "dezelfde voor een Nederlandse Excel", "result": "alle getallen",
        "nights": "vergelijkingsnachten", "missing": "Niet gekregen van leveranciers",
    },
}  # fmt: skip


def in_words(publication: Path, *, language: str, truth: Path | None = None) -> str:
    """What was found and which files to open.

    Parameters
    ----------
    publication : path
        Folder of a publication.
    language : ``nl`` or ``en``
    truth : path or None
        ``truth.json`` of a rehearsal, to be held beside the answer.

    Returns
    -------
    str
        Some lines for a terminal.
    """
    words = _WORDS[language]
    result = read_json(publication / "result.json")
    lines = ["", words["simulated"]] if result["simulated"] else [""]
    for comparison in result["comparisons"]:
        stream, verdict = words[comparison["stream"]], words[comparison["verdict"]]
        lines.append(f"{stream}: {verdict}. {comparison['reason'][language]}")
        lines += _numbers(comparison, words)
    lines += _truth(result, truth, words) if truth else []
    refused = [note for note in read_json(publication / MANIFEST)["inputs"] if not note["accepted"]]
    if refused:
        lines += [f"{words['refused']}:", *(f"  {note['file']}: {note['reason'][language]}" for note in refused)]
    lines += _missing(result, words)
    lines.append(f"{words['open']}:")
    opened = (
        ("index.html", "page"),
        ("maps", "maps"),
        ("readings.csv", "readings"),
        ("readings-excel-nl.csv", "excel"),
        ("result.json", "result"),
    )
    lines += [f"  {publication / name}  ({words[key]})" for name, key in opened if (publication / name).exists()]
    return "\n".join(lines)


def _missing(result: dict[str, Any], words: dict[str, str]) -> list[str]:
    """One line: what was fetched for the event in vain; the reasons stand in ``result.json``."""
    told = [f"{one['supplier']} {one['what']} ({len(one['which'])})" if one["which"] else one["supplier"] for one in result.get("missing", [])]  # fmt: skip
    return [f"{words['missing']}: {', '.join(dict.fromkeys(told))}"] if told else []


def _numbers(comparison: dict[str, Any], words: dict[str, str]) -> list[str]:
    if comparison["effect"] is None or comparison["ci95"] is None:
        return []
    low, high = comparison["ci95"]
    numbers = f"{comparison['effect']:+.3f} [{low:+.3f}, {high:+.3f}] {comparison['unit']} (+ = {words['darker']})"
    return [f"  {numbers}, {words['nights']}: {comparison['n_baseline_nights']}"]


def _truth(result: dict[str, Any], truth: Path, words: dict[str, str]) -> list[str]:
    effect_mag = float(read_json(truth)["effect"][Stream.PHOTOMETER])
    interval = next(c["ci95"] for c in result["comparisons"] if c["stream"] == Stream.PHOTOMETER)
    held = interval is not None and interval[0] <= effect_mag <= interval[1]
    return [f"{words['truth']}: {effect_mag:+.2f} mag/arcsec²; {words['holds' if held else 'misses']}."]
