"""Images that a run logs: files, and plots drawn with matplotlib."""

import io
import os
from time import time

from azureml.exceptions import MissingFile, UserErrorException

from . import files

BEGINNINGS = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"RIFF")


def keep(run, name, path, plot):
    """Keep the image among the run's files; the name it has there."""
    if (path is None) == (plot is None):
        raise UserErrorException("log_image takes a path or a plot, one of the two.")
    if path is None:
        return _keep_plot(run, name, plot)
    path = os.fspath(path)
    _check(path)
    return _keep_file(run, path)


def _keep_plot(run, name, plot):
    """`plot` is matplotlib's pyplot, a figure, or what has one (axes)."""
    figure = plot if hasattr(plot, "savefig") else getattr(plot, "figure", None)
    if not hasattr(figure, "savefig"):
        raise UserErrorException(f"log_image draws a plot of matplotlib, and a {type(plot).__name__} is none: save it and give its path.")
    drawn = io.BytesIO()
    figure.savefig(drawn, format="png")
    drawn.seek(0)
    return files.upload(run._child, _free(run, f"{name}_{int(time())}.png"), drawn)


def _check(path):
    if not os.path.isfile(path):
        raise MissingFile(f"log_image: there is no file {os.path.abspath(path)}.")
    with open(path, "rb") as file:
        if not file.read(8).startswith(BEGINNINGS):
            raise UserErrorException(f"log_image: {path} is no image (PNG, JPEG, GIF, BMP, TIFF or WebP).")


def _keep_file(run, path):
    """A file that lies among the run's files already stays where it is."""
    known = files.name_of(run._child, path)
    if known:
        return known
    inside = not os.path.isabs(path) and not os.path.normpath(path).startswith("..")
    return files.upload(run._child, _free(run, os.path.normpath(path) if inside else os.path.basename(path)), path)


def _free(run, name):
    """A name that no file of the run has: a loop may log the same plot each second, or the same file each epoch."""
    stem, ending = os.path.splitext(name)
    number = 1
    while files.exists(run._child, name):
        number += 1
        name = f"{stem}_{number}{ending}"
    return name
