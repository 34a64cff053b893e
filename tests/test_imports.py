"""Imports point downwards, and each outside tool has one door."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HOUSE = ROOT / "scanpipe"

DOORS, SERVICE, LINE, STEPS, CRAFTS, NOUNS, GROUND = 6, 5, 4, 3, 2, 1, 0
STOREYS = {
    "__main__": DOORS + 1,
    "cli": DOORS + 1,
    "console": DOORS,
    "doctor": DOORS,
    "report": DOORS,
    "bench": DOORS,
    "service": SERVICE,
    "store": SERVICE,
    "jobs": DOORS,
    "intake": DOORS,
    "office": DOORS,
    "pipeline": LINE,
    "prove": LINE + 1,
    "publishing": DOORS,
    "drafting": DOORS,
    "trials": DOORS,
    "verdict": LINE,
    "imaging": CRAFTS,
    "ocr": CRAFTS,
    "catalog": CRAFTS,
    "model": NOUNS,
    "findings": NOUNS,
    "text": NOUNS,
    "settings": NOUNS,
    "validators": GROUND,
    "errors": GROUND,
}
"""What is not named here is a step of the line: identify, locate, read, checks and what they are made of."""

ONLY_IN = {
    "cv2": ("scanpipe/imaging/", "scanpipe/ocr/", "samples/"),
    "pytesseract": ("scanpipe/ocr/tesseract.py",),
    "tesserocr": ("scanpipe/ocr/in_process.py",),
    "pdf2image": ("scanpipe/imaging/", "samples/", "scanpipe/bench/"),
    "zxingcpp": ("scanpipe/imaging/", "samples/", "api/web/qr.py", "api/office/qr_photo.py"),
    "pypdf": ("scanpipe/imaging/", "scanpipe/catalog/", "scanpipe/office/bundle.py", "samples/"),
    "reportlab": (
        "scanpipe/catalog/",
        "scanpipe/intake/sheets.py",
        "scanpipe/office/slips/",
        "scanpipe/office/bundle.py",
        "samples/",
    ),
    "docx": ("scanpipe/office/slips/",),
    "argon2": ("scanpipe/office/passwords.py",),
    "typer": ("scanpipe/cli.py", "scanpipe/console/", "samples/"),
    "jinja2": ("scanpipe/report/", "api/"),
    "fastapi": ("api/",),
    "sqlalchemy": ("scanpipe/store/",),
    "alembic": ("scanpipe/store/",),
    "cryptography": ("scanpipe/store/", "scanpipe/publishing/signing.py"),
}
MAY_CALL = ("scanpipe/bench/service_client.py", "scanpipe/office/webhooks/", "api/office/oidc.py")
"""A benchmark calls the server that it started; the Center names who is told and who knows its people."""
FOLDERS = [folder for folder in (HOUSE, ROOT / "api", ROOT / "samples") if folder.is_dir()]
FILES = sorted(path for folder in FOLDERS for path in folder.rglob("*.py"))


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def _place(path: Path, line: int) -> str:
    return f"{path.relative_to(ROOT)}:{line}"


def _imports(path: Path) -> Iterator[tuple[str, int]]:
    """Every imported module by its full name, with its line."""
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{_place(path, node.lineno)}: a relative import hides its direction"
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


def _storey(part: str) -> int:
    return STOREYS.get(part, STEPS)


def _part(path: Path) -> str:
    return path.relative_to(HOUSE).with_suffix("").parts[0]


def _of_the_house() -> Iterator[tuple[Path, str, str, int]]:
    """Each import of one part of the house by another: file, its part, the other part, line."""
    for path in FILES:
        for module, line in _imports(path) if HOUSE in path.parents else ():
            if module.startswith("scanpipe.") and module != "scanpipe.__version__":
                yield path, _part(path), module.split(".")[1], line


def test_imports_point_downwards() -> None:
    """A file imports from its own storey or from below."""
    upwards = [
        f"{_place(path, line)}: {own} must not know {other}"
        for path, own, other, line in _of_the_house()
        if _storey(other) > _storey(own)
    ]
    assert upwards == []


def test_the_crafts_do_not_know_each_other() -> None:
    """Pixels, reading and the law stand beside each other: the line joins them."""
    across = [
        f"{_place(path, line)}: {own} must not know {other}"
        for path, own, other, line in _of_the_house()
        if own != other and _storey(own) == _storey(other) == CRAFTS
    ]
    assert across == []


def test_each_outside_tool_has_its_door() -> None:
    """OpenCV, Tesseract, the web and the database are used where they live, and nowhere else."""
    astray = [
        f"{_place(path, line)}: {module} belongs in {', '.join(doors)}"
        for path in FILES
        for module, line in _imports(path)
        if (doors := ONLY_IN.get(module.split(".")[0])) and not path.relative_to(ROOT).as_posix().startswith(doors)
    ]
    assert astray == []


def test_nothing_phones_out() -> None:
    """No file of the house opens a connection, but to whom the Center has named."""
    phones = ("requests.", "httpx.", "socket.", "ftplib.", "urllib.request.", "http.client.")
    calls = [
        f"{_place(path, line)}: {module}"
        for path in FILES
        for module, line in _imports(path)
        if f"{module}.".startswith(phones) and not path.relative_to(HOUSE.parent).as_posix().startswith(MAY_CALL)
    ]
    assert calls == []


def test_nothing_below_the_service_asks_what_day_it_is() -> None:
    """Yesterday's dossier can be examined again under yesterday's law."""
    clocks = [
        _place(path, node.lineno)
        for path in FILES
        if HOUSE in path.parents and _storey(_part(path)) < SERVICE
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"today", "now", "utcnow"}
    ]
    assert clocks == []


def test_the_walk_sees_the_house() -> None:
    """A test over no files would prove nothing."""
    assert len(FILES) > 40
    assert "scanpipe.model.Report" in {module for path in FILES for module, _ in _imports(path)}
