"""Logos of any shape, and a letter that bears one."""

from dataclasses import replace
from pathlib import Path

from partners.logos import checked
from tests.pdf import samples

WIDE = Path(__file__).parents[1] / "partners" / "logo_wide.svg"
SHAPE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {}">{}</svg>'
STOPS = (
    '<stop offset="0" stop-color="#0A454B"/><stop offset="1" stop-color="red" stop-opacity=".3"/>'
)
LOGOS = {
    "wide": WIDE.read_bytes(),
    "widest": SHAPE.format("120 10", '<rect width="120" height="10" fill="#0A454B"/>').encode(),
    "tall": SHAPE.format("40 120", '<ellipse cx="20" cy="60" rx="20" ry="60"/>').encode(),
    "square": SHAPE.format("9 9", '<path d="M0 0h9v9H0z" fill="rgba(255,0,0,.5)"/>').encode(),
    "clear": SHAPE.format(
        "90 40",
        f'<defs><radialGradient id="a">{STOPS}</radialGradient><clipPath id="b"><circle cx="20" '
        'cy="20" r="20"/></clipPath><path id="c" d="M0 0a9 9 0 019 9z"/></defs><g opacity=".5">'
        '<rect width="90" height="40" fill="url(#a)" clip-path="url(#b)"/></g>'
        '<use href="#c" x="50"/><path d="M50 30h40" stroke="hsl(20,50%,40%)" fill="none" '
        'stroke-dasharray="2 0 1" stroke-width="3" transform="skewX(9) scale(.5)"/>',
    ).encode(),
    "largest": SHAPE.format(
        "100000 30000", '<path d="M-100000 0h1e5v30000z" stroke-width="1e5" stroke="red"/>'
    ).encode(),
    "smallest": SHAPE.format("0.001 0.001", '<rect width=".001" height=".001"/>').encode(),
}  # fmt: skip


def letter(logo: bytes) -> str:
    content = samples.final(2)
    return samples.html(
        replace(content, municipality=replace(content.municipality, logo=checked(logo)))
    )
