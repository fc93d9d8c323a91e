"""Make a site of these pages, in build/docs/site or below the folder that is named.

The pages are written to be read where they lie. Here they are gathered, with what they link to
outside of docs/, into one folder, the links laid anew; a dead one is a mistake. zensical makes the
site of that.
"""

import re
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from os.path import relpath
from pathlib import Path

import tomlkit

DOCS = Path(__file__).parent
ROOT = DOCS.parent
BUILD = ROOT / "build" / "docs"
CONFIGURATION = "zensical.toml"
ALONGSIDE = ("CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "config.example.toml")
"""Files beside docs/ that pages link to."""
KINDS = {".md", ".svg", ".1"}
DECISIONS = DOCS / "decisions"

LINK = re.compile(r"(?<=\]\()(?!\w+:|#)([^)\s#]+)")
"""The file that a link or a picture names in Markdown, without its anchor."""


class DeadLinkError(Exception):
    """A page links to what is not in the site."""


def make(target: Path) -> Path:
    """Make the site below ``target``; answers with its folder.

    Raises ``DeadLinkError``, and ``subprocess.CalledProcessError`` where zensical finds a mistake.
    """
    gathered = target / "docs"
    places = {ROOT / name: gathered / name for name in ALONGSIDE}
    pages = [path for path in DOCS.rglob("*") if path.suffix in KINDS]
    places |= {path: gathered / path.relative_to(DOCS) for path in pages}
    links = places | {DECISIONS: gathered / DECISIONS.name / "index.md"}
    for source, place in places.items():
        place.parent.mkdir(parents=True, exist_ok=True)
        if source.suffix == ".md":
            place.write_text(linked(source, links), encoding="utf-8")
        else:
            place.write_bytes(source.read_bytes())
    decisions = sorted(path for path in pages if path.parent == DECISIONS)
    links[DECISIONS].write_text(listed(decisions), encoding="utf-8")
    configuration = target / CONFIGURATION
    configuration.write_text(configured(path.name for path in decisions), encoding="utf-8")
    zensical = (sys.executable, "-m", "zensical", "build", "--strict", "--clean", "--config-file")
    subprocess.run([*zensical, configuration], check=True)
    return target / "site"


def linked(source: Path, links: Mapping[Path, Path]) -> str:
    """A page's text, each of its links as it is where the page goes. Raises ``DeadLinkError``."""

    def laid(link: re.Match[str]) -> str:
        named = (source.parent / link[1]).resolve()
        if named not in links:
            raise DeadLinkError(
                f"{source.relative_to(ROOT)} links to {link[1]}: the site has no such."
            )
        return relpath(links[named], links[source].parent)

    return LINK.sub(laid, source.read_text(encoding="utf-8"))


def listed(decisions: Sequence[Path]) -> str:
    """The page that lists the decisions by their titles."""
    titles = {path: path.read_text(encoding="utf-8").partition("\n")[0][2:] for path in decisions}
    lines = [f"- [{titles[path].replace('. ', ' · ', 1)}]({path.name})" for path in decisions]
    return "\n".join(["# Decisions", "", "Why things are as they are.", "", *lines, ""])


def configured(decisions: Iterable[str]) -> str:
    """What zensical is told, the decisions in the list of pages."""
    document = tomlkit.parse((DOCS / CONFIGURATION).read_text(encoding="utf-8"))
    told = document.unwrap()
    pages = ["decisions/index.md", *(f"decisions/{name}" for name in decisions)]
    told["project"]["nav"].append({"Decisions": pages})
    return tomlkit.dumps(told)


if __name__ == "__main__":
    make(Path(sys.argv[1]) if sys.argv[1:] else BUILD)
