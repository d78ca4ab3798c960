"""Folders and archives from the browser."""

import io
import re
import zipfile

import pytest
from playwright.sync_api import expect


@pytest.fixture
def folder(tmp_path):
    """A project as people have it: a script, a package, what git ignores, git's own folder."""
    files = {
        "train.py": "print('hello')\n",
        "model/net.py": "class Net:\n    pass\n",
        "data/big.bin": "x" * 300_000,
        ".gitignore": "data/\n*.log\n",
        "old.log": "noise\n",
        ".git/HEAD": "ref: refs/heads/main\n",
        "Übung <b>.txt": "names are text\n",
    }
    root = tmp_path / "digits net"
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return root


def choose(page, folder, name):
    page.goto("/w/main/sources/new/")
    page.get_by_label("Name").fill(name)
    page.set_input_files("[data-upload-folder]", folder)
    page.wait_for_url(re.compile(r"/sources/\d+/"))


def zipped(**files):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, text in files.items():
            archive.writestr(name.replace("__", "/"), text)
    return data.getvalue()


def test_a_folder_becomes_a_source_without_what_is_ignored(page, folder):
    choose(page, folder, "Folder")
    tree = page.locator(".file-tree")
    tree.get_by_text("model").click()
    for name in ("train.py", "net.py", ".gitignore", "Übung <b>.txt"):
        expect(tree.get_by_text(name, exact=True)).to_have_count(1)
    expect(tree.get_by_text("big.bin")).to_have_count(0)
    expect(tree.get_by_text("old.log")).to_have_count(0)


def test_a_source_without_a_name_is_called_like_its_folder(page, folder):
    page.goto("/w/main/sources/new/")
    page.set_input_files("[data-upload-folder]", folder)
    page.wait_for_url(re.compile(r"/sources/\d+/"))
    expect(page.get_by_role("heading", level=1)).to_have_text("digits net")


def test_the_studio_is_sent_only_what_it_lacks(page, folder):
    choose(page, folder, "First")
    (folder / "train.py").write_text("print('changed')\n")
    answers = []
    page.on("response", lambda response: answers.append(response) if response.url.endswith("/contents/") else None)
    with page.expect_response("**/contents/") as answer:
        page.goto("/w/main/sources/new/")
        page.get_by_label("Name").fill("Second")
        page.set_input_files("[data-upload-folder]", folder)
    assert answer.value.json() == {"stored": 1}
    page.wait_for_url(re.compile(r"/sources/\d+/"))
    assert len(answers) == 1


def test_an_archive_that_is_dropped_becomes_a_source(page):
    page.goto("/w/main/sources/new/")
    page.get_by_label("Name").fill("Dropped")
    script = """(bytes) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([new Uint8Array(bytes)], "code.zip"));
      const drop = document.querySelector("[data-upload-drop]");
      drop.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
    }"""
    page.evaluate(script, list(zipped(train="print(1)\n", package__net="class Net: ...\n")))
    page.wait_for_url(re.compile(r"/sources/\d+/"))
    expect(page.locator(".file-tree").get_by_text("train", exact=True)).to_have_count(1)


def test_an_archive_that_breaks_out_of_its_folder_is_refused_with_a_sentence(page):
    page.goto("/w/main/sources/new/")
    page.get_by_label("Name").fill("Evil")
    refused = {"name": "evil.zip", "mimeType": "application/zip", "buffer": zipped(**{"..__..__evil": "x"})}
    page.set_input_files("[data-upload-archive]", refused)
    expect(page.locator("[data-upload-error-words]")).to_contain_text("evil")
    expect(page.get_by_role("button", name="Choose a folder")).to_be_visible()
    page.goto("/w/main/sources/")
    expect(page.get_by_text("Evil")).to_have_count(0)


def test_an_upload_can_be_stopped_and_taken_up_again(page, folder):
    (folder / "new.txt").write_text("not seen before by any test\n")
    page.goto("/w/main/sources/new/")
    page.get_by_label("Name").fill("Stopped")
    page.route("**/contents/", lambda route: None)
    page.set_input_files("[data-upload-folder]", folder)
    expect(page.locator("[data-upload-words]")).to_contain_text("Sending 1 file")
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("button", name="Choose a folder")).to_be_visible()
    page.unroute("**/contents/")
    page.set_input_files("[data-upload-folder]", folder)
    page.wait_for_url(re.compile(r"/sources/\d+/"))
    expect(page.locator(".file-tree").get_by_text("new.txt")).to_have_count(1)


def test_an_empty_folder_is_told_to_be_empty(page, tmp_path):
    (tmp_path / "only").mkdir()
    (tmp_path / "only" / ".gitignore").write_text("*\n")
    page.goto("/w/main/sources/new/")
    page.get_by_label("Name").fill("Nothing")
    page.set_input_files("[data-upload-folder]", tmp_path / "only")
    expect(page.locator("[data-upload-error-words]")).to_contain_text("Nothing in this folder is kept")
