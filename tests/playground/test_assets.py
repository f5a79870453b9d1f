"""What the page is made of: style sheets, templates and scripts keep to the house rules and leave nothing behind."""

import re
from pathlib import Path

import pytest

from bot.playground import page

FOLDER = Path(page.__file__).parent
COMMENT = re.compile(r"/\*.*?\*/|^\s*//[^\n]*$|\{#.*?#\}", re.DOTALL | re.MULTILINE)
VALUE = re.compile(r":([^;{}]*)[;}]")
COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|hwb|lab|lch|oklab|oklch)a?\(", re.IGNORECASE)
# A class or an id stands between quotes, in the templates, the scripts and the functions that draw.
WRITTEN = re.compile(r"""class="[^"]*|"[^"\n]*"|'[^'\n]*'|`[^`]*`""")
DOCSTRING = re.compile(r'"""[^"]*"""')
OWN_SCRIPT_OR_STYLE = re.compile(r"""\s(?:style|on\w+)=["']|<style|<script(?![^>]*\ssrc=)""")


def texts(folder: str, suffix: str) -> dict[str, str]:
    """The files of a folder of the page, by their names, without comments."""
    return {
        path.name: COMMENT.sub("", path.read_text("utf-8")) for path in sorted((FOLDER / folder).glob(f"*{suffix}"))
    }


STYLES = texts("static", ".css")
SCRIPTS = texts("static", ".js")
TEMPLATES = texts("templates", ".html")
DRAWING = "\n".join([*TEMPLATES.values(), *SCRIPTS.values(), *texts("", ".py").values()])
NAMES = "\n".join(WRITTEN.findall(DOCSTRING.sub("", DRAWING)))


def selectors(sheet: str, sign: str) -> set[str]:
    """The classes (".") or ids ("#") that a style sheet selects."""
    heads = "\n".join(re.findall(r"([^{};]+)\{", STYLES[sheet]))
    return set(re.findall(rf"{re.escape(sign)}([a-zA-Z][\w-]*)", heads))


def is_drawn(name: str) -> bool:
    """Whether a template, a script or a function that draws writes it, or begins it and fills in the rest."""
    stem = name.rpartition("-")[0]
    begun = rf"|{re.escape(stem)}-(?![\w-])" if stem else ""
    return re.search(rf"(?<![\w-])(?:{re.escape(name)}(?![\w-]){begun})", NAMES) is not None


def imports(script: str) -> set[str]:
    """The scripts that one imports."""
    return set(re.findall(r'from "/static/([\w-]+\.js)"', SCRIPTS[script]))


@pytest.mark.parametrize("sheet", [name for name in STYLES if name != "tokens.css"])
def test_colours_are_tokens(sheet: str) -> None:
    assert [value.strip() for value in VALUE.findall(STYLES[sheet]) if COLOUR.search(value)] == []


def test_every_token_is_used_and_every_one_that_is_used_is_there() -> None:
    there = set(re.findall(r"(--[\w-]+):", STYLES["tokens.css"]))
    used = set(re.findall(r"var\((--[\w-]+)", "".join(STYLES.values())))

    assert there == used


@pytest.mark.parametrize("sheet", STYLES)
def test_what_a_style_sheet_selects_is_drawn(sheet: str) -> None:
    assert {name for sign in ".#" for name in selectors(sheet, sign) if not is_drawn(name)} == set()


@pytest.mark.parametrize("template", TEMPLATES)
def test_no_template_holds_script_or_style_of_its_own(template: str) -> None:
    assert OWN_SCRIPT_OR_STYLE.findall(TEMPLATES[template]) == []


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_template_is_drawn_by_another_or_by_name(template: str) -> None:
    others = "".join(text for name, text in TEMPLATES.items() if name != template)
    python = "".join(path.read_text("utf-8") for path in FOLDER.parents[1].rglob("*.py"))

    assert f'"{template}"' in others + python


@pytest.mark.parametrize("script", [name for name in SCRIPTS if name != "page.js"])
def test_every_script_is_imported(script: str) -> None:
    assert [other for other in SCRIPTS if script in imports(other)] != []


@pytest.mark.parametrize("script", SCRIPTS)
def test_what_a_script_exports_is_used_elsewhere(script: str) -> None:
    exported = re.findall(r"^export (?:async )?(?:function|const) (\w+)", SCRIPTS[script], re.MULTILINE)
    elsewhere = "".join(text for name, text in SCRIPTS.items() if name != script)

    assert [name for name in exported if not re.search(rf"\b{name}\b", elsewhere)] == []


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_script_says_first_what_it_is(script: str) -> None:
    assert (FOLDER / "static" / script).read_text("utf-8").startswith("// ")
