"""tesserocr's engine: the same words as the program, through the same interface."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from scanpipe.errors import EngineError
from scanpipe.ocr.engine import Layout
from scanpipe.ocr.in_process import InProcess
from scanpipe.ocr.tesseract import Tesseract
from tests.imaging.drawn import SANS, Drawing


def _page() -> Drawing:
    drawing = Drawing(170, 60, 150)
    drawing.print(10, 15, "Họ, chữ đệm và tên: NGUYỄN THỊ HỒNG")
    drawing.print(10, 30, "Nơi thường trú: xã Hòa Bình, tỉnh Vĩnh Long")
    drawing.print(10, 45, "Số điện thoại: 0912345678", face=SANS)
    return drawing


def test_without_tesserocr_the_administrator_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is an optional extra."""
    monkeypatch.setitem(sys.modules, "tesserocr", None)
    with pytest.raises(EngineError, match="tesserocr"):
        InProcess(10).words(np.full((20, 20), 255, np.uint8), layout=Layout.SPARSE, dpi=150)


@pytest.mark.tesseract
class TestInstalled:
    """What holds where tesserocr is installed; skipped elsewhere."""

    @pytest.fixture(autouse=True)
    def _installed(self) -> None:
        pytest.importorskip("tesserocr")

    @pytest.mark.parametrize("layout", list(Layout))
    def test_both_engines_read_the_same_words_in_the_same_places(self, layout: Layout) -> None:
        """A report may be made by either."""
        page = _page().gray
        outside = sorted(Tesseract(60).words(page, layout=layout, dpi=150), key=lambda w: (w.top // 20, w.left))
        within = sorted(InProcess(60).words(page, layout=layout, dpi=150), key=lambda w: (w.top // 20, w.left))
        assert [w.text for w in within] == [w.text for w in outside]
        for a, b in zip(within, outside, strict=True):
            assert (a.left, a.top, a.right, a.bottom) == pytest.approx((b.left, b.top, b.right, b.bottom), abs=2)

    def test_one_engine_reads_page_after_page(self) -> None:
        """The model is loaded once; nothing of a page is left for the next."""
        engine, blank = InProcess(60), np.full((100, 300), 255, np.uint8)
        first = [w.text for w in engine.words(_page().gray, layout=Layout.SPARSE, dpi=150)]
        assert list(engine.words(blank, layout=Layout.SPARSE, dpi=150)) == []
        assert [w.text for w in engine.words(_page().gray, layout=Layout.SPARSE, dpi=150)] == first

    def test_a_part_of_a_larger_picture_is_read_as_it_is(self) -> None:
        """A crop is a view with gaps between its rows."""
        page = _page().gray
        part = page[: page.shape[0] // 3, : page.shape[1] // 2]
        engine = InProcess(60)
        cut = engine.words(part, layout=Layout.SPARSE, dpi=150)
        assert [w.text for w in engine.words(part.copy(), layout=Layout.SPARSE, dpi=150)] == [w.text for w in cut]
        assert cut

    def test_missing_language_data_is_told_with_the_command_that_installs_it(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        """The program may be there without Vietnamese."""
        monkeypatch.setattr("scanpipe.ocr.in_process._TESSDATA", (str(tmp_path),))
        with pytest.raises(EngineError, match="tesseract-ocr-vie"):
            InProcess(60).words(_page().gray, layout=Layout.SPARSE, dpi=150)

    def test_the_name_tells_engine_version_and_language(self) -> None:
        """Reports say what made them."""
        name = InProcess(60).name
        assert name.startswith("tesserocr ")
        assert name.endswith(" vie")
