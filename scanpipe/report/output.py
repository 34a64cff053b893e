"""What `--out` leaves in a folder: report.json, report.html, a picture of each page and a cut-out of each finding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from scanpipe.findings import Lang
from scanpipe.imaging.encode import png
from scanpipe.model import Report, UploadFile
from scanpipe.report.html import to_html
from scanpipe.report.json import dumps
from scanpipe.report.names import Names
from scanpipe.report.pictures import PagePicture, page_pictures
from scanpipe.report.words import legend
from scanpipe.settings import Settings

ANNOTATED_LONG_SIDE_PX = 2400


def html_page(
    report: Report, files: Sequence[UploadFile], *, lang: Lang, names: Names, settings: Settings, images: bool
) -> str:
    """The report as one HTML file, with or without the pictures of its pages."""
    pictures = page_pictures(report, files, settings) if images else ()
    return to_html(report, lang=lang, names=names, pictures=pictures)


def write_folder(
    folder: Path,
    report: Report,
    files: Sequence[UploadFile],
    *,
    lang: Lang,
    names: Names,
    settings: Settings,
    images: bool,
) -> Path:
    """
    Writes the folder (made when it is not there) and returns the path of its report.json.

    Raises OSError when the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "report.json"
    path.write_text(dumps(report), encoding="utf-8")
    pictures = _kept(folder, page_pictures(report, files, settings), lang) if images else iter(())
    page = to_html(report, lang=lang, names=names, pictures=pictures)
    (folder / "report.html").write_text(page, encoding="utf-8")
    return path


def _kept(folder: Path, pictures: Iterator[PagePicture], lang: Lang) -> Iterator[PagePicture]:
    """The same pictures, each also written to the folder on its way: a page is decoded once."""
    crops = folder / "crops"
    for page in pictures:
        drawn = page.annotated(lang, long_side_px=ANNOTATED_LONG_SIDE_PX, legend=legend(lang))
        (folder / f"annotated-p{page.page.number}.png").write_bytes(png(drawn))
        for number, cut in page.crops():
            crops.mkdir(exist_ok=True)
            (crops / f"{number}.png").write_bytes(png(cut))
        yield page
