from __future__ import annotations

import os
import shutil
import socket
import subprocess
from pathlib import Path

import pytest

from runs.snapshots import Credential, GitRules, Limits, LocalFolders, SnapshotError, from_archive, from_git

from .git_servers import http_server, ssh_server

ANYBODY = Credential()
WITH_HTTP = GitRules(("https", "ssh", "http"))
FILES = {"train.py": b"print(1)\n", "lib/model.py": b"x\r\n", "out/kept.log": b"tracked"}


class Origin:
    """A work tree and the bare repository it is pushed to."""

    def __init__(self, folder: Path) -> None:
        self.work, self.bare = folder / "work", folder / "served" / "code.git"
        self.work.mkdir()
        self.git("init", "-q", "-b", "trunk")
        subprocess.run(["git", "init", "-q", "--bare", "-b", "trunk", str(self.bare)], check=True)

    def git(self, *arguments: str) -> str:
        who = ["-c", "user.name=Åsa", "-c", "user.email=a@b", "-c", "protocol.file.allow=always"]
        return subprocess.check_output(["git", "-C", str(self.work), *who, *arguments], text=True).strip()

    def push(self, files: dict[str, bytes], message: str = "change") -> str:
        for path, content in files.items():
            (self.work / path).parent.mkdir(parents=True, exist_ok=True)
            (self.work / path).write_bytes(content)
        self.git("add", "-f", ".")
        return self.commit(message)

    def commit(self, message: str) -> str:
        self.git("commit", "-q", "-m", message)
        self.git("push", "-q", "--force", str(self.bare), "HEAD:refs/heads/trunk")
        return self.git("rev-parse", "HEAD")


@pytest.fixture
def origin(tmp_path: Path) -> Origin:
    origin = Origin(tmp_path)
    origin.push(FILES, "first")
    return origin


@pytest.fixture
def rules(origin: Origin) -> GitRules:
    return GitRules(folders=LocalFolders((origin.bare.parent,)))


@pytest.fixture
def take(store, origin, rules, tmp_path):
    def take(ref: str = "", url: str = "", credential: Credential = ANYBODY, rules: GitRules = rules, **limits):
        cache = tmp_path / "the cache" / "7.git"
        return from_git(store, url or str(origin.bare), ref, credential, cache=cache, rules=rules, limits=Limits(**limits), timeout=60)

    return take


def test_the_default_branch_is_taken_with_its_facts(take, origin, contents):
    draft = take()
    assert contents(draft.tree) == FILES and draft.files == 3 and draft.ignored == 0
    assert draft.facts.items() >= {
        "from": "git", "repository": str(origin.bare), "branch": "trunk", "commit": origin.git("rev-parse", "HEAD"),
        "author": "Åsa", "subject": "first", "dirty": False,
    }.items()  # fmt: skip


def test_a_link_and_an_upload_of_the_same_files_are_the_same_tree(take, store, zipped):
    assert take().tree == from_archive(store, zipped(FILES)).tree


@pytest.mark.parametrize("size", [40, 10])
def test_branch_tag_and_commit_each_give_their_own_files(take, origin, contents, size):
    first = origin.git("rev-parse", "HEAD")
    origin.git("tag", "-a", "v1.0", "-m", "release")
    second = origin.push({"train.py": b"print(2)\n"})
    origin.git("push", "-q", str(origin.bare), "v1.0", f"{first}:refs/heads/feature/old", f"{first}:refs/special/1")
    programs = {ref: contents(take(ref).tree)["train.py"] for ref in ("trunk", "v1.0", "feature/old", first[:size], "", "refs/special/1")}
    old, new = b"print(1)\n", b"print(2)\n"
    assert programs == {"trunk": new, "v1.0": old, "feature/old": old, first[:size]: old, "": new, "refs/special/1": old}
    facts = take("v1.0").facts
    assert facts["tag"] == "v1.0" and facts["commit"] == first != second


