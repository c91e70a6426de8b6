"""One look for every picture."""

from pathlib import Path

import matplotlib as mpl
import pytest

from seeingstars.products.labels import place_labels
from seeingstars.products.style import house_style, new_figure, plain, save_picture, stamp_simulated


def test_the_settings_of_matplotlib_are_put_back() -> None:
    before = dict(mpl.rcParams)
    with house_style():
        assert mpl.rcParams["svg.hashsalt"] == "seeingstars"
    assert dict(mpl.rcParams) == before


def test_the_settings_of_a_user_change_no_picture() -> None:
    with mpl.rc_context({"axes.facecolor": "red", "text.usetex": False}), house_style():
        assert mpl.rcParams["axes.facecolor"] == "white"


@pytest.mark.parametrize(("text", "shown"), [("a$b$", r"a\$b\$"), ("a\x00\nb", "a  b")])
def test_text_of_others_is_drawn_as_it_stands(text: str, shown: str) -> None:
    assert plain(text) == shown


def test_what_is_not_simulated_bears_no_stamp() -> None:
    figure = new_figure(width_in=2, height_in=2)
    stamp_simulated(figure, simulated=False, language="nl")
    assert figure.texts == []


def test_a_stored_picture_is_what_was_drawn_within_what_an_eye_sees(tmp_path: Path) -> None:
    import numpy as np
    from PIL import Image

    with house_style():
        figure = new_figure(width_in=4.1, height_in=3.3)
        figure.add_axes((0.2, 0.2, 0.7, 0.7)).imshow(np.arange(100.0).reshape(10, 10), cmap="cividis")
        png, _ = save_picture(figure, stem=tmp_path / "a", title="ten by ten")
        figure.savefig(tmp_path / "true.png", dpi=144)
    with Image.open(png) as few, Image.open(tmp_path / "true.png") as true:
        assert (few.mode, few.size) == ("P", true.size)
        away = np.abs(np.asarray(few.convert("RGB"), dtype=int) - np.asarray(true.convert("RGB"), dtype=int))
    assert away.max() <= 12


def test_names_of_points_close_together_do_not_overlap() -> None:
    import numpy as np

    with house_style():
        figure = new_figure(width_in=5, height_in=5)
        axes = figure.add_axes((0.1, 0.1, 0.8, 0.8))
        place_labels(
            axes, np.array([0.5, 0.52, 0.51]), np.array([0.5, 0.5, 0.53]), ["Sterrewacht", "Academie", "Plexus"]
        )
        renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]
        boxes = [text.get_window_extent(renderer) for text in axes.texts]
    assert len(boxes) == 3
    assert [boxes[i].overlaps(boxes[j]) for i in range(3) for j in range(i)] == [False] * 3
