"""Every word of the pages, in both languages (AT-X10)."""

import re
import unicodedata

import pytest
import yaml

from api import words
from api.web.render import TEMPLATES
from api.web.static import HOME
from tests.conftest import ROOT

ROWS: dict[str, list[str]] = yaml.safe_load(words.TABLE.read_text(encoding="utf-8"))
BANNED = (
    "dossier", "scan", "file ảnh", "ocr", "nhận dạng ký tự", "phiên bản", "version", "template", "không hợp lệ", "sai",
    "từ chối", "mã hồ sơ", "admin", "reviewer", "bạn", "quý khách", "user", "cookie", "link", "email", "click",
)  # fmt: skip
"""Words that Vietnamese strings avoid: foreign, blaming, or reserved for the official code."""
WHERE_PLEASE_IS_SAID = ("_fix", "res.unread.b", "priv.helper_needed", "f.carry_hint", "code.officer_text")
WHERE_WE_SAY_SORRY = ("err.500", "err.title")


def test_each_string_has_both_languages_with_the_same_parameters() -> None:
    """What is told in one language is told in the other."""
    for key, (vi, en) in ROWS.items():
        assert words.parameters(vi) == words.parameters(en), key
        assert vi == unicodedata.normalize("NFC", vi).strip(), key
        assert en == en.strip(), key


def test_vietnamese_strings_are_plain_and_polite() -> None:
    """No foreign word, no blame, one *vui lòng* and only where something is to be done."""
    for key, (text, _) in ROWS.items():
        vi = text.lower()
        assert not [word for word in BANNED if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", vi)], key
        assert vi.count("vui lòng") <= key.endswith(WHERE_PLEASE_IS_SAID), key
        assert "lỗi" not in vi or key in WHERE_WE_SAY_SORRY, key
        assert len(text.split()) <= 40, key


def test_a_parameter_too_few_or_too_many_is_an_error() -> None:
    """A gap in a sentence is found by us, not by a citizen."""
    assert words.say("st.fix", "vi", n=2) == "Cần sửa 2 chỗ"
    with pytest.raises(KeyError, match=r"st\.fix"):
        words.say("st.fix", "vi")
    with pytest.raises(KeyError, match=r"st\.ok"):
        words.say("st.ok", "en", n=1)
    with pytest.raises(KeyError):
        words.say("no.such.key", "vi")


def test_what_a_parameter_says_is_not_filled_in_again() -> None:
    """A file may be called {n}."""
    assert words.say("cap.added", "vi", n=1, name="{n}.jpg") == "Đã thêm trang 1: {n}.jpg"


def test_every_string_is_used() -> None:
    """The table holds no word that nobody reads."""
    texts = [
        path.read_text(encoding="utf-8")
        for folder in (TEMPLATES, ROOT / "api" / "web", HOME)
        for path in folder.rglob("*")
        if path.suffix in (".j2", ".py", ".js")
    ]
    everything = "\n".join(texts)
    # Keys that are put together from a stem and a state.
    stems = ("adv.", "tips.", "faq.", "f.said_", "lib.", "err.", "app.size", "app.lang_", "page.legend_", "code.")
    unused = [key for key in ROWS if f'"{key}"' not in everything and not key.startswith(stems)]
    assert unused == []
