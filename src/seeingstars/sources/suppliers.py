"""The suppliers of data as ``data/sources.toml`` names them: address, licence, citation, stations; and laying one over another."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from string import Formatter
from typing import Any

from seeingstars.errors import SeeingStarsError

# The fields that an address may leave open, a supplier each; also the list of suppliers that we know to ask.
ADDRESS_FIELDS: dict[str, frozenset[str]] = {
    "washetdonker": frozenset({"station", "year", "month", "day"}),
    "tess": frozenset({"station", "month"}),
    "globe_at_night": frozenset({"document", "year"}),
    "knmi": frozenset({"stations", "start", "end"}),
    "open_meteo": frozenset({"longitude", "latitude", "start", "end"}),
    "cbs": frozenset({"layer", "year", "bbox", "count", "first"}),
    "black_marble": frozenset(),
}
_TEXTS = ("name", "address", "format", "licence", "citation")
_MAY = ("pause_s", "notes", "unverified", "stations", "within_km", "documents", "serves_box", "layers")


@dataclass(frozen=True)
class Station:
    """A station that a supplier has, its approximate place [degree], and the first night that it measured, if known."""

    station_id: str
    longitude_deg: float
    latitude_deg: float
    first_night: date | None = None


@dataclass(frozen=True)
class Supplier:
    """One supplier; `address` has fields in braces and is empty where none is known, `pause_s` is between requests [s]."""

    supplier_id: str
    name: str
    address: str
    format: str
    licence: str
    citation: str
    pause_s: float = 1.0
    notes: str = ""
    unverified: str = ""
    stations: tuple[Station, ...] = ()
    within_km: float = 0.0
    documents: Mapping[str, int] = field(default_factory=dict)
    serves_box: tuple[float, float, float, float] | None = None
    layers: tuple[str, ...] = ()

    def station(self, station_id: str) -> Station:
        """The station of that name.

        Raises
        ------
        KeyError
            If there is none.
        """
        return {one.station_id: one for one in self.stations}[station_id]


def read_suppliers(paths: Sequence[Path]) -> dict[str, Supplier]:
    """Every supplier of these files; a later file changes only the keys that it has.

    Parameters
    ----------
    paths : sequence of path
        ``sources.toml`` first, then a file of the user's own.

    Returns
    -------
    dict
        By the id of the supplier, in the order of the files.

    Raises
    ------
    SeeingStarsError
        If a file is not there or no TOML, or a value breaks a rule; names file, key, rule and value.

    Examples
    --------
    >>> suppliers = read_suppliers([Path("data/sources.toml")])
    >>> suppliers["knmi"].licence, suppliers["washetdonker"].station("Rijswijk").longitude_deg
    ('CC BY 4.0', 4.32)
    """
    laid: dict[str, dict[str, Any]] = {}
    for path in paths:
        for supplier_id, table in _toml(path).items():
            if supplier_id not in ADDRESS_FIELDS:
                raise _broken(path, supplier_id, f"one of {', '.join(ADDRESS_FIELDS)}", f"een van {', '.join(ADDRESS_FIELDS)}", "a table")  # fmt: skip
            if not isinstance(table, dict):
                raise _broken(path, supplier_id, "a table", "een tabel", table)
            laid.setdefault(supplier_id, {}).update(table)
    last = paths[-1] if paths else Path("sources.toml")
    return {supplier_id: _supplier(supplier_id, table, last) for supplier_id, table in laid.items()}


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SeeingStarsError(
            f"the file of suppliers must be TOML that can be read; {error}, at {path}; give another with --sources",
            f"het bestand met leveranciers moet leesbare TOML zijn; {error}, op {path}; geef een ander met --sources",
        ) from error


def _supplier(supplier_id: str, table: dict[str, Any], path: Path) -> Supplier:
    where = f"{supplier_id}."
    for key in table:
        if key not in _TEXTS + _MAY:
            raise _broken(path, where + key, f"one of {', '.join(_TEXTS + _MAY)}", f"een van {', '.join(_TEXTS + _MAY)}", table[key])  # fmt: skip
    for key in _TEXTS:
        if not isinstance(table.get(key), str):
            raise _broken(path, where + key, "a text", "een tekst", table.get(key))
    _check_address(supplier_id, table["address"], path)
    known = dict(table)
    for key, low, high in (("pause_s", 0.0, 3600.0), ("within_km", 0.0, 500.0)):
        if key in table:
            known[key] = _number(path, where + key, table[key], low, high)
    known["stations"] = tuple(_station(path, where, one) for one in table.get("stations", []))
    known["documents"] = {str(year): number for year, number in table.get("documents", {}).items()}
    if any(not isinstance(number, int) for number in known["documents"].values()):
        raise _broken(path, where + "documents", "a whole number a year", "een heel getal per jaar", table["documents"])
    known["layers"] = tuple(map(str, table.get("layers", [])))
    if "serves_box" in table:
        known["serves_box"] = _box(path, where + "serves_box", table["serves_box"])
    return Supplier(supplier_id, **known)


def _check_address(supplier_id: str, address: str, path: Path) -> None:
    allowed = ADDRESS_FIELDS[supplier_id]
    try:
        fields = {name for _, name, _, _ in Formatter().parse(address) if name is not None}
    except ValueError:
        fields = {"?"}
    if fields - allowed or (address and not address.startswith(("http://", "https://"))):
        could = ", ".join(f"{{{name}}}" for name in sorted(allowed)) or "none"
        raise _broken(path, f"{supplier_id}.address", f"an http(s) address with no other fields than {could}", f"een http(s)-adres met geen andere velden dan {could}", address)  # fmt: skip


def _station(path: Path, where: str, one: Any) -> Station:
    key = where + "stations"
    name = one.get("id") if isinstance(one, dict) else None
    # It becomes part of addresses and of file names.
    if not isinstance(name, str) or not name or not all(c.isalnum() or c in "-_." for c in name) or name[0] == ".":
        raise _broken(path, key, "tables with an id of letters, digits, - _ and .", "tabellen met een id van letters, cijfers, - _ en .", one)  # fmt: skip
    if set(one) - {"id", "longitude_deg", "latitude_deg", "first_night"}:
        raise _broken(path, key, "tables of id, longitude_deg, latitude_deg and first_night", "tabellen met id, longitude_deg, latitude_deg en first_night", one)  # fmt: skip
    first = one.get("first_night")
    if first is not None and type(first) is not date:
        raise _broken(path, f"{key}.{name}.first_night", "a date", "een datum", first)
    return Station(
        name,
        _number(path, f"{key}.{name}.longitude_deg", one.get("longitude_deg"), -180, 180),
        _number(path, f"{key}.{name}.latitude_deg", one.get("latitude_deg"), -90, 90),
        first,
    )


def _box(path: Path, key: str, value: Any) -> tuple[float, float, float, float]:
    if not isinstance(value, list) or len(value) != 4:
        raise _broken(path, key, "west, south, east, north", "west, zuid, oost, noord", value)
    west, south, east, north = (_number(path, key, one, -180, 180) for one in value)
    return west, south, east, north


def _number(path: Path, key: str, value: Any, low: float, high: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise _broken(path, key, f"a number from {low:g} to {high:g}", f"een getal van {low:g} tot {high:g}", value)
    return float(value)


def _broken(path: Path, key: str, rule: str, regel: str, value: object) -> SeeingStarsError:
    return SeeingStarsError(
        f"{key} must be {rule}; got {value!r}, in {path.name}", f"{key} moet {regel} zijn; er staat {value!r}, in {path.name}"
    )  # fmt: skip
