import re
from pathlib import Path

import pytest

CSS = Path(__file__).resolve().parents[2] / "static/css"
THEMES = {file.stem.removeprefix("theme-"): file.read_text() for file in CSS.glob("theme-*.css")}
STEPS = ("50", "100", "200", "300", "400", "500", "600", "700")
WHITE = "#ffffff"
RAMPS = sorted(
    (theme, ramp)
    for theme, text in THEMES.items()
    for ramp in set(re.findall(rf"--{theme}-(\w+)-400: #", text))
)


def colour(theme: str, ramp: str, step: str) -> str:
    """Return one step of a ramp of colours."""
    found = re.search(rf"--{theme}-{ramp}-{step}: (#[0-9a-f]{{6}});", THEMES[theme])
    assert found, f"{theme}-{ramp}-{step}"
    return found.group(1)


def luminance(hexadecimal: str) -> float:
    """Return the relative luminance of WCAG."""
    parts = [int(hexadecimal[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of WCAG."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_knows_its_extremes():
    assert contrast("#000000", WHITE) == 21
    assert round(contrast("#767676", WHITE), 2) == 4.54


def test_every_theme_has_three_ramps():
    assert {theme: sum(t == theme for t, _ in RAMPS) for theme in THEMES} == dict.fromkeys(
        THEMES, 3
    )


@pytest.mark.parametrize(("theme", "ramp"), RAMPS)
def test_step_400_is_readable_on_white_and_on_step_100(theme, ramp):
    text = colour(theme, ramp, "400")
    assert contrast(text, WHITE) >= 4.5
    assert contrast(text, colour(theme, ramp, "100")) >= 4.5


@pytest.mark.parametrize(("theme", "ramp"), RAMPS)
def test_step_500_is_well_readable_on_white(theme, ramp):
    assert contrast(colour(theme, ramp, "500"), WHITE) >= 7


@pytest.mark.parametrize(("theme", "ramp"), RAMPS)
def test_ramp_grows_darker_by_each_step(theme, ramp):
    light = [luminance(colour(theme, ramp, step)) for step in STEPS]
    assert light == sorted(light, reverse=True)


@pytest.mark.parametrize("theme", THEMES)
def test_header_texts_are_readable(theme):
    def resolve(token: str) -> str:
        value = re.search(rf"--{token}: ([^;]+);", THEMES[theme])
        assert value, token
        inner = re.fullmatch(r"var\(--([\w-]+)\)", value.group(1))
        return resolve(inner.group(1)) if inner else value.group(1)

    ground = resolve("app-header-background-color")
    assert contrast(resolve("app-header-color"), ground) >= 7
    assert contrast(resolve("app-header-subtle-color"), ground) >= 4.5
    assert contrast(resolve("app-header-accent-color"), ground) >= 3


@pytest.mark.parametrize("theme", THEMES)
def test_theme_sets_the_same_tokens_as_the_first(theme):
    def tokens(name: str) -> set[str]:
        return set(re.findall(r"--((?:basis|app)-[\w-]+):", THEMES[name]))

    assert tokens(theme) == tokens("bossche")


@pytest.mark.parametrize("theme", THEMES)
def test_theme_holds_tokens_only(theme):
    bare = re.sub(r"/\*.*?\*/", "", THEMES[theme], flags=re.DOTALL)
    assert re.findall(r"([^{}]+){", bare) == [f"\n\n.{theme}-theme "]
