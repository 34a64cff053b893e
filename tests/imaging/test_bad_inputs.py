"""
Files that are broken, hostile or simply wrong: each ends in pages or in an UploadError, soon, and in silence.

The bar is 10 seconds and 1 GB for a bad file; here 8 seconds, and 400 MB above what the tests already hold.
"""

import functools
import io
import resource
import threading
import time
import zlib
from pathlib import Path

import numpy as np
import PIL.Image
import pypdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scanpipe.errors import UploadError
from scanpipe.imaging.hush import hushed_stderr
from scanpipe.imaging.load import BrokenPage, Limits, SourcePage, load_pages
from scanpipe.imaging.watchdog import OutOfBudget, Patience, budget
from scanpipe.model import UploadFile
from tests.imaging.pdf_samples import flate, jpeg, jpeg_object, one_page, paper, pdf, scan, stream, typed

LIMITS = Limits(max_bytes=50_000_000, max_pages=20, max_pixels=80_000_000, poppler_timeout_s=5.0)
MOST_SECONDS, MOST_MEGABYTES = 8.0, 400


def outcome(data: bytes, name: str = "tệp.pdf") -> str:
    """ "pages", "broken pages among them", or the code of the refusal; fails when it takes long or much."""
    start, held = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    try:
        pages = list(load_pages(UploadFile(name, data), LIMITS))
        found = "broken" if any(isinstance(page, BrokenPage) for page in pages) else "pages" if pages else "nothing"
    except UploadError as error:
        found = error.code if error.params["name"] == name and str(error).startswith(name) else "nameless"
    assert found not in ("nothing", "nameless")
    assert time.monotonic() - start < MOST_SECONDS
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - held < MOST_MEGABYTES * 1000
    return found


# --- real bad files --------------------------------------------------------------------------------------------------

EXPECTED = {
    "corkami_schizo-text.pdf": {"pages"},
    "imagepng_x_consecutive_idat.png": {"file.corrupt"},
    "ocrmypdf_docinfo_latin1_key.pdf": {"pages"},
    "ocrmypdf_missing_docinfo.pdf": {"pages"},
    "pdfplumber_empty.pdf": {"file.empty"},
    "pillow_sugarshack_bad_mpo_header.jpg": {"pages"},
    "pillow_truncated_image.png": {"file.corrupt"},
    "pypdf_r4-aes-user-password.pdf": {"file.password"},
}


@pytest.mark.shared
@pytest.mark.poppler
def test_every_file_of_the_collection_of_bad_files_ends_well(shared_data: Path, capfd: pytest.CaptureFixture[str]):
    """Fuzzer files, hand-broken PDFs, a recursive structure: an answer for each, and nothing on the terminal."""
    files = sorted((shared_data / "bad-inputs").iterdir())
    assert len(files) > 15
    for file in files:
        found = outcome(file.read_bytes(), file.name)
        assert found in EXPECTED.get(file.name, {"pages", "broken", "file.corrupt"}), file.name
    assert capfd.readouterr() == ("", "")


@pytest.mark.shared
@pytest.mark.poppler
def test_every_other_shared_file_opens(shared_data: Path):
    """Forms, formats, EXIF, skewed scans and prints: all pages, none broken."""
    patterns = (
        "formats/*",
        "exif/*",
        "acroforms/*",
        "skew-known/*.pdf",
        "vietnamese-print/*.pdf",
        "vietnamese-forms/*.pdf",
    )
    for file in sorted(file for pattern in patterns for file in shared_data.glob(pattern)):
        assert outcome(file.read_bytes(), file.name) == "pages", file.name


# --- our own bad files -----------------------------------------------------------------------------------------------


