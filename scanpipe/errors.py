"""
Errors, by who can act on them. A *finding* is about the paper and is returned; an *error* is about the file or
about us and is raised. The doors (command line, HTTP) look exit and status codes up by family.
"""


class ScanpipeError(Exception):
    """The root of all errors that scanpipe raises on purpose; its text is one sentence that names the mend."""


class UploadError(ScanpipeError):
    """
    The sender can mend it: another file.

    `code` is the `file.*` finding that tells a citizen the same thing, `params` are that finding's parameters.
    """

    def __init__(self, code: str, message: str, **params: object) -> None:
        super().__init__(message)
        self.code = code
        self.params = params


class FormDataError(ScanpipeError):
    """The operator can mend it: a file in forms/. The text names file, line and the mend."""


class EngineError(ScanpipeError):
    """The administrator can mend it: a program on this machine (Tesseract, Poppler) is missing, hangs or dies."""


class UsageError(ScanpipeError):
    """The caller can mend it: an option or an argument."""
