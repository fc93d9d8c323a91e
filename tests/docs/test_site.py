"""The site of the documentation: whole, without a dead link, and nothing in it from elsewhere."""

import re
import runpy
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from tests.docs.pages import FLAGS, ROOT, SHELL, blocks

DOCS = ROOT / "docs"
SITE = runpy.run_path(str(DOCS / "make_site.py"))

LINK = re.compile(r'<a [^>]*?href="?([^"\s>]+)')
LOADED = re.compile(r'<(?:img|script|link|iframe|source|object)\b[^>]*?(?:src|href)="?([^"\s>]+)')
LOADED_BY_STYLE = re.compile(r"url\(\s*[\"']?(https?:[^)\"']+)|@import\s+[\"'](https?:[^\"']+)")
NAMED = re.compile(r'\b(?:id|name)="?([^"\s>]+)')


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return SITE["make"](tmp_path_factory.mktemp("site"))


def pages(site: Path) -> Iterator[tuple[Path, str]]:
    # 404.html is shown at any address, so its links begin at the root of a web server.
    return ((page, page.read_text()) for page in site.rglob("*.html") if page.name != "404.html")


def test_no_link_is_dead(site: Path):
    text_of = dict(pages(site))
    dead: list[str] = []
    for page, text in text_of.items():
        for link in map(unescape, LINK.findall(text)):
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            there = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            there = there / "index.html" if there.is_dir() else there
            anchors = NAMED.findall(text_of.get(there, ""))
            if not there.exists() or (parts.fragment and unquote(parts.fragment) not in anchors):
                dead.append(f"{page.relative_to(site)}: {link}")
    assert dead == []


def test_nothing_is_loaded_from_elsewhere(site: Path):
    loaded = {
        f"{page.relative_to(site)}: {link}"
        for page, text in pages(site)
        for link in LOADED.findall(text)
        if urlsplit(link).netloc
    }
    styled = {
        f"{path.relative_to(site)}: {found.group()}"
        for path in site.rglob("*")
        if path.suffix in {".css", ".svg"}
        for found in LOADED_BY_STYLE.finditer(path.read_text(encoding="utf-8"))
    }
    assert loaded | styled == set()


def test_every_picture_is_there_and_shown(site: Path):
    shown = {
        (page.parent / link).resolve()
        for page, text in pages(site)
        for link in LOADED.findall(text)
        if link.endswith(".svg")
    }
    pictures = {site / path.relative_to(DOCS) for path in DOCS.rglob("*.svg")}
    assert pictures <= shown
    assert all(path.exists() for path in shown)


def test_every_page_is_in_the_list_of_pages():
    decisions = [path.name for path in (DOCS / "decisions").glob("*.md")]
    listed = re.findall(r'"([^"]+\.md)"', SITE["configured"](decisions))
    assert sorted(listed) == sorted(
        [path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")]
        + ["decisions/index.md", "CHANGELOG.md", "CONTRIBUTING.md"]
    )


def test_a_link_to_what_the_site_lacks_is_refused(tmp_path: Path):
    page = DOCS / "index.md"
    with pytest.raises(SITE["DeadLinkError"], match=r"docs/index\.md links to screen\.svg"):
        SITE["linked"](page, {page: tmp_path / "index.md"})


def test_the_page_of_flags_is_up_to_date():
    made = runpy.run_path(str(DOCS / "make_flags.py"))["page"]()
    assert FLAGS.read_text(encoding="utf-8") == made, "run `make docs`"


def test_commands_in_a_block_of_no_kind_are_a_mistake():
    with pytest.raises(AssertionError, match="not `console`"):
        blocks(FLAGS, "```\n$ tui-voice\n```\n")


def test_a_block_is_found_in_a_list_too():
    (block,) = blocks(FLAGS, "- say\n\n  ```sh\n  tui-voice say hello\n  ```\n")
    assert (block.kind, block.text.strip(), block.line) == (SHELL, "tui-voice say hello", 4)
