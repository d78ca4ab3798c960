"""A conda channel in a folder, made from nothing: Python itself is this machine's own, and the packages are a few lines each."""

from __future__ import annotations

import hashlib
import io
import json
import os
import platform
import shutil
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path

PYTHON = sysconfig.get_python_version()
PLATFORM = "linux-64" if os.uname().machine == "x86_64" else f"linux-{os.uname().machine}"
# What no test of ours imports makes half of the standard library.
LEFT_OUT = ("__pycache__", "test", "tests", "idlelib", "lib2to3", "site-packages", "config-*", "ensurepip", "tkinter", "turtledemo", "*.a")
BLOCK = 128 * 1024


class Channel:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.url = f"file://{folder}"
        self.packages: dict[tuple[str, str], dict] = {}

    def add(self, name: str, version: str, files: dict[str, str], depends: tuple = (), noarch: bool = True, form: str = "conda") -> None:
        """A package of text files; of a `noarch` one those below site-packages/ go where the environment's Python looks."""
        staged = self.folder / ".staged"
        for path, text in files.items():
            (staged / path).parent.mkdir(parents=True, exist_ok=True)
            (staged / path).write_text(text)
        self._pack(staged, name, version, depends, noarch, form)

    def add_python(self) -> None:
        """The interpreter of these tests with its standard library. Its own search path still leads to its libpython, so it may move."""
        staged, library = self.folder / ".staged", f"lib/python{PYTHON}"
        (staged / "bin").mkdir(parents=True)
        shutil.copy(os.path.realpath(sys.executable), staged / f"bin/python{PYTHON}")
        for name in ("python3", "python"):
            (staged / "bin" / name).symlink_to(f"python{PYTHON}")
        shutil.copytree(sysconfig.get_path("stdlib"), staged / library, symlinks=True, ignore=shutil.ignore_patterns(*LEFT_OUT))
        (staged / library / "site-packages").mkdir()
        (staged / library / "site-packages" / "README").write_text("Packages go here.\n")
        self._pack(staged, "python", platform.python_version(), (), False, "conda", library=library)

    def index(self) -> Channel:
        for subdir in (PLATFORM, "noarch"):
            (self.folder / subdir).mkdir(parents=True, exist_ok=True)
            here = {file: facts for (where, file), facts in self.packages.items() if where == subdir}
            of_form = {form: {file: facts for file, facts in here.items() if file.endswith(form)} for form in (".tar.bz2", ".conda")}
            repodata = {"info": {"subdir": subdir}, "packages": of_form[".tar.bz2"], "packages.conda": of_form[".conda"]}
            (self.folder / subdir / "repodata.json").write_text(json.dumps(repodata))
        return self

    def _pack(self, staged: Path, name: str, version: str, depends: tuple, noarch: bool, form: str, library: str = "") -> None:
        paths = sorted(path for path in staged.rglob("*") if path.is_symlink() or path.is_file())
        facts = {"name": name, "version": version, "build": "0", "build_number": 0, "depends": list(depends), "timestamp": 1700000000000}
        facts |= {"subdir": "noarch", "noarch": "python"} if noarch else {"subdir": PLATFORM}
        facts |= {"python_site_packages_path": f"{library}/site-packages"} if library else {}
        info = {"index.json": facts, "paths.json": {"paths": [_listed(path, staged) for path in paths], "paths_version": 1}}
        if noarch:
            info["link.json"] = {"noarch": {"type": "python", "entry_points": []}, "package_metadata_version": 1}
        into = self.folder / str(facts["subdir"])
        into.mkdir(parents=True, exist_ok=True)
        packed = {f"info/{file}": json.dumps(content).encode() for file, content in info.items()}
        pack = _pack_new if form == "conda" else _pack_old
        file = pack(into, f"{name}-{version}-0", packed, {str(path.relative_to(staged)): path for path in paths})
        content = file.read_bytes()
        self.packages[into.name, file.name] = facts | {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
        shutil.rmtree(staged)


def _listed(path: Path, staged: Path) -> dict:
    content = b"" if path.is_symlink() else path.read_bytes()
    kind = "softlink" if path.is_symlink() else "hardlink"
    facts = {"_path": str(path.relative_to(staged)), "path_type": kind, "size_in_bytes": len(content)}
    placeholder = sysconfig.get_config_var("installed_base")
    if placeholder.encode() in content and b"\0" not in content:  # a text that names where Python was built: rewritten where it is put
        facts |= {"prefix_placeholder": placeholder, "file_mode": "text"}
    return facts | {"sha256": hashlib.sha256(content).hexdigest()}


def _pack_new(into: Path, name: str, info: dict[str, bytes], files: dict[str, Path]) -> Path:
    file = into / f"{name}.conda"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("metadata.json", json.dumps({"conda_pkg_format_version": 2}))
        archive.writestr(f"pkg-{name}.tar.zst", _zstd(_tar({}, files)))
        archive.writestr(f"info-{name}.tar.zst", _zstd(_tar(info, {})))
    return file


def _pack_old(into: Path, name: str, info: dict[str, bytes], files: dict[str, Path]) -> Path:
    file = into / f"{name}.tar.bz2"
    with tarfile.open(file, "w:bz2", compresslevel=1) as archive:
        _fill(archive, info, files)
    return file


def _tar(info: dict[str, bytes], files: dict[str, Path]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        _fill(archive, info, files)
    return buffer.getvalue()


def _fill(archive: tarfile.TarFile, info: dict[str, bytes], files: dict[str, Path]) -> None:
    for name, content in info.items():
        member = tarfile.TarInfo(name)
        member.size = len(content)
        archive.addfile(member, io.BytesIO(content))
    for name, path in files.items():
        archive.add(path, name, recursive=False)


def _zstd(content: bytes) -> bytes:
    """A frame whose blocks are stored as they are (RFC 8878, 3.1.1): no compressor is needed, and nothing is faster to read."""
    blocks = [content[start : start + BLOCK] for start in range(0, len(content), BLOCK)]
    headers = [(len(block) << 3 | (number == len(blocks) - 1)).to_bytes(3, "little") for number, block in enumerate(blocks)]
    window = bytes([7 << 3])  # 2 ** (10 + 7) bytes: one block
    return b"\x28\xb5\x2f\xfd\x00" + window + b"".join(header + block for header, block in zip(headers, blocks, strict=True))
