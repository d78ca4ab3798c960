"""The documentation names what there is."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def test_every_setting_has_its_heading_in_docs_running():
    code = [path for package in ("studio", "computes", "runs") for path in (ROOT / package).rglob("*.py")]
    read = re.compile(r'environ(?:\.get\(|\[)\s*"((?:TRAINSHED_\w+)|DATABASE_URL|REDIS_URL)"')
    settings = {name for path in code if not {"agent", "examples"} & set(path.parts) for name in read.findall(path.read_text())} | {
        "DATABASE_URL"
    }
    headings = set(re.findall(r"^### (\w+)$", (ROOT / "docs/running.md").read_text(), re.MULTILINE))
    assert settings
    assert settings - headings == set()
    assert {name for name in headings if name.isupper()} - settings == set(), "a heading for a setting that is not there"


def test_every_link_between_pages_leads_somewhere():
    pages = [ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")]
    links = [(page, link) for page in pages for link in re.findall(r"\]\(([^)#:]+)[^):]*\)", page.read_text())]
    assert [f"{page.name}: {link}" for page, link in links if not (page.parent / link).exists()] == []


def test_the_readme_shows_every_package():
    readme = (ROOT / "README.md").read_text()
    assert all(f"{name}/" in readme for name in ("studio", "computes", "runs", "client", "templates", "static", "tests"))


def test_every_page_is_reached_from_the_readme():
    readme = (ROOT / "README.md").read_text()
    assert [page.name for page in (ROOT / "docs").glob("*.md") if f"(docs/{page.name})" not in readme] == []
