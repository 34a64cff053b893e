"""
Elements of a drawing as text, escaped. Geometry and colour stand in attributes only: a strict content security policy
lets no style through.
"""

from __future__ import annotations

from html import escape

WIDTH = 360
"""Width of a chart in its own units: as wide as a small telephone, so that its letters are read there as well."""
TEXT, QUIET, GRID, INK, ALARM, PAPER = "#0b0c0c", "#484949", "#d5d7d8", "#0b4f9e", "#c4001a", "#ffffff"
SIZE, SMALL = 13, 12


def tag(name: str, content: str | None = None, /, **attributes: object) -> str:
    """
    An element; underscores in names become hyphens, numbers are kept short, None leaves an attribute out.

    >>> tag("rect", x=1.50, stroke_width=2, rx=None)
    '<rect x="1.5" stroke-width="2"/>'
    """
    told = "".join(
        f' {key.strip("_").replace("_", "-")}="{_value(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{told}/>" if content is None else f"<{name}{told}>{content}</{name}>"


def text(said: str, x: float, y: float, **attributes: object) -> str:
    """Letters with their base line at (x, y); dark and 13 units high unless said otherwise."""
    manner: dict[str, object] = {"font_size": SIZE, "fill": TEXT}
    return tag("text", escape(said), x=x, y=y, **(manner | attributes))


def line(x1: float, y1: float, x2: float, y2: float, colour: str, **attributes: object) -> str:
    """A straight line."""
    return tag("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=colour, **attributes)


def drawing(key: str, height: float, title: str, desc: str, *content: str) -> str:
    """The whole picture, with its title and its sentence for those who do not see it; `key` is its own on the page."""
    named = tag("title", escape(title), id=f"{key}-t") + tag("desc", escape(desc), id=f"{key}-d")
    return tag(
        "svg",
        named + patterns(key) + "".join(content),
        viewBox=f"0 0 {WIDTH} {height:g}",
        width="100%",
        role="img",
        aria_labelledby=f"{key}-t {key}-d",
        class_="chart",
    )


def patterns(key: str) -> str:
    """Two fills that are told apart without colour: `…-lines` for what is known, `…-dots` for what is held back."""
    stripe = tag("rect", width=6, height=6, fill=INK) + line(0, 0, 0, 6, "#7fa3d1", stroke_width=2.5)
    dots = tag("rect", width=6, height=6, fill="#eef2f8") + tag("circle", cx=3, cy=3, r=1.3, fill=INK)
    lines = tag(
        "pattern",
        stripe,
        id=f"{key}-lines",
        width=6,
        height=6,
        patternUnits="userSpaceOnUse",
        patternTransform="rotate(45)",
    )
    return tag("defs", lines + tag("pattern", dots, id=f"{key}-dots", width=6, height=6, patternUnits="userSpaceOnUse"))


def fill(key: str, *, known: bool) -> str:
    """The fill of that name."""
    return f"url(#{key}-{'lines' if known else 'dots'})"


def _value(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    return escape(str(value), quote=True)
