"""A Debian with Python as a tar stream, from the files of this very machine: an image for tests, without a registry and without a network."""

from __future__ import annotations

import glob
import io
import os
import subprocess
import sys
import sysconfig
import tarfile
from collections.abc import Iterator
from pathlib import Path

PACKAGES = """base-files base-passwd bash coreutils dash debianutils diffutils findutils grep gzip hostname libc-bin libc6 libgcc-s1 libstdc++6
libtinfo6 libselinux1 libpcre2-8-0 libacl1 libattr1 libgmp10 libssl3 zlib1g libbz2-1.0 liblzma5 libffi8 libsqlite3-0 libreadline8 libncursesw6
libuuid1 libexpat1 libcrypt1 libdb5.3 libnsl2 libtirpc3 mawk ncurses-base netbase procps libproc2-0 libsystemd0 libzstd1 liblz4-1 libcap2
libgcrypt20 libgpg-error0 sed tar util-linux libmount1 libblkid1 libsmartcols1 libaudit1 libcap-ng0"""
SKIPPED = tuple(
    f"/usr/share/{name}" for name in ("doc", "man", "locale", "info", "lintian", "bash-completion", "zoneinfo", "common-licenses")
)
FOLDERS = {"tmp": 0o1777, "var/tmp": 0o1777, "root": 0o700, "home": 0o755, "proc": 0o755, "sys": 0o755, "dev": 0o755, "run": 0o755}
ALSO = ("/etc/passwd", "/etc/group", "/etc/nsswitch.conf", "/etc/ld.so.conf", "/usr/bin/awk", "/etc/alternatives/awk")
CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt"
VERSION = "python{}.{}".format(*sys.version_info)
WITHOUT = ("__pycache__", "test", "tests", "idlelib", "lib2to3", "ensurepip", "tkinter", "turtledemo", "site-packages")
# Of Python's own packages, so that one line in a Dockerfile may use pip.
TOOLS = ("pip", "setuptools", "_distutils_hack")


def write(path: Path) -> None:
    with tarfile.open(path, "w") as archive:
        Image(archive).fill()


class Image:
    def __init__(self, archive: tarfile.TarFile) -> None:
        self.archive = archive
        self.there: set[str] = set()

    def fill(self) -> None:
        for folder in ("usr/bin", "usr/sbin", "usr/lib", "usr/lib64", "usr/local/bin", "usr/local/lib"):
            self.folder(folder)
        for link in ("/bin", "/sbin", "/lib", "/lib64"):  # of the merged /usr, before any file below them
            self.add(link)
        for path in _of_packages():
            self.add(path)
        for path in (*ALSO, *glob.glob("/etc/ld.so.conf.d/*"), CERTIFICATES):
            if os.path.exists(path):
                self.add(os.path.realpath(path), path)
        for folder, mode in FOLDERS.items():
            self.folder(folder, mode)
        self._python()

    def _python(self) -> None:
        """From its own prefix to /usr/local; it finds its library from where its executable is."""
        prefix = sysconfig.get_config_var("installed_base")
        self.add(os.path.realpath(sys._base_executable), f"usr/local/bin/{VERSION}")  # type: ignore[attr-defined]
        for name in ("python3", "python"):
            self.link(f"usr/local/bin/{name}", VERSION)
        for library in glob.glob(f"{prefix}/lib/libpython3*.so*"):  # where the loader looks without a cache
            self.add(library, f"usr/lib/{sysconfig.get_config_var('MULTIARCH')}/{os.path.basename(library)}")
        for path in _of_python(f"{prefix}/lib/{VERSION}"):
            self.add(path, f"usr/local/lib/{VERSION}/" + os.path.relpath(path, f"{prefix}/lib/{VERSION}"))

    def add(self, path: str, name: str = "") -> None:
        name = (name or path).lstrip("/")
        if name in self.there or not os.path.lexists(path):
            return
        self._above(name)
        self.there.add(name)
        self.archive.add(path, name, recursive=False, filter=_without_names)

    def folder(self, name: str, mode: int = 0o755) -> None:
        if name in self.there:
            return
        self._above(name)
        entry = tarfile.TarInfo(name)
        entry.type, entry.mode = tarfile.DIRTYPE, mode
        self.there.add(name)
        self.archive.addfile(entry)

    def link(self, name: str, to: str) -> None:
        entry = tarfile.TarInfo(name)
        entry.type, entry.linkname = tarfile.SYMTYPE, to
        self.archive.addfile(entry)

    def _above(self, name: str) -> None:
        parent = os.path.dirname(name)
        if not parent or parent in self.there:
            return
        if os.path.islink("/" + parent):
            self.add("/" + parent)
        else:
            self.folder(parent)


def archive_of(files: dict[str, bytes]) -> bytes:
    """A tar of these files alone: the context of a build, or an image of nothing else."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(content), 0o755
            archive.addfile(entry, io.BytesIO(content))
    return buffer.getvalue()


def _of_packages() -> list[str]:
    listed = subprocess.run(["dpkg", "-L", *PACKAGES.split()], capture_output=True, text=True).stdout.splitlines()
    wanted = {path for path in listed if path.startswith("/") and not path.startswith(SKIPPED) and path != "/."}
    there = {os.path.join(os.path.realpath(os.path.dirname(path)), os.path.basename(path)) for path in wanted}
    return sorted(path for path in there if os.path.islink(path) or not os.path.isdir(path))


def _of_python(library: str) -> Iterator[str]:
    for folder, folders, names in os.walk(library):
        folders[:] = [name for name in folders if name not in WITHOUT and not name.startswith("config-")]
        yield from (os.path.join(folder, name) for name in names if not name.endswith((".a", ".pyc")))
    for tool in TOOLS:
        for folder, folders, names in os.walk(f"{library}/site-packages/{tool}"):
            folders[:] = [name for name in folders if name != "__pycache__"]
            yield from (os.path.join(folder, name) for name in names if not name.endswith(".pyc"))


def _without_names(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uname = entry.gname = ""
    return entry