def test_a_branch_that_was_forced_back_is_what_it_is_now(take, origin, contents):
    origin.push({"train.py": b"print(2)\n"})
    take()
    origin.git("reset", "-q", "--hard", "HEAD~1")
    origin.push({"train.py": b"print(3)\n"})
    assert contents(take().tree)["train.py"] == b"print(3)\n"


def test_only_amlignore_leaves_out_what_is_tracked(take, origin, contents):
    origin.push({".gitignore": b"*.log\n"})
    assert "out/kept.log" in contents(take().tree)
    origin.push({".amlignore": b"out/\n"})
    draft = take()
    assert "out/kept.log" not in contents(draft.tree) and draft.ignored == 1


def test_submodules_are_named_and_left_out(take, origin, tmp_path):
    subprocess.run(["git", "clone", "-q", str(origin.bare), str(tmp_path / "other")], check=True)
    origin.git("submodule", "add", "-q", str(tmp_path / "other"), "vendor/other")
    origin.commit("with a submodule")
    draft = take()
    assert draft.facts["submodules"] == ["vendor/other"] and draft.files == 4


def test_a_link_that_leaves_the_tree_is_refused(take, origin, objects):
    (origin.work / "data").symlink_to("/mnt/data")
    origin.push({})
    with pytest.raises(SnapshotError, match=r'"data" leads out of the folder, to "/mnt/data"'):
        take()
    assert objects() == set()


def test_a_tree_made_by_an_attacker_is_refused(take, origin, objects):
    blob = origin.git("hash-object", "-w", "train.py")
    for name in ("..", ".GIT", "a\\b"):
        inner = subprocess.check_output(["git", "mktree"], cwd=origin.work, input=f"100644 blob {blob}\tx\n", text=True).strip()
        tree = subprocess.check_output(["git", "mktree"], cwd=origin.work, input=f"040000 tree {inner}\t{name}\n", text=True).strip()
        commit = origin.git("commit-tree", tree, "-m", "evil")
        origin.git("push", "-q", "--force", str(origin.bare), f"{commit}:refs/heads/evil")
        with pytest.raises(SnapshotError, match="Rename the file"):
            take("evil")
    assert objects() == set()


def test_limits_hold_for_links_too(take, objects):
    for limits, sentence in (({"files": 2}, "3 files are more"), ({"bytes": 5}, "more than the"), ({"unpacked": 100}, "sends more than")):
        with pytest.raises(SnapshotError, match=sentence):
            take(**limits)
    assert objects() == set()


@pytest.mark.parametrize("ref", ["absent", "deadbeef", "d" * 40])
def test_an_absent_ref_is_named(take, ref):
    with pytest.raises(SnapshotError, match=f'has no branch, tag or commit "{ref}"'):
        take(ref)


def test_an_empty_repository_and_an_absent_one_are_sentences(take, rules, origin, tmp_path):
    empty = origin.bare.parent / "empty.git"
    subprocess.run(["git", "init", "-q", "--bare", str(empty)], check=True)
    with pytest.raises(SnapshotError, match="has no commit yet"):
        take(url=str(empty))
    (origin.bare.parent / "no repository").mkdir()
    with pytest.raises(SnapshotError, match="There is no git repository at"):
        take(url=str(origin.bare.parent / "no repository"))


def test_a_git_that_was_killed_leaves_a_cache_that_still_works(take, origin, tmp_path):
    take()
    cache = tmp_path / "the cache" / "7.git"
    (cache / "shallow.lock").touch()
    (cache / "refs" / "trainshed" / "fetched.lock").touch()
    origin.push({"train.py": b"print(2)\n"})
    assert take()
    (cache / "HEAD").unlink()
    assert take()


