"""Why a dossier of a batch has no report: a code for the log, a sentence with the mend for the table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scanpipe.errors import UsageError

if TYPE_CHECKING:
    from scanpipe.findings import Lang

_WORDS: Mapping[str, tuple[str, str]] = {
    "dossier.no_file": (
        "Thư mục không có tệp nào; vui lòng đặt ảnh hoặc tệp PDF của hồ sơ vào đó.",
        "The folder holds no file; put the photos or PDFs of the dossier into it.",
    ),
    "dossier.nested": (
        "Trong thư mục còn có thư mục “{name}”; vui lòng để mọi tệp của hồ sơ ngay trong một thư mục.",
        "The folder holds another folder, “{name}”; put all files of a dossier directly into one folder.",
    ),
    "dossier.not_a_file": (
        "“{name}” không phải tệp đọc được; vui lòng bỏ ra khỏi thư mục hoặc thay bằng ảnh, PDF.",
        "“{name}” is no file that can be read; take it out or put a photo or PDF in its place.",
    ),
    "dossier.unreadable": (
        "Không mở được thư mục ({why}); vui lòng kiểm tra quyền đọc.",
        "The folder cannot be opened ({why}); check that it may be read.",
    ),
    "dossier.too_many_pages": (
        "Hồ sơ có {n} trang trở lên, nhiều hơn {max} trang; vui lòng tách thành nhiều hồ sơ.",
        "The dossier has {n} pages or more, more than {max}; split it into several dossiers.",
    ),
    "dossier.out_taken": (
        "Nơi ghi kết quả đã có thứ khác mang tên này; vui lòng chọn thư mục --out khác.",
        "Something else lies where the report would go; choose another folder with --out.",
    ),
    "dossier.refused": ("{why}", "{why}"),
    "dossier.crashed": (
        "Chương trình bị ngắt hai lần khi đọc hồ sơ này; vui lòng kiểm tra riêng hồ sơ, hoặc thêm bộ nhớ.",
        "The program was ended twice while reading this dossier; check it on its own, or give it more memory.",
    ),
    "dossier.failed": (
        "Lỗi của chương trình ({what}); vui lòng báo lại. Chạy lại lệnh để thử lần nữa.",
        "The program failed ({what}); please report it. Run the command again to try once more.",
    ),
    "dossier.not_reached": (
        "Chưa kiểm tra vì bị ngắt giữa chừng; chạy lại lệnh để làm tiếp.",
        "Not checked: the batch was interrupted. Run the command again to go on.",
    ),
}
_OURS = frozenset({"dossier.crashed", "dossier.failed"})


@dataclass(frozen=True, slots=True)
class Trouble:
    """One reason. `code` may stand in a log; `params` may hold names, and stay out of it."""

    code: str
    params: Mapping[str, object] = field(default_factory=dict, repr=False)

    @property
    def ours(self) -> bool:
        """Whether the program is to blame: the sender of the dossier can do nothing about it."""
        return self.code in _OURS

    def sentence(self, lang: Lang) -> str:
        """What happened and what to do."""
        return _WORDS[self.code][0 if lang == "vi" else 1].format(**self.params)


class DossierError(UsageError):
    """A dossier is not checked, for a reason that its sender can mend."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.sentence("en"))
        self.trouble = trouble
