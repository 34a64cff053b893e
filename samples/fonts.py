"""
The faces that samples are written in: print faces of the system, and handwriting-like faces with Vietnamese letters.

The handwriting faces come as npm packages (@fontsource/…, SIL Open Font License), fetched once into a folder that git
ignores. Each package has one file per range of letters; they are joined to one TrueType file. Without npm or a
network the samples are typed only, and `hand_faces` says so.
"""

from __future__ import annotations

import hashlib
import logging
import shutil
import subprocess
import tarfile
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Final

from PIL import ImageFont
from reportlab.pdfbase.ttfonts import TTFontFile

from scanpipe.errors import EngineError

log = logging.getLogger(__name__)

ROOT: Final = Path(__file__).resolve().parents[1]
CACHE: Final = ROOT / ".tools" / "hand-fonts"

# Package version and SHA-256 of its tarball: the same seed has to give the same strokes.
HAND_PACKAGES: Final[dict[str, tuple[str, str]]] = {
    "patrick-hand": ("5.3.0", "c3428d02610c7b8fa92b044cf766f8c30b88bb32a47460b4ac42fa14e0bcdcc0"),
    "dancing-script": ("5.3.0", "e392efa74afec672f1c97f8699a16bb8439c8aca1a367ddb5cd035f11e70e31a"),
    "mali": ("5.3.0", "391b86c08e567a8537c0cf6aad7298f5e4c54e0ab7652d046b44678f01f7fbd0"),
    "itim": ("5.3.0", "2b6f41d05eae237d51e51e69099993e2864d9c61a0015cb908b73850000f1e2e"),
    "pangolin": ("5.3.0", "0b7bd4f9ad33a18fc9de29e28dfb23fc4281635cc153df856443106c94f0e0b3"),
    "sriracha": ("5.3.0", "934c3629d255c4f86f66b218cdefef90d6328727be5036fc28f953ac53a7b6f4"),
}
# Faces a threshold may be chosen on, and faces kept for judging.
DEVELOP_HANDS: Final = ("patrick-hand", "dancing-script", "mali")
JUDGE_HANDS: Final = ("itim", "pangolin", "sriracha")

SYSTEM_FOLDERS: Final = (
    Path("/usr/share/fonts/truetype/liberation2"),
    Path("/usr/share/fonts/truetype/liberation"),
    Path("/usr/share/fonts/truetype/dejavu"),
)
TYPED_FILES: Final = {
    "serif": "LiberationSerif-Regular.ttf",
    "sans": "LiberationSans-Regular.ttf",
    "dejavu": "DejaVuSans.ttf",
    "mono": "LiberationMono-Regular.ttf",
}


@lru_cache(maxsize=8)
def typed_face(name: str) -> Path:
    """The file of a print face ("serif", "sans", "dejavu", "mono") with Vietnamese letters. Raises EngineError."""
    for folder in SYSTEM_FOLDERS:
        path = folder / TYPED_FILES[name]
        # Version 1 of the Liberation fonts has no Vietnamese letters.
        if path.is_file() and ord("ễ") in TTFontFile(str(path)).charToGlyph:
            return path
    raise EngineError(f"{TYPED_FILES[name]} not found; apt-get install fonts-liberation2 fonts-dejavu-core.")


@lru_cache(maxsize=64)
def load(path: Path, size_px: int) -> ImageFont.FreeTypeFont:
    """The face at a size of so many pixels an em."""
    return ImageFont.truetype(str(path), size_px, layout_engine=ImageFont.Layout.BASIC)


def faces_here(names: tuple[str, ...]) -> tuple[Path, ...]:
    """The files of those handwriting-like faces that were fetched before; nothing is fetched."""
    return tuple(path for name in names if (path := CACHE / f"{name}.ttf").is_file())


def hand_faces(names: tuple[str, ...]) -> tuple[Path, ...]:
    """
    The files of handwriting-like faces, fetched when they are not there yet.

    An empty tuple when they cannot be had (no npm, no network): the log says why, and samples are typed only.
    """
    wanted = [CACHE / f"{name}.ttf" for name in names]
    if not all(path.is_file() for path in wanted):
        try:
            fetch(names)
        except (OSError, subprocess.SubprocessError, EngineError) as problem:
            log.warning("no handwriting faces (%s): samples will be typed only", problem)
            return ()
    return tuple(wanted)


def fetch(names: tuple[str, ...]) -> None:
    """Fetch and join the faces that are not in the cache. Raises EngineError, OSError or SubprocessError."""
    npm = shutil.which("npm")
    if npm is None:
        raise EngineError("npm is not installed; apt-get install npm")
    CACHE.mkdir(parents=True, exist_ok=True)
    for name in names:
        target = CACHE / f"{name}.ttf"
        if target.is_file():
            continue
        version, sha256 = HAND_PACKAGES[name]
        with tempfile.TemporaryDirectory() as scratch:
            package = f"@fontsource/{name}@{version}"
            subprocess.run(
                [npm, "pack", package, "--silent"], cwd=scratch, check=True, capture_output=True, timeout=120
            )
            tarball = next(Path(scratch).glob("*.tgz"))
            if hashlib.sha256(tarball.read_bytes()).hexdigest() != sha256:
                raise EngineError(f"{package}: the tarball is not the one that was pinned")
            with tarfile.open(tarball) as archive:
                archive.extractall(scratch, filter="data")
            _join(Path(scratch) / "package" / "files", name, target)


def _join(files: Path, name: str, target: Path) -> None:
    """One TrueType file from the subsets of a face. Kerning and ligatures are dropped: writing here jitters anyway."""
    from fontTools import merge
    from fontTools.ttLib import TTFont

    keep = {"head", "hhea", "maxp", "OS/2", "hmtx", "cmap", "loca", "glyf", "name", "post", "GlyphOrder"}
    parts: list[str] = []
    for subset in ("vietnamese", "latin", "latin-ext"):
        source = files / f"{name}-{subset}-400-normal.woff2"
        if not source.is_file():
            continue
        face = TTFont(source, lazy=False)
        face.flavor = None
        for tag in [t for t in face.keys() if t not in keep]:  # noqa: SIM118 (TTFont is no mapping)
            del face[tag]
        part = files / f"part-{subset}.ttf"
        face.save(part)
        face.close()
        parts.append(str(part))
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    joined = merge.Merger().merge(parts)
    unfinished = target.with_suffix(".part")
    joined.save(unfinished)
    unfinished.replace(target)
