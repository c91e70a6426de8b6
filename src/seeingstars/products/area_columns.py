"""Products: the columns of the table of areas and nights, and of those beside it: unit and meaning in English and Dutch."""

from __future__ import annotations

from seeingstars.columns import Column

_RADIANCE = "nW cm-2 sr-1"

AREA_NIGHT_COLUMNS: tuple[Column, ...] = (
    Column("area_id", "category", "", "the area, as its file names it", "het gebied, zoals het bestand het noemt"),
    Column("product", "category", "", "product of the supplier, such as VNP46A2; never mixed", "product van de leverancier, zoals VNP46A2; nooit gemengd"),
    Column("collection", "category", "", "collection of the supplier; never mixed", "collectie van de leverancier; nooit gemengd"),
    Column("platform", "category", "", "satellite, or the source that was stated; never mixed", "satelliet, of de genoemde bron; nooit gemengd"),
    Column("first_day", "date", "", "first UTC day that the value covers", "eerste UTC-dag van de waarde"),
    Column("last_day", "date", "", "last UTC day that the value covers; of a daily value the same day", "laatste UTC-dag van de waarde; bij een dagwaarde dezelfde dag"),
    Column("night", "date", "", "local date of the evening of a daily value, from noon to noon by the sun; empty for months and years", "plaatselijke datum van de avond van een dagwaarde, van middag tot middag volgens de zon; leeg voor maanden en jaren"),
    Column("night_is_sure", "bool", "", "false where the time of the pass is not known and it may have been another night, and where the UTC day holds passes of two nights over the area", "onwaar waar de tijd van de overkomst niet bekend is en het een andere nacht kan zijn, en waar de UTC-dag overkomsten van twee nachten boven het gebied bevat"),
    Column("mean_radiance_nw_cm2_sr", "float64", _RADIANCE, "mean radiance of the pixels used, by the share of each in the area; empty where none was used, never filled; pixels of 15 arc seconds count alike, whatever their size on the ground", "gemiddelde straling van de gebruikte pixels, naar het deel van elk in het gebied; leeg als er geen is gebruikt, nooit opgevuld; pixels van 15 boogseconden tellen gelijk, hoe groot ze op de grond ook zijn", (0.0, float("inf"))),
    Column("sum_of_lights_nw_cm2_sr_px", "float64", _RADIANCE + " pixel", "sum of radiance times share over the pixels used; what was not seen is not in it", "som van straling maal deel over de gebruikte pixels; wat niet is gezien zit er niet in", (0.0, float("inf"))),
    Column("covered_share", "float64", "1", "share of the area with a radiance, clear or not", "deel van het gebied met een straling, helder of niet", (0.0, 1.0)),
    Column("clear_share", "float64", "1", "share of the area that the pixels used cover", "deel van het gebied dat de gebruikte pixels beslaan", (0.0, 1.0)),
    Column("n_clear_pixels", "int32", "1", "pixels used, those at the edge included", "gebruikte pixels, ook die aan de rand", (0.0, float("inf"))),
    Column("sampling_uncertainty_nw_cm2_sr", "float64", _RADIANCE, "standard uncertainty of the mean since part of the area was not seen: 0 where all was, empty where a single pixel stands for the rest", "standaardonzekerheid van het gemiddelde doordat een deel van het gebied niet is gezien: 0 als alles is gezien, leeg als één pixel voor de rest staat", (0.0, float("inf"))),
    Column("image_uncertainty_nw_cm2_sr", "float64", _RADIANCE, "standard uncertainty of the mean since steady lights scatter from image to image: 20 % of a daily, 15 % of a monthly, 10 % of an annual value, at least that of 0.5 (our choice); shared by all areas of an image; empty for images of other makers", "standaardonzekerheid van het gemiddelde doordat vaste lichten van beeld tot beeld verschillen: 20 % van een dag-, 15 % van een maand-, 10 % van een jaarwaarde, minstens die van 0,5 (onze keuze); gelijk voor alle gebieden van een beeld; leeg voor beelden van andere makers", (0.0, float("inf")), "Solbrig et al. 2020, Atmospheric Measurement Techniques 13, 165"),
    Column("standard_uncertainty_nw_cm2_sr", "float64", _RADIANCE, "both together, added as squares", "beide samen, als kwadraten opgeteld", (0.0, float("inf")), "Cochran 1977, Sampling Techniques"),
    Column("below_detection_limit", "bool", "", "the mean is below 0.5: light cannot be told from none; kept, not to be trusted", "het gemiddelde ligt onder 0,5: licht is niet van geen licht te onderscheiden; bewaard, niet op te vertrouwen"),
    Column("mask", "category", "", "which pixels are used: strict (highest quality, night, confidently clear, no snow), good_composite (its quality layer is 0), every_value (the file cannot tell)", "welke pixels zijn gebruikt: strict (hoogste kwaliteit, nacht, zeker helder, geen sneeuw), good_composite (kwaliteitslaag is 0), every_value (het bestand zegt het niet)"),
    Column("pass_first_utc", "datetime64[ms, UTC]", "UTC", "when the first pixel of the area was seen; empty where not known", "wanneer de eerste pixel van het gebied is gezien; leeg als onbekend"),
    Column("pass_last_utc", "datetime64[ms, UTC]", "UTC", "when the last pixel of the area was seen; empty where not known", "wanneer de laatste pixel van het gebied is gezien; leeg als onbekend"),
    Column("acquisition_time_known", "bool", "", "whether that is known, from the at-sensor tile (A1) or the image itself", "of dat bekend is, uit de sensortegel (A1) of het beeld zelf"),
    Column("in_window", "int8", "1", "whether the satellite looked in the lights-off hours of the clock: 1 yes, 0 no and -1 not known; empty without an event and for months and years", "of de satelliet keek in de donkere uren van de klok: 1 ja, 0 nee en -1 onbekend; leeg zonder evenement en voor maanden en jaren", (-1.0, 1.0)),
    Column("view_zenith_deg", "float64", "degree", "mean angle of view from the zenith, from the at-sensor tile (A1); empty where not known", "gemiddelde kijkhoek vanaf het zenit, uit de sensortegel (A1); leeg als onbekend", (0.0, 90.0)),
    Column("is_simulated", "bool", "", "true for made-up files of a rehearsal, never measured", "waar voor verzonnen bestanden van een oefening, nooit gemeten"),
)  # fmt: skip

