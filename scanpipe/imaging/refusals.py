"""The reasons why a file is not opened, each an `UploadError` that carries its `file.*` finding."""

from __future__ import annotations

from scanpipe.errors import UploadError
from scanpipe.imaging.source import Limits


def wrong_type(name: str) -> UploadError:
    """The content is neither a picture nor a PDF, whatever its name says."""
    return UploadError(
        "file.wrong_type", f"{name} is not a photo or a PDF: send JPG, PNG, HEIC, TIFF or PDF.", name=name
    )


def empty(name: str) -> UploadError:
    """There is nothing in the file."""
    return UploadError("file.empty", f"{name} is empty: choose another file.", name=name)


def corrupt(name: str) -> UploadError:
    """The file is damaged, and no page of it can be shown."""
    return UploadError("file.corrupt", f"{name} is damaged and cannot be opened: save or scan it again.", name=name)


def password(name: str) -> UploadError:
    """The PDF asks for a password before it shows anything."""
    return UploadError("file.password", f"{name} is password protected: remove the password.", name=name)


def too_large(name: str, limits: Limits) -> UploadError:
    """The file has more bytes than allowed."""
    sentence = f"{name} is larger than {limits.max_mb} MB: send it page by page."
    return UploadError("file.too_large", sentence, name=name, max_mb=limits.max_mb)


def too_many_pixels(name: str, limits: Limits, width: int, height: int) -> UploadError:
    """The picture would fill the memory; told from its header, before anything is decoded."""
    megapixels, most = round(width * height / 1e6), round(limits.max_pixels / 1e6)
    sentence = f"{name} has {megapixels} megapixels, more than {most}: scan at 300 dpi, or photograph it."
    return UploadError(
        "file.too_many_pixels",
        sentence,
        name=name,
        max_mb=limits.max_mb,
        megapixels=megapixels,
        max_megapixels=most,
    )


def too_many_pages(name: str, limits: Limits, pages: int) -> UploadError:
    """The file has more pages than a dossier needs."""
    sentence = f"{name} has {pages} pages, more than {limits.max_pages}: split it by type of paper."
    return UploadError("file.too_many_pages", sentence, name=name, n=pages, max=limits.max_pages)
