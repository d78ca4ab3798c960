"""Hostile input: each is refused with a sentence, and the store's files are what they were."""

from __future__ import annotations

import io
import os
import stat
import struct
import tarfile
import zipfile

import pytest

from runs.snapshots import GitRules, Limits, LocalFolders, SnapshotError, from_archive, from_git, from_manifest
from runs.snapshots.links import checked_ref

BAD_NAMES = {
    "../evil": "leads out of its folder",
    "a/../../evil": "leads out of its folder",
    "a/..": "leads out of its folder",
    "/etc/passwd": "absolute",
    "C:\\evil": "absolute",
    "c:evil": "absolute",
    "..\\evil": "backslash",
    "a\\b": "backslash",
    ".GIT/config": "git's own folder",
    "sub/.Git": "git's own folder",
    ".git./config": "git's own folder",
    ".git /config": "git's own folder",
    "git~1/config": "git's own folder",
    ".git::$INDEX_ALLOCATION/config": "git's own folder",
    ".g\u200cit/config": "git's own folder",
    "new\nline": "control character",
    "bell\a": "control character",
    "x" * 256: "too long",
    "/".join(["long"] * 300): "too long",
}


@pytest.fixture
def refused(store, objects):
    """Take it, expect this sentence, and find nothing written."""

    def check(take, source, sentence: str, **limits) -> None:
        before = objects()
        with pytest.raises(SnapshotError, match=sentence) as raised:
            take(store, source, Limits(**limits)) if limits else take(store, source)
        assert objects() == before
        assert str(raised.value).endswith(".") and str(raised.value).isprintable()

    return check


def info(name: str, kind: bytes = tarfile.REGTYPE, target: str = "", size: int = 0) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.type, member.linkname, member.size = kind, target, size
    return member


def zip_link(files: dict[str, bytes], links: dict[str, str]) -> io.BytesIO:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for path, content in files.items():
            archive.writestr(path, content)
        for path, target in links.items():
            link = zipfile.ZipInfo(path)
            link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
            archive.writestr(link, target)
    return file


@pytest.mark.parametrize("name", BAD_NAMES)
def test_a_bad_name_is_refused_in_every_kind_of_upload(store, refused, zipped, tarred, name):
    blob = store.put_blob(b"evil")
    for take, source in (
        (from_archive, zipped({"ok": b"", name: b"evil"})),
        (from_archive, tarred({"ok": b"", name: b"evil"})),
        (from_manifest, {"ok": ("100644", blob), name: ("100644", blob)}),
    ):
        refused(take, source, BAD_NAMES[name])


def test_a_name_with_a_nul_is_refused(store, refused):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("train.py#.txt", b"")
    refused(from_archive, io.BytesIO(file.getvalue().replace(b"train.py#.txt", b"train.py\0.txt")), "control character")
    refused(from_manifest, {"a\0b": ("100644", store.put_blob(b""))}, "control character")


def test_a_name_that_is_not_utf8_is_refused(refused, tarred):
    refused(from_archive, tarred({"latin\udce9": b""}), "not valid UTF-8")


def test_the_folder_of_git_itself_is_left_out_whole(store, zipped, tarred, contents):
    files = {"a.py": b"", ".git/hooks/post-checkout": b"evil", "sub/.git": b"gitdir: /", "sub/b.py": b""}
    for draft in (from_archive(store, zipped(files)), from_archive(store, tarred(files))):
        assert set(contents(draft.tree)) == {"a.py", "sub/b.py"} and draft.ignored == 2


LINKS = {
    "absolute": {"data": "/etc"},
    "upwards": {"data": "../outside"},
    "deep upwards": {"a/b/data": "../../../outside"},
    "hidden upwards": {"data": "a/../../outside"},
    "through another link": {"inner/deep/up": "../..", "data": "inner/deep/up/../outside"},
    "to an absolute one": {"first": "second", "second": "third", "third": "/etc/passwd"},
}


@pytest.mark.parametrize("links", LINKS.values(), ids=LINKS)
def test_a_link_that_leaves_the_tree_is_refused(store, refused, tarred, links):
    refused(from_archive, zip_link({"ok": b""}, links), "leads out of the folder")
    refused(
        from_archive,
        tarred({"ok": b""}, *(info(path, tarfile.SYMTYPE, target) for path, target in links.items())),
        "leads out of the folder",
    )
    manifest = {path: ("120000", store.put_blob(target.encode())) for path, target in links.items()}
    refused(from_manifest, manifest, "leads out of the folder")


