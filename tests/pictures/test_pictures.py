"""The pictures that README.md and docs/ show are there, are said in words, and are no burden."""

import re
from itertools import product
from pathlib import Path

import pytest

from tests.pictures.__main__ import LARGEST, PICTURES, ROOT
from tests.pictures.scenes import SCENES

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
NAMES = [f"{scene}-{scheme}.png" for scene, scheme in product(SCENES, ("light", "dark"))]


def shown(page: Path) -> list[Path]:
    """The pictures that a page names."""
    named = re.findall(r'(?:src|srcset)="([^"]+\.png)"', page.read_text("utf-8"))
    return [(page.parent / name).resolve() for name in named]


@pytest.mark.parametrize("name", NAMES)
def test_every_scene_has_its_picture_in_both_schemes(name: str) -> None:
    assert (PICTURES / name).read_bytes().startswith(b"\x89PNG")
    assert (PICTURES / name).stat().st_size <= LARGEST


def test_every_picture_is_shown_somewhere_and_everything_shown_is_there() -> None:
    assert {path for page in PAGES for path in shown(page)} == {path.resolve() for path in PICTURES.iterdir()}


def test_every_picture_is_said_in_words() -> None:
    images = [tag for page in PAGES for tag in re.findall(r"<img [^>]*>", page.read_text("utf-8"))]

    assert [tag for tag in images if not re.search(r'alt="[^"]{40,}"', tag)] == []
    assert len(images) >= len(SCENES)


def test_the_readme_opens_with_one() -> None:
    beginning = (ROOT / "README.md").read_text("utf-8").partition("\n## ")[0]

    assert "docs/pictures/rungs-light.png" in beginning