AREA_COLUMNS: tuple[Column, ...] = (
    Column("area_id", "str", "", "the area, as its file names it", "het gebied, zoals het bestand het noemt"),
    Column("name", "str", "", "its name, where the file has one", "de naam, als het bestand die heeft"),
    Column("longitude_deg", "float64", "degree_east", "a point inside the area", "een punt in het gebied", (-180.0, 180.0)),
    Column("latitude_deg", "float64", "degree_north", "a point inside the area", "een punt in het gebied", (-90.0, 90.0)),
    Column("size_pixels", "float64", "1", "size in pixels of 15 arc seconds; empty for an area without a shape", "grootte in pixels van 15 boogseconden; leeg voor een gebied zonder vorm", (0.0, float("inf"))),
    Column("has_tile", "bool", "", "whether any file given or kept covers part of it; false: no row in area_nights", "of een gegeven of bewaard bestand er iets van beslaat; onwaar: geen rij in area_nights"),
    Column("done_to_shape", "str", "", "what was done to the shape to put it on the map; empty for most", "wat met de vorm is gedaan om hem op de kaart te krijgen; meestal leeg"),
)  # fmt: skip

TREND_COLUMNS: tuple[Column, ...] = (
    Column("verdict", "str", "", "brighter, darker, no_clear_trend or cannot_tell", "brighter (lichter), darker (donkerder), no_clear_trend (geen duidelijke trend) of cannot_tell (niet te zeggen)"),
    Column("trend_percent_year", "float64", "% year-1", "change of the radiance a year", "verandering van de straling per jaar"),
    Column("trend_low_percent_year", "float64", "% year-1", "lower end of the 95 % interval", "ondergrens van het 95%-interval"),
    Column("trend_high_percent_year", "float64", "% year-1", "upper end of the 95 % interval", "bovengrens van het 95%-interval"),
    Column("p_value", "float64", "1", "two-sided p-value of no trend", "tweezijdige p-waarde van geen trend", (0.0, 1.0)),
    Column("season_percent", "float64", "%", "half the range of the fitted season", "halve uitslag van het geschatte seizoen"),
    Column("season_p_value", "float64", "1", "p-value of no season", "p-waarde van geen seizoen", (0.0, 1.0)),
    Column("brightest_month", "int64", "1", "month in which the fitted season is brightest; 0 for none", "maand waarin het geschatte seizoen het helderst is; 0 voor geen", (0.0, 12.0)),
    Column("n_used", "int64", "1", "composites used", "gebruikte samenvattingen"),
    Column("n_too_dark", "int64", "1", "composites below the detection limit, not used", "samenvattingen onder de detectiegrens, niet gebruikt"),
    Column("n_too_little_seen", "int64", "1", "composites in which less than half of the area was seen, not used", "samenvattingen waarin minder dan de helft van het gebied is gezien, niet gebruikt"),
    Column("reason_en", "str", "", "why nothing can be told", "waarom niets te zeggen is, in het Engels"),
    Column("reason_nl", "str", "", "why nothing can be told, in Dutch", "waarom niets te zeggen is"),
    Column("is_discovery", "bool", "", "a trend among all areas, one in ten of those so called being wrong (Benjamini-Hochberg)", "een trend te midden van alle gebieden, waarbij een op de tien zo genoemde onterecht is (Benjamini-Hochberg)"),
)  # fmt: skip
