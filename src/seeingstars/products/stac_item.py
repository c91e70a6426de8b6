"""Products: the publication as a STAC item: where, when, and its files, for catalogues of maps and images."""

from __future__ import annotations

from typing import Any

from shapely.geometry import mapping

from seeingstars.products.described import Described

_ROLES = {".md": "metadata", ".cff": "metadata", ".json": "metadata", "": "metadata"}
_DATA_JSON = ("result.json", "baseline.json")


def stac_item(described: Described) -> dict[str, Any]:
    """A STAC 1.1 item of core fields only, so that it can be validated without the internet.

    Parameters
    ----------
    described : Described

    Returns
    -------
    dict
        GeoJSON feature: the geometry is that of the event's areas (longitude, latitude), the time that of its window;
        the assets are the files that people take home, each by an address relative to the item. The time zone of the
        wall clock stands under ``seeingstars:timezone``, the parts of the window without its transitions under
        ``seeingstars:usable_parts``.

    References
    ----------
    STAC specification 1.1, https://stacspec.org; no extension is used.

    Examples
    --------
    >>> stac_item.__name__
    'stac_item'
    """
    import pystac

    event, shape = described.event, described.shape
    item = pystac.Item(
        id=event.event_id,
        geometry=mapping(shape),
        bbox=[float(edge) for edge in shape.bounds],
        datetime=None,
        start_datetime=event.window.start,
        end_datetime=event.window.end,
        properties=_properties(described),
    )
    for file in described.taken_home:
        title = file.what.en + (" (SIMULATED)" if described.is_simulated else "")
        item.add_asset(
            file.address,
            pystac.Asset(f"./{file.address}", title=title, media_type=file.media_type, roles=[_role(file.address)]),
        )
    # The address of the schema's own version is set by the library; links of our own are relative.
    item.add_link(pystac.Link("license", "./LICENCES.md", media_type="text/markdown", title="Licences of the sources"))
    item.add_link(pystac.Link("about", "./README.md", media_type="text/markdown"))
    written: dict[str, Any] = _plain(item.to_dict(include_self_link=False, transform_hrefs=False))
    return written


def _properties(described: Described) -> dict[str, Any]:
    return {
        "title": described.title.en,
        "description": described.summary.en,
        "license": "other",
        "keywords": ["light pollution", "night sky brightness", "lights-off event"],
        "seeingstars:timezone": described.event.timezone,
        "seeingstars:usable_parts": [
            [part.start.isoformat(), part.end.isoformat()]
            for part in described.event.usable_parts(described.event.night)
        ],
        "seeingstars:night": described.event.night.isoformat(),
        "seeingstars:verdicts": {one["stream"]: one["verdict"] for one in described.result.get("comparisons", [])},
        "seeingstars:simulated": described.is_simulated,
        "seeingstars:version": described.version,
    }


def _role(address: str) -> str:
    ending = address[address.rfind(".") :] if "." in address else ""
    return "data" if address in _DATA_JSON else _ROLES.get(ending, "data")


def _plain(value: Any) -> Any:
    """Lists for the tuples of coordinates, as JSON has no others."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list | tuple) else value
