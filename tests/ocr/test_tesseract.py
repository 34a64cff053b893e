"""The `tesseract` program: what it says becomes words, what it does wrong one sentence for the administrator."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from scanpipe.errors import EngineError
from scanpipe.ocr.engine import Layout
from scanpipe.ocr.tesseract import Tesseract
from tests.imaging.drawn import Drawing

PAGE = np.full((60, 200), 255, np.uint8)
ANSWER = r"""printf 'level\tpage_num\n5\t1\t1\t1\t1\t1\t10\t20\t30\t12\t91.5\tĐông\n' > "$out.tsv" """


def _fails(timeout_s: float = 10.0) -> str:
    with pytest.raises(EngineError) as failed:
        Tesseract(timeout_s).words(PAGE, layout=Layout.SPARSE, dpi=150)
    return str(failed.value)


def test_the_words_of_the_program_come_back(program: Callable[..., Path]) -> None:
    """Vietnamese, the layout and the resolution are asked for; the answer is read as UTF-8."""
    calls = program(ANSWER)
    (word,) = Tesseract(10).words(PAGE, layout=Layout.BLOCK, dpi=250)
    assert (word.text, word.left, word.right) == ("Đông", 10, 40)
    asked = calls.read_text(encoding="utf-8")
    assert all(part in asked for part in ("-l vie", "--psm 6", "--dpi 250"))


def test_the_program_is_shown_the_picture_pixel_for_pixel(program: Callable[..., Path], tmp_path: Path) -> None:
    """Nothing is scaled or recoded on the way."""
    program(f'/bin/cp "$1" "{tmp_path}/seen"; {ANSWER}')
    picture = np.random.default_rng(1).integers(0, 255, (30, 40)).astype(np.uint8)
    Tesseract(10).words(picture, layout=Layout.SPARSE, dpi=150)
    assert (tmp_path / "seen").read_bytes().endswith(picture.tobytes())


def test_nothing_stays_on_disk(program: Callable[..., Path], scratch: Path) -> None:
    """The page is a citizen's paper: neither a success nor a failure leaves a copy of it."""
    program(ANSWER)
    Tesseract(10).words(PAGE, layout=Layout.SPARSE, dpi=150)
    assert list(scratch.iterdir()) == []
    program("exit 1")
    _fails()
    assert list(scratch.iterdir()) == []


def test_a_missing_program_is_told_with_the_command_that_installs_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The same sentence for the name of the engine and for the first page."""
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "apt-get install tesseract-ocr" in _fails()
    with pytest.raises(EngineError, match="apt-get install tesseract-ocr"):
        _ = Tesseract(10).name


@pytest.mark.parametrize(
    "how", ["exit 1", "exit 127", "kill -9 $$", "kill -11 $$", "echo no such language >&2; exit 1"]
)
def test_a_program_that_dies_is_an_engine_error(program: Callable[..., Path], how: str) -> None:
    """By itself, by a signal, or because its data are missing."""
    program(how)
    assert "Tesseract" in _fails()


def test_a_program_that_hangs_is_stopped(program: Callable[..., Path]) -> None:
    """The sentence names the time it was given."""
    program("exec /bin/sleep 30")
    assert "0.3 s" in _fails(0.3)


def test_a_table_without_words_is_an_empty_page(program: Callable[..., Path]) -> None:
    """Nothing read is an answer, not an error."""
    program(': > "$out.tsv"')
    assert list(Tesseract(10).words(PAGE, layout=Layout.SPARSE, dpi=150)) == []


def test_the_name_tells_program_version_and_language(program: Callable[..., Path]) -> None:
    """Reports say what made them."""
    program(ANSWER, version="echo tesseract 5.3.0")
    assert Tesseract(10).name == "tesseract 5.3.0 vie"


def test_an_error_never_repeats_what_was_on_the_page(program: Callable[..., Path]) -> None:
    """Logs carry no personal data, whatever the program prints."""
    program("echo 'Nguyễn Thị Hiệp' >&2; exit 1")
    assert "Nguyễn" not in _fails()


@pytest.mark.tesseract
def test_the_real_engine_reads_vietnamese() -> None:
    """Printed words at the resolution of the line, with their places."""
    drawing = Drawing(150, 30, 150)
    place = drawing.print(10, 15, "Họ và tên: Nguyễn Thị Hồng")
    words = Tesseract(60).words(drawing.gray, layout=Layout.SPARSE, dpi=150)
    assert " ".join(w.text for w in sorted(words, key=lambda w: w.left)) == "Họ và tên: Nguyễn Thị Hồng"
    assert min(w.left for w in words) / drawing.px_per_mm == pytest.approx(place.left, abs=1)
    assert max(w.right for w in words) / drawing.px_per_mm == pytest.approx(place.right, abs=1)
    assert all(0.5 < w.confidence <= 1 for w in words)


@pytest.mark.tesseract
def test_the_real_engine_reads_nothing_on_white_paper() -> None:
    """Tesseract calls an empty page an error in some versions; to us it is a page without words."""
    assert list(Tesseract(60).words(PAGE, layout=Layout.SPARSE, dpi=150)) == []