def samples() -> dict[str, bytes]:
    picture = PIL.Image.fromarray(paper(600, 800))
    files = {
        "photo.jpg": jpeg(paper(600, 800)),
        "scan.pdf": scan(jpeg_object(paper())),
        "typed.pdf": typed(["Hello"] * 9),
    }
    for name, kind, options in (
        ("page.png", "PNG", {}),
        ("page.tif", "TIFF", {"compression": "tiff_lzw"}),
        ("page.webp", "WEBP", {}),
    ):
        out = io.BytesIO()
        picture.save(out, kind, **options)
        files[name] = out.getvalue()
    return files


SAMPLES = samples()


@pytest.mark.poppler
@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_files_cut_at_every_tenth_end_well(name: str):
    """An upload that broke off is refused as damaged: half a page shown would be a page with blank fields."""
    data = SAMPLES[name]
    assert outcome(data, name) == "pages"
    for tenth in range(10):
        found = outcome(data[: len(data) * tenth // 10], name)
        assert found in ("file.empty", "file.corrupt", "file.wrong_type"), tenth


@pytest.mark.parametrize("cipher", ["RC4-128", "AES-256"])
def test_a_pdf_with_a_password_asks_for_it_to_be_removed(cipher: str):
    """Damaged and locked are two different things to mend."""
    assert outcome(encrypted("bí mật", cipher)) == "file.password"


@pytest.mark.poppler
@pytest.mark.parametrize("cipher", ["RC4-128", "AES-256"])
def test_a_pdf_that_only_forbids_printing_opens(cipher: str):
    """Portals lock changes with an owner password and let everyone read."""
    assert outcome(encrypted("", cipher)) == "pages"


def encrypted(password: str, cipher: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(typed(["Hello"])))
    writer.encrypt(password, owner_password="chủ", algorithm=cipher)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def many_pages(count: int, declared: int | None = None) -> bytes:
    kids = " ".join("3 0 R" for _ in range(count))
    return pdf(
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count if declared is None else declared} >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
    )


def test_a_pdf_of_5000_pages_is_refused_with_both_numbers():
    """The citizen is told how many pages there are and how many may be."""
    with pytest.raises(UploadError) as caught:
        list(load_pages(UploadFile("hồ sơ.pdf", many_pages(5000)), LIMITS))
    assert caught.value.code == "file.too_many_pages"
    assert (caught.value.params["n"], caught.value.params["max"]) == (5000, 20)
    assert outcome(many_pages(50_000)) == "file.too_many_pages"


def test_a_false_page_count_does_not_open_the_door():
    """/Count says one, the tree holds a thousand."""
    assert outcome(many_pages(1000, declared=1)) == "file.too_many_pages"


CATALOG = "<< /Type /Catalog /Pages 2 0 R >>"
CYCLES = {
    "its own kid": pdf(CATALOG, "<< /Type /Pages /Kids [2 0 R] /Count 1 >>"),
    "two nodes": pdf(
        CATALOG, "<< /Type /Pages /Kids [3 0 R] /Count 1 >>", "<< /Type /Pages /Kids [2 0 R] /Parent 2 0 R /Count 1 >>"
    ),
    "reference to itself": pdf("<< /Type /Catalog /Pages 2 0 R >>", "2 0 R"),
    "wide and deep": pdf(
        CATALOG,
        *(f"<< /Type /Pages /Kids [{' '.join([f'{n + 1} 0 R'] * 40)}] /Count 1 >>" for n in range(2, 40)),
        "<< /Type /Page /MediaBox [0 0 9 9] >>",
    ),
    "nested arrays": pdf("<< /Type /Catalog /Pages " + "[" * 20_000 + "]" * 20_000 + " >>"),
    "xref to itself": b"%PDF-1.4\nxref\n0 1\n0000000000 65535 f \ntrailer << /Prev 9 /Size 1 >>\nstartxref\n9\n%%EOF",
}


@pytest.mark.poppler
@pytest.mark.parametrize("name", sorted(CYCLES))
def test_loops_in_the_page_tree_end(name: str):
    """Nothing can be shown, and that is said soon."""
    assert outcome(CYCLES[name]) in ("file.corrupt", "file.too_many_pages")


@functools.cache
def zeros(megabytes: int, layers: int = 1) -> bytes:
    packer = zlib.compressobj(1)
    data = b"".join(packer.compress(bytes(1_000_000)) for _ in range(megabytes)) + packer.flush()
    return data if layers == 1 else zlib.compress(data, 9)


FORM = "/Type /XObject /Subtype /Form /BBox [0 0 595 842]"
PLAIN = "/Subtype /Image /BitsPerComponent 8 /ColorSpace /DeviceGray /Filter /FlateDecode"
BOMBS = {
    "content of 400 MB": one_page("", "", "", "[0 0 595 842]").replace(
        stream(b""), stream(zeros(400), "/Filter /FlateDecode")
    ),
    "content twice compressed": one_page("").replace(
        stream(b""), stream(zeros(400, 2), "/Filter [/FlateDecode /FlateDecode]")
    ),
    "a million operators": one_page("0 0 m 9 9 l S " * 300_000),
    "a million letters": one_page(
        "BT /F1 1 Tf " + f"({'a' * 1000}) Tj " * 2000 + "ET",
        "/Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>",
    ),
    "a form that paints itself": one_page(
        "/X Do",
        "/XObject << /X 5 0 R >>",
        "",
        "[0 0 595 842]",
        stream(b"/X Do /X Do", f"{FORM} /Resources << /XObject << /X 5 0 R >> >>"),
    ),
    "forms that double": one_page(
        "/X Do",
        "/XObject << /X 5 0 R >>",
        "",
        "[0 0 595 842]",
        *(stream(b"/X Do /X Do /X Do", f"{FORM} /Resources << /XObject << /X {n + 1} 0 R >> >>") for n in range(5, 30)),
        stream(b"0 0 9 9 re f", FORM),
    ),
    "an image of 400 megapixels": scan(stream(zeros(400), f"{PLAIN} /Width 20000 /Height 20000")),
    "an image that lies about its size": scan(stream(zeros(400), f"{PLAIN} /Width 100 /Height 100")),
}


# The limit may strike inside a callback of the garbage collector (hypothesis has one), where Python can only print it.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.poppler
@pytest.mark.parametrize("name", sorted(BOMBS))
def test_bombs_stay_within_time_and_memory(name: str):
    """A few kilobytes that unfold into hundreds of megabytes, or into work without end."""
    assert outcome(BOMBS[name]) in ("pages", "file.corrupt")


def test_an_object_stream_that_unfolds_to_400_megabytes_is_refused():
    """The structure itself may be compressed, and so may the bomb."""
    head = b"%PDF-1.5\n"
    bomb = b"3 0 obj\n" + stream(zeros(400), "/Type /ObjStm /N 2 /First 10 /Filter /FlateDecode") + b"\nendobj\n"
    place = len(head) + len(bomb)
    rows = (
        b"\x00\x00\x00\xff"
        + b"\x02\x00\x03\x00"
        + b"\x02\x00\x03\x01"
        + b"\x01"
        + len(head).to_bytes(2, "big")
        + b"\x00"
    )
    xref = flate(rows, "/Type /XRef /W [1 2 1] /Size 4 /Root 1 0 R")
    data = head + bomb + b"4 0 obj\n" + xref + f"\nendobj\nstartxref\n{place}\n%%EOF\n".encode()
    assert outcome(data) == "file.corrupt"


@pytest.mark.poppler
@pytest.mark.parametrize(
    "box", ["[0 0 40000000 40000000]", "[0 0 40000000 1]", "[0 0 1e30 1e30]", "[-1e9 -1e9 1e9 1e9]"]
)
def test_page_boxes_of_kilometres_end_well(box: str):
    """Drawn small or refused; never as many pixels as the box would have at 200 dpi."""
    assert outcome(one_page("0 0 100 100 re f", box=box)) in ("pages", "file.corrupt")


# --- flipped bits ----------------------------------------------------------------------------------------------------


@pytest.mark.poppler
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(
    name=st.sampled_from(sorted(SAMPLES)),
    cut=st.floats(0.05, 1.0),
    flips=st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 7)), max_size=12),
)
def test_cut_or_flipped_files_raise_nothing_but_upload_errors(name: str, cut: float, flips: list[tuple[float, int]]):
    """Whatever a bad line or disk does to a file, the answer is pages or a `file.*` finding."""
    data = bytearray(SAMPLES[name][: int(len(SAMPLES[name]) * cut)])
    for place, bit in flips:
        data[int(place * len(data))] ^= 1 << bit
    found = outcome(bytes(data), name)
    assert found in ("pages", "broken") or found.startswith("file.")