def test_a_password_is_asked_for_over_http_and_stays_off_disk_and_command_lines(take, origin, contents, tmp_path):
    with http_server(origin.bare.parent, "someone:s3cr et'\"$") as server:
        url = f"{server.address}/code.git"
        with pytest.raises(SnapshotError, match="wants a token"):
            take(url=url, rules=WITH_HTTP)
        with pytest.raises(SnapshotError, match="refuses the token"):
            take(url=url, rules=WITH_HTTP, credential=Credential("someone", "wrong"))
        draft = take(url=url, rules=WITH_HTTP, credential=Credential("someone", "s3cr et'\"$"))
    assert contents(draft.tree) == FILES
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and b"s3cr et" in path.read_bytes()]


def test_a_token_without_a_user_name_is_enough(take, origin):
    with http_server(origin.bare.parent, "x-access-token:t0ken-1234") as server:
        assert take(url=f"{server.address}/code.git", rules=WITH_HTTP, credential=Credential(token="t0ken-1234")).files == 3


def test_a_commit_is_fetched_over_http(take, origin, contents):
    first = origin.git("rev-parse", "HEAD")
    origin.push({"train.py": b"print(2)\n"})
    with http_server(origin.bare.parent) as server:
        for ref in (first, first[:8]):
            assert contents(take(ref, url=f"{server.address}/code.git", rules=WITH_HTTP).tree) == FILES


def test_after_a_redirection_another_server_does_not_get_the_token(take, origin):
    with http_server(origin.bare.parent, "someone:t0ken-1234") as other, http_server(origin.bare.parent, redirect=other.address) as server:
        with pytest.raises(SnapshotError, match="wants a token"):
            take(url=f"{server.address}/code.git", rules=WITH_HTTP, credential=Credential("someone", "t0ken-1234"))
        assert set(other.seen) == {None}


def test_a_redirection_cannot_lead_to_another_protocol(take, origin):
    with http_server(origin.bare.parent, redirect="ftp://127.0.0.1:1") as server, pytest.raises(SnapshotError):
        take(url=f"{server.address}/code.git", rules=WITH_HTTP)


def test_a_server_that_is_not_there_is_a_sentence(take):
    with pytest.raises(SnapshotError, match="cannot be reached"):
        take(url="http://127.0.0.1:1/code.git", rules=WITH_HTTP)


def test_a_server_that_never_answers_is_given_up(store, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(SnapshotError, match="took too long"):
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/code.git"
        from_git(store, url, cache=tmp_path / "cache.git", rules=WITH_HTTP, timeout=1)


@pytest.fixture
def sshd(tmp_path):
    if not shutil.which("sshd", path=os.environ["PATH"] + ":/usr/sbin"):
        pytest.skip("sshd is not installed: install openssh-server")
    with ssh_server(tmp_path / "sshd") as server:
        yield server


def test_a_deploy_key_opens_an_ssh_link_and_pins_the_server(take, origin, contents, sshd, tmp_path):
    address, key = sshd
    url = f"{address}{origin.bare}"
    with pytest.raises(SnapshotError, match="refuses the deploy key, or none is stored"):
        take(url=url)
    assert contents(take(url=url, credential=Credential(key=key.replace("\n", "\r\n"))).tree) == FILES
    known = tmp_path / "the cache" / "known_hosts"
    assert "127.0.0.1" in known.read_text()
    other = (tmp_path / "sshd" / "client.pub").read_text().split()
    known.write_text(f"{known.read_text().split()[0]} {other[0]} {other[1]}\n")
    with pytest.raises(SnapshotError, match="shows another key than at first"):
        take(url=url, credential=Credential(key=key))


def test_what_is_no_usable_key_is_said_before_anything_is_tried(take, tmp_path):
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "secret", "-f", tmp_path / "locked"], check=True)
    for key in ((tmp_path / "locked").read_text(), (tmp_path / "locked.pub").read_text(), "rubbish"):
        with pytest.raises(SnapshotError, match="is not a private key, or needs a passphrase"):
            take(url="ssh://git@127.0.0.1:1/x", credential=Credential(key=key))


def test_a_credential_prints_without_its_secrets():
    assert repr(Credential("me", "token", "key")) == "Credential(user='me')"
