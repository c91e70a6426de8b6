"""Products: the notebook that works out the verdict again from the published files alone."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

NOTEBOOK = "reproduce.ipynb"


def write_notebook(folder: Path) -> Path:
    """Put ``reproduce.ipynb`` into a publication: the same bytes in each, for it reads the files beside it.

    Parameters
    ----------
    folder : existing folder

    Returns
    -------
    the path

    Notes
    -----
    It needs pandas, pyarrow, xarray, h5netcdf, numpy and scipy and not this program; it holds no outputs.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_notebook(Path(folder)).name
    'reproduce.ipynb'
    """
    path = folder / NOTEBOOK
    path.write_bytes(files("seeingstars.products").joinpath(NOTEBOOK).read_bytes())
    return path
