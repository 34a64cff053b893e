"""
The citizen's own pictures with what was found on them. Pages are decoded again from the upload, one at a time, so
that a long dossier costs no more memory than a short one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from scanpipe.errors import ScanpipeError
from scanpipe.findings import Lang
from scanpipe.imaging.annotate import Mark, Style, annotate
from scanpipe.imaging.crop import crop, turned_upright
from scanpipe.imaging.encode import reduced
from scanpipe.imaging.load import load_pages
from scanpipe.imaging.source import Limits, SourcePage
from scanpipe.model import Image, Page, Report, Ruling, Transform, UploadFile
from scanpipe.report.order import numbered, style_of
from scanpipe.settings import Settings


@dataclass(frozen=True, slots=True)
class PagePicture:
    """
    One page as it was handed in, turned upright by quarter turns, with the findings that have a place on it.

    `to_upload` maps shares of the straightened page to shares of `picture`.
    """

    page: Page
    picture: Image = field(repr=False)
    to_upload: Transform
    findings: Mapping[int, Ruling]

    def annotated(self, lang: Lang, *, long_side_px: int, legend: Mapping[Style, str] | None = None) -> Image:
        """The picture with its marks, reduced to that size; with a legend also a strip that says what they mean."""
        marks = [
            Mark(number, box, style, caption=ruling.title[lang])
            for number, ruling in self.findings.items()
            if (style := style_of(ruling)) and (box := ruling.finding.box)
        ]
        return annotate(reduced(self.picture, long_side_px), self.to_upload, marks, legend=legend)

    def crops(self) -> Iterator[tuple[int, Image]]:
        """Each place cut out, by the number of its finding."""
        ratio = self.page.width_mm / self.page.height_mm if self.page.height_mm > 0 else 210 / 297
        for number, ruling in self.findings.items():
            style, box = style_of(ruling), ruling.finding.box
            if style and box:
                yield number, crop(self.picture, self.to_upload, box, style=style, page_ratio=ratio)


def page_pictures(report: Report, files: Sequence[UploadFile], settings: Settings) -> Iterator[PagePicture]:
    """The pages of the report in the order of the files. A page that cannot be opened any more is passed over."""
    found = numbered(report)
    wanted = {(page.file, page.file_page): page for page in report.pages}
    for index, file in enumerate(files):
        if not any(of_file == index for of_file, _ in wanted):
            continue
        try:
            for source in load_pages(file, Limits.of(settings)):
                page = wanted.get((index, source.file_page))
                if page is not None and isinstance(source, SourcePage):
                    picture, to_upload = turned_upright(source.image, page.to_upload, page.rotation_deg)
                    here = {n: r for n, r in found.items() if r.finding.page == page.number}
                    yield PagePicture(page, picture, to_upload, here)
        except ScanpipeError:
            continue  # the report already has its finding