def test_links_inside_the_tree_are_kept_as_links(store, tarred, contents):
    links = {"latest": "models/a", "models/up": "../a.py", "dangling": "nothing", "a": "b", "b": "a"}
    for source in (
        zip_link({"a.py": b"x", "models/a": b""}, links),
        tarred({"a.py": b"x", "models/a": b""}, *(info(path, tarfile.SYMTYPE, target) for path, target in links.items())),
    ):
        draft = from_archive(store, source)
        assert {entry.path for entry in store.files(draft.tree) if entry.is_link} == set(links)
        assert contents(draft.tree)["latest"] == b"models/a"


def test_a_file_through_a_link_to_a_folder_is_refused(refused, store, tarred):
    refused(from_archive, zip_link({"door/passwd": b"evil"}, {"door": "inner"}), 'lies below "door", which is a link')
    refused(from_archive, tarred({}, info("door", tarfile.SYMTYPE, "inner"), info("door/passwd")), "which is a link")
    blob = store.put_blob(b"x")
    refused(from_manifest, {"a": ("100644", blob), "a/b": ("100644", blob)}, 'lies below "a", which is a file')


@pytest.mark.parametrize("kind", [tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE])
def test_a_device_is_refused(refused, tarred, kind):
    refused(from_archive, tarred({"ok": b""}, info("dev/thing", kind)), "is a device, a pipe or a socket")


def test_a_hard_link_is_refused_with_its_remedy(refused, tarred):
    refused(from_archive, tarred({"ok": b""}, info("copy", tarfile.LNKTYPE, "/etc/passwd")), "--hard-dereference")


def test_what_is_ignored_may_be_what_it_likes(store, tarred):
    virtual = [
        info(".venv/bin/python", tarfile.SYMTYPE, "/usr/bin/python3"),
        info(".venv/lib", tarfile.LNKTYPE, "x"),
        info(".venv/p", tarfile.FIFOTYPE),
    ]
    draft = from_archive(store, tarred({"a.py": b""}, *virtual))
    assert (draft.files, draft.ignored) == (1, 3)


@pytest.mark.parametrize("packing", ["gz", "bz2", "xz"])
def test_a_bomb_of_a_tar_is_refused_while_it_unpacks(refused, tarred, packing):
    source = tarred({"zeros": bytes(80_000_000)}, packing=packing)
    refused(from_archive, source, "more than 200 times its size")


def test_a_bomb_of_a_zip_is_refused_by_its_directory(refused, zipped):
    refused(from_archive, zipped({"zeros": bytes(80_000_000)}), "more than 200 times its size")


def test_a_zip_whose_entries_overlap_is_refused(refused, zipped):
    """As in the better zip bomb of D. Fifield: thousands of names for the same few packed bytes."""
    whole = zipped({"zeros": bytes(30_000_000)}).read()
    directory = whole.index(b"PK\1\2")
    entry, end = whole[directory : whole.index(b"PK\5\6")], whole[whole.index(b"PK\5\6") :]
    entries = b"".join(entry.replace(b"zeros", b"z%04d" % number) for number in range(1000))
    tail = bytearray(end)
    struct.pack_into("<HHL", tail, 8, 1000, 1000, len(entries))
    refused(from_archive, io.BytesIO(whole[:directory] + entries + bytes(tail)), "unpacks to more than 2,048 MB")


def test_a_zip_that_lies_about_a_size_is_refused(refused, zipped):
    whole = bytearray(zipped({"a": b"x" * 5000}).read())
    directory = whole.index(b"PK\1\2")
    struct.pack_into("<L", whole, directory + 24, 10)
    refused(from_archive, io.BytesIO(bytes(whole)), "damaged")


def test_an_archive_in_an_archive_stays_packed(store, zipped, contents):
    inner = zipped({"x": bytes(1_000_000)}).read()
    assert contents(from_archive(store, zipped({"inner.zip": inner})).tree) == {"inner.zip": inner}


def test_a_tar_with_a_negative_size_does_not_go_round_for_ever(refused, tarred):
    whole = bytearray(tarred({"a": b"1", "b": b"2"}).read())
    whole[124:136] = b"\xff" * 11 + b"\x00"  # a size of minus 256, in base 256
    whole[148:156] = b"%06o\0 " % (sum(whole[:148]) + 32 * 8 + sum(whole[156:512]))
    refused(from_archive, io.BytesIO(bytes(whole)), "damaged|neither")


def test_a_tar_with_a_giant_header_is_not_read_into_memory(refused):
    header = info("././@PaxHeader", tarfile.XHDTYPE, size=10**9).tobuf()
    refused(from_archive, io.BytesIO(info("a").tobuf() + header + bytes(100_000)), "damaged")


