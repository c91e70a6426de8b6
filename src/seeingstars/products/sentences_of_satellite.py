"""Products: what is said of the satellite and its pictures, in Dutch and English."""

from __future__ import annotations

from seeingstars.event import Text

SATELLITE_SENTENCES: dict[str, Text] = {
    "lights_title": Text("Wat de satelliet 's nachts ziet", "What the satellite sees at night"),
    "lights_baseline": Text(
        "Gewone nachten: het midden van {nights} heldere nachten",
        "Ordinary nights: the median of {nights} clear nights",
    ),
    "lights_baseline_none": Text("Gewone nachten: geen enkele heldere", "Ordinary nights: not a clear one"),
    "lights_event": Text("De nacht zelf, om {clock}", "The night itself, at {clock}"),
    "lights_event_unknown": Text("De nacht zelf, tijd onbekend", "The night itself, time unknown"),
    "lights_event_none": Text("Van de nacht zelf is er geen beeld", "There is no image of the night itself"),
    "lights_missing": Text("gearceerd: geen helder beeld", "hatched: no clear view"),
    "lights_none": Text("Er zijn geen satellietbeelden gebruikt.", "No satellite images were used."),
    "lights_too_late": Text(
        "De satelliet kwam om {clock} over, {hours} uur nadat de lampen weer aan waren. Deze kaart laat dus zien hoe licht het anders is, niet wat er die avond gebeurde.",
        "The satellite passed at {clock}, {hours} hours after the lights were back on. So this map shows how bright it is otherwise, not what happened that evening.",
    ),
    "lights_too_early": Text(
        "De satelliet kwam om {clock} over, {hours} uur voordat de lampen uitgingen. Deze kaart laat dus niet zien wat er in het venster gebeurde.",
        "The satellite passed at {clock}, {hours} hours before the lights went off. So this map does not show what happened in the window.",
    ),
    "lights_in_time": Text(
        "De satelliet kwam om {clock} over, terwijl de lampen uit waren.",
        "The satellite passed at {clock}, while the lights were off.",
    ),
    "lights_time_unknown": Text(
        "Hoe laat de satelliet overkwam, staat niet in deze bestanden. Gewoonlijk is dat rond 01:30 plaatselijke zonnetijd; daarom telt het beeld niet als een blik op de donkere uren.",
        "These files do not say when the satellite passed. Usually that is near 01:30 local solar time; so the image does not count as a look at the lights-off hours.",
    ),
    "lights_pixel": Text(
        "Eén beeldpunt is ongeveer {width} bij {height} m.", "One pixel is about {width} by {height} m."
    ),
    "alt_nightlights": Text(
        "Twee kaarten van het licht dat omhoog gaat, met de rand van het gebied: links gewone nachten, rechts de nacht zelf. {words}",
        "Two maps of the light that goes up, with the outline of the area: ordinary nights on the left, the night itself on the right. {words}",
    ),
    "satellite_can": Text(
        "De satelliet meet hoeveel licht er 's nachts recht omhoog gaat. Zo zie je waar het anders licht of donker is.",
        "The satellite measures how much light goes straight up at night. That shows where it is bright or dark otherwise.",
    ),
    "satellite_cannot": Text(
        "Hij ziet geen sterren, niet door wolken heen, niet het gloeien van de hemel zelf, en niets kleiners dan een paar straten. En hij komt maar een paar keer per nacht langs.",
        "It sees no stars, nothing through clouds, not the glow of the sky itself, and nothing smaller than a few streets. And it passes only a few times a night.",
    ),
    "caption_nightlights": Text(
        "Geel is veel licht omhoog, blauw is weinig; waar arcering staat, zag de satelliet niets bruikbaars.",
        "Yellow is much light going up, blue is little; where it is hatched, the satellite saw nothing usable.",
    ),
    "caption_nightlights_none": Text("Er zijn geen satellietbeelden gebruikt.", "No satellite images were used."),
    "file_nightlights.nc": Text(
        "het nachtlicht, nacht voor nacht (CF netCDF)", "the night lights, night by night (CF netCDF)"
    ),
    "file_nightlights_change.tif": Text(
        "de verandering per beeldpunt (Cloud-Optimised GeoTIFF)", "the change per pixel (Cloud-Optimised GeoTIFF)"
    ),
    "lights_pixel_viirs": Text(
        "Eén beeldpunt is ongeveer {width} bij {height} m; één blik van de satelliet (ongeveer 750 m) beslaat er meer, en er is niets gladgestreken.",
        "One pixel is about {width} by {height} m; one look of the satellite (about 750 m) covers several, and nothing is smoothed.",
    ),
    # ---- the map of what changed
    "change_title": Text("Wat er veranderde, beeldpunt voor beeldpunt", "What changed, pixel by pixel"),
    "change_scale": Text("Licht vergeleken met gewone nachten", "Light compared with ordinary nights"),
    "change_less": Text("← minder licht", "← less light"),
    "change_more": Text("meer licht →", "more light →"),
    "change_too_dark": Text("te donker om te meten", "too dark to measure"),
    "change_darker": Text("veranderd: donkerder", "changed: darker"),
    "change_brighter": Text("veranderd: lichter", "changed: brighter"),
    "alt_change": Text(
        "Kaart van het verschil in licht met gewone nachten, voor elk beeldpunt, met de rand van het gebied. {words}",
        "Map of the difference in light from ordinary nights, for each pixel, with the outline of the area. {words}",
    ),
    "caption_change": Text(
        "Paars is minder licht dan anders, oranje meer; wit is evenveel. Alleen een omlijnd beeldpunt mag veranderd heten, en waar arcering staat weten we niets.",
        "Purple is less light than usual, orange more; white is as much. Only an outlined pixel may be called changed, and where it is hatched we know nothing.",
    ),
    "caption_change_none": Text("Er zijn geen satellietbeelden gebruikt.", "No satellite images were used."),
}