def test_decoders_do_not_write_to_the_terminal(capfd: pytest.CaptureFixture[str]):
    """libjpeg and libtiff report damage to standard error; a citizen's terminal stays clean."""
    rng = np.random.default_rng(0)
    for name in ("photo.jpg", "page.tif", "page.png"):
        for _ in range(10):
            data = bytearray(SAMPLES[name])
            for place in rng.integers(len(data) // 3, len(data), 5):
                data[place] ^= 0x55
            outcome(bytes(data), name)
    assert capfd.readouterr() == ("", "")


def test_what_a_library_writes_is_heard_and_not_shown(capfd: pytest.CaptureFixture[str]):
    """The words of libjpeg are the only sign that it invented half a picture."""
    import os

    with hushed_stderr() as heard:
        os.write(2, b"premature end\n")
    os.write(2, b"shown\n")
    assert heard.text == "premature end\n"
    assert capfd.readouterr().err == "shown\n"


# --- the watchdog ----------------------------------------------------------------------------------------------------


def test_work_without_end_is_stopped():
    """A loop in pure Python, as in a parser that runs in circles."""

    def run_in_circles() -> None:
        while True:
            pass

    start = time.monotonic()
    with pytest.raises(OutOfBudget), budget(0.2, megabytes=1000):
        run_in_circles()
    assert time.monotonic() - start < 2


def test_work_that_forgives_every_exception_is_stopped():
    """pypdf catches `Exception` in many places: the stop is none."""

    def forgive_everything() -> None:
        while True:
            try:
                sum(range(1000))
            except Exception:
                continue

    with pytest.raises(OutOfBudget), budget(0.2, megabytes=1000):
        forgive_everything()


def test_work_that_fills_the_memory_is_stopped():
    """Growth is watched, not size: the process may be large already."""
    kept = []

    def fill() -> None:
        while True:
            kept.append(bytearray(b"x" * 1_000_000))

    with pytest.raises(OutOfBudget), budget(20, megabytes=80):
        fill()
    assert len(kept) < 2000


def test_a_busy_machine_takes_nothing_from_the_budget():
    """What counts is the work, not how long it had to wait for its turn."""
    with budget(0.1, megabytes=1000):
        time.sleep(0.3)
    with pytest.raises(OutOfBudget), budget(0.05, megabytes=1000):
        time.sleep(0.5)


def test_work_within_its_budget_is_left_alone():
    """Neither during the block nor after it is anything raised."""
    for _ in range(50):
        with budget(0.05, megabytes=1000):
            pass
    time.sleep(0.1)
    assert threading.active_count() < 10


def test_patience_counts_only_failures():
    """A long file of good pages takes its time; one page that hangs uses up the file's."""
    patience = Patience(1.0)
    with patience.spent_on_failure():
        time.sleep(0.05)
    assert patience.left_s == 1.0

    def fail() -> None:
        time.sleep(0.05)
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"), patience.spent_on_failure():
        fail()
    assert 0.5 < patience.left_s < 1.0


def test_a_good_page_is_a_source_page():
    """The control: the samples that all others are damaged copies of do open."""
    (page,) = load_pages(UploadFile("photo.jpg", SAMPLES["photo.jpg"]), LIMITS)
    assert isinstance(page, SourcePage)