def test_limits_of_size_and_number_hold_for_every_upload(store, refused, zipped, tarred):
    files = {f"{number}.bin": os.urandom(1000) for number in range(20)}
    blobs = {path: ("100644", store.put_blob(content)) for path, content in files.items()}
    for take, pack in ((from_archive, zipped), (from_archive, tarred), (from_manifest, lambda _: blobs)):
        refused(take, pack(files), "20 files are more than the 19", files=19)
        refused(take, pack(files), "more than the 0.0 MB that a snapshot may have. Largest:", bytes=19_999)
    refused(from_archive, zipped(files), "more than 5 names", entries=5)
    refused(from_archive, tarred(files, packing="gz"), "unpacks to more than", unpacked=10_000)


def test_nothing_to_take_is_said(store, refused, zipped):
    refused(from_archive, zipped({}), "There is no file to take")
    refused(from_archive, zipped({".gitignore": b"*\n", "a": b""}), "There is no file to take")
    refused(from_manifest, {}, "There is no file to take")


def test_an_encrypted_zip_is_refused(refused, zipped):
    whole = bytearray(zipped({"a": b"x"}).read())
    for at in (6, whole.index(b"PK\1\2") + 8):
        whole[at] |= 1
    refused(from_archive, io.BytesIO(bytes(whole)), "is encrypted")


def test_a_manifest_with_an_invented_hash_or_mode_is_refused(store, refused):
    blob = store.put_blob(b"x")
    tree = store.write_tree({"a": ("100644", blob)})
    refused(from_manifest, {"a": ("100644", "0" * 40)}, "was not uploaded")
    refused(from_manifest, {"a": ("100644", tree)}, "was not uploaded")
    refused(from_manifest, {"a": ("100644", "HEAD")}, "is not the id")
    for mode in ("040000", "160000", "100644\t", ""):
        refused(from_manifest, {"a": (mode, blob)}, "is no plain file")


BAD_URLS = (
    "ext::sh -c touch% /tmp/owned", "ext::ssh://x", "fd::17", "transport::https://example.org/x",
    "file:///etc", "file://localhost/etc", "FILE:///etc", "git://example.org/x", "ftp://example.org/x", "http://example.org/x",
    "--upload-pack=touch /tmp/owned", "-u", "-oProxyCommand=x:y", "git@-oProxy:x", "host:-path",
    "ssh://-oProxyCommand=touch%20x/y", "ssh://git@-oProxyCommand=x/y", "ssh://-l@host/x", "https://-x.org/y",
    "https://me:secret@example.org/x", "https://token@example.org/x", "https:///x", "https://exa mple.org/x", "https://example.org",
    "https://example.org/x\n--upload-pack=y", "../relative", "relative/path", "~/x", "", "C:\\x",
)  # fmt: skip


@pytest.mark.parametrize("url", BAD_URLS)
def test_an_address_that_could_start_or_read_something_is_refused(store, tmp_path, refused, url):
    refused(lambda store, url: from_git(store, url, cache=tmp_path / "cache" / "1.git"), url, r"\.$")
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/team/code.git",
        "https://example.org:8443/x",
        "ssh://git@example.org:22/x.git",
        "git@example.org:team/x.git",
        "ssh://[::1]:22/x",
        "example.org:x",
    ],
)
def test_ordinary_addresses_are_accepted(url):
    assert GitRules().link(url).url == url


BAD_REFS = ["-x", "--upload-pack=x", "+refs/heads/x", "a..b", "a:b", "x^", "x~1", "@", "@{u}", "a//b", "x.lock", "/x", "*", "a\\b"]


@pytest.mark.parametrize("ref", [*BAD_REFS, "a b", "a\nb", "x" * 300])
def test_a_ref_that_is_an_option_or_an_expression_is_refused(ref):
    with pytest.raises(SnapshotError, match="cannot be the name"):
        checked_ref(ref)


@pytest.mark.parametrize("ref", ["", "main", "feature/a-b_c.d", "v1.0", "a" * 40, "größe", "refs/pull/1/head"])
def test_ordinary_refs_are_accepted(ref):
    assert checked_ref(ref) == ref


def test_a_folder_of_this_machine_must_be_opened_to_sources(tmp_path):
    opened, closed = tmp_path / "opened", tmp_path / "opened-not"
    for folder in (opened / "code", closed):
        folder.mkdir(parents=True)
    (opened / "escape").symlink_to(closed)
    folders = LocalFolders((opened,))
    assert folders.checked(opened / "code") == opened / "code"
    for path in (closed, opened / "escape", opened / ".." / "opened-not", "/", "/etc", "relative"):
        with pytest.raises(SnapshotError, match="is not below a folder"):
            folders.checked(path)
    with pytest.raises(SnapshotError, match="There is no folder"):
        folders.checked(opened / "absent")
    with pytest.raises(SnapshotError, match="No folder of its machine is opened"):
        GitRules().link(str(opened / "code"))
