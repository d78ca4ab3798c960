"""The run's files by their names: `outputs/x` and `logs/x` lie in those folders, any other name in `files/`."""

import fcntl
import os
import shutil
from contextlib import contextmanager

from azureml.exceptions import MissingFile, UserErrorException

from .facts import folder
from .lines import tell

KEPT = ("outputs", "logs")
LONGEST = 900


def upload(child, name, source):
    """Keep a file, or what a stream gives, under this name: whole or not at all, and each name once. Returns the name it is listed under."""
    target, listed = _place(child, name), _listed(child, _plain(name))
    if not hasattr(source, "read"):
        source = _existing(os.fspath(source))
    with _claim(listed, target) as claim:
        _copy(source, target)
        claim.write("uploaded")
    tell("a", {"path": listed, "files": 1, "size": os.path.getsize(target), "uploaded": True}, child)
    return listed


def upload_folder(child, name, path):
    """Every file below the folder `path`, each under `name`/its path there."""
    if not os.path.isdir(path):
        raise MissingFile(f"There is no folder {os.path.abspath(path)} to upload.")
    found = [os.path.join(at, file) for at, _, names in os.walk(path) for file in sorted(names)]
    return [upload(child, name + "/" + os.path.relpath(file, path), file) for file in found]


def names(child):
    """The names of all files of the run now, or of one child."""
    if child:
        return sorted(path.lstrip("/") for path in _below(_root(child, "")))
    return sorted([name + path for name in KEPT for path in _below(folder(name))] + [path[1:] for path in _below(folder("files"))])


def exists(child, name):
    return os.path.lexists(_place(child, name))


def path_of(child, name):
    """Where the file of this name lies."""
    path = _place(child, name)
    if not os.path.exists(path):
        raise UserErrorException(f"There is no file {name!r} in this run; run.get_file_names() lists what there is.")
    return path


def name_of(child, path):
    """The name under which a file is listed that lies among the run's files already; None where it does not."""
    real = os.path.realpath(path)
    for name in KEPT:
        inside = os.path.realpath(_root(child, name))
        if real.startswith(inside + os.sep):
            return _listed(child, name + real[len(inside) :])
    return None


def download(child, name, target=None):
    """Copy the file of this name to `target` (a folder: into it; none: into the working folder)."""
    source = path_of(child, name)
    target = os.fspath(target) if target else os.path.basename(name)
    if os.path.isdir(target) or target.endswith("/"):
        target = os.path.join(target, os.path.basename(name))
    if os.path.realpath(target) != source:
        _copy(source, os.path.abspath(target))


def _root(child, name):
    if child:
        return os.path.join(folder("files"), child, name)
    return folder(name)


def _place(child, name):
    first, _, rest = _plain(name).partition("/")
    root = _root(child, first if first in KEPT and rest else "files" if not child else "")
    target = os.path.join(root, rest if first in KEPT and rest else _plain(name))
    real = os.path.realpath(target)
    if not real.startswith(os.path.realpath(root).rstrip("/") + os.sep):
        raise UserErrorException(f"The name {name!r} leads out of the run's files: give one such as 'plots/loss.png'.")
    return real


def _plain(name):
    """The name as it is listed: no './', no '..', never from the root."""
    name = os.path.normpath(str(name).replace("\\", "/")).lstrip("/")
    if name in ("", ".", "..") or name.startswith("../") or len(name) > LONGEST or not name.isprintable():
        raise UserErrorException(f"{name!r} cannot be the name of a file of a run: give one such as 'plots/loss.png'.")
    return name


def _listed(child, name):
    return child + "/" + name if child else name


def _existing(path):
    if not os.path.isfile(path):
        raise MissingFile(f"There is no file {os.path.abspath(path)} to upload.")
    return os.path.realpath(path)


@contextmanager
def _claim(listed, target):
    """A file whose name and words say that this one was uploaded, locked meanwhile: of several processes that upload it at once, one does.
    The lock of one that was killed is free again, and nothing was said."""
    import hashlib

    claims = folder("uploaded")
    os.makedirs(claims, exist_ok=True)
    with open(os.path.join(claims, hashlib.sha1(listed.encode("utf-8", "surrogateescape")).hexdigest()), "a+") as claim:
        fcntl.flock(claim, fcntl.LOCK_EX)
        claim.seek(0)
        if claim.read() and os.path.exists(target):
            raise UserErrorException(f"Resource Conflict: ArtifactId {listed} already exists. Upload it under another name.")
        yield claim


def _copy(source, target):
    if source == target:
        return
    os.makedirs(os.path.dirname(target), exist_ok=True)
    part = f"{target}.{os.getpid()}.part"
    try:
        _fill(source, part)
        os.replace(part, target)
    finally:
        if os.path.exists(part):
            os.remove(part)


def _fill(source, part):
    if not hasattr(source, "read"):
        shutil.copyfile(source, part)
        return
    with open(part, "wb") as file:
        for piece in iter(lambda: source.read(1024 * 1024), source.read(0)):
            file.write(piece.encode() if isinstance(piece, str) else piece)


def _below(path):
    """Paths of the files below this folder, each with a '/' before it."""
    for at, _, found in os.walk(path):
        for name in found:
            yield os.path.join(at, name)[len(path.rstrip("/")) :]
