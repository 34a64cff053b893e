"""The operator's pages of a draft without scripts: what is open, what lint and test say, comparison, a new draft."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator

import pytest
import yaml

from api.office.catalogue.check import OUTCOMES, SEVERITIES
from api.office.catalogue.draft import steps
from api.staff import STAFF_COOKIE
from api.words import parameters, say
from scanpipe.catalog.blank import typeset
from scanpipe.catalog.diff import What
from scanpipe.catalog.lint import CODES
from scanpipe.catalog.write import yaml_of
from scanpipe.office.catalogue.errands import State
from scanpipe.office.people import Role
from scanpipe.trials.report import Gate as TrialGate
from scanpipe.trials.report import Kind
from tests.conftest import ROOT
from tests.office_pages.draft_desk import HOME, DraftDesk, draft_desk, report_of
from tests.office_pages.editor_desk import EDITION, FORM
from tests.web.conftest import Html, read

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

COMPARE = f"/cb/mau/so/{FORM}"
DRAFT = f"nhap:{EDITION}"


class Operator:
    """A browser without scripts that is logged in."""

    def __init__(self, client: TestClient) -> None:
        self.client = client

    def get(self, path: str, status: int = 200) -> Html:
        answer = self.client.get(path, follow_redirects=False)
        assert answer.status_code == status, (path, answer.status_code, answer.text[-500:])
        return read(answer.text)

    def token(self, path: str) -> str:
        found = re.search(r'name="csrf" value="([^"]+)"', self.client.get(path).text)
        assert found is not None
        return found[1]

    def sends(self, page: str, path: str, **values: object) -> str:
        """Send a form that stands on `page`; where that leads."""
        data = {"csrf": self.token(page), **values}
        answer = self.client.post(path, data=data, follow_redirects=False)
        assert answer.status_code == 303, answer.text
        return str(answer.headers["location"])


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DraftDesk]:
    made = draft_desk(tmp_path_factory.mktemp("draft"))
    yield made
    made.close()


@pytest.fixture
def house(desk: DraftDesk) -> DraftDesk:
    """With the draft as the machine made it, and no errand."""
    desk.editor.begin()
    desk.errands.started.clear()
    return desk


@pytest.fixture
def operator(house: DraftDesk) -> Iterator[Operator]:
    with TestClient(house.editor.app, headers={"Accept": "text/html"}) as client:
        client.cookies.set(STAFF_COOKIE, "vh.mai")
        yield Operator(client)


def text(page: Html, mark: str) -> list[str]:
    """The texts of all elements of that mark."""
    return [" ".join(element.text.split()) for element in page.marked(mark)]


# The overview


def test_nine_steps_say_what_is_done_and_what_is_open(operator: Operator, house: DraftDesk) -> None:
    """Each with its state as a word, and the way to where it is done."""
    page = operator.get(HOME)
    assert page.h1 == "Bản nháp ct01, mẫu tt9_2027"
    names = ("begun", "guesses", "carried", "edit", "compare", "lint", "test", "publish", "recheck")
    told = {name: text(page, f"step-{name}")[0] for name in names}
    assert "✓ xong" in told["begun"]
    assert "◐ cần xem" in told["guesses"]
    guesses = house.editor.draft.about.guesses
    unsure = sum(guess.confidence < 0.7 for guess in guesses)
    sure = sum(guess.confidence >= 0.9 for guess in guesses)
    left = f"Còn {len(guesses)} trong {len(guesses)} chỗ máy đoán chưa ai xem: {unsure} chỗ máy chưa chắc;"
    assert left in told["guesses"]
    assert f"{sure} chỗ chắc." in told["guesses"]
    assert "Chưa có ghi chú “Mẫu mới khác gì” so với mẫu tt53_2025." in told["compare"]
    assert "! cần sửa" in told["lint"]
    assert "Chưa thử lần nào." in told["test"]
    ways = {a.attributes["href"] for a in page.elements if (a.attributes.get("data-testid") or "").startswith("way-")}
    assert ways == {
        f"{HOME}/sua",
        f"{HOME}/sua?the=yaml",
        f"{COMPARE}?cu=tt53_2025&moi={DRAFT}",
        f"{HOME}/kiem",
        f"{HOME}/kiem#thu",
        f"{HOME}/dang",
        f"{HOME}/thu",
    }


def test_a_draft_is_dropped_with_the_second_click(operator: Operator, house: DraftDesk) -> None:
    """The button stands below one that opens it; then there is no draft."""
    page = operator.get(HOME)
    assert [summary.text.strip() for summary in page.all("summary")][-1] == "Bỏ bản nháp này"
    assert operator.sends(HOME, f"{HOME}/bo") == "/cb/mau?xong=dropped"
    operator.get(HOME, status=404)


def test_a_draft_that_was_broken_by_hand_says_so_and_leads_to_its_yaml(operator: Operator, house: DraftDesk) -> None:
    """Nothing can be compared or tested until then."""
    draft = house.editor.draft
    (draft.folder / "edition.yaml").write_text(draft.text.replace("pages: 1", "pages: many"))
    page = operator.get(HOME)
    assert "pages" in text(page, "broken")[0]
    assert text(page, "step-edit")[0].startswith("Sửa ! cần sửa")
    checked = operator.get(f"{HOME}/kiem")
    assert "edition.yaml" in text(checked, "trouble")[0]
    assert "disabled" in checked.marked("test")[0].attributes


def test_only_who_may_edit_the_catalogue_sees_it(operator: Operator, house: DraftDesk) -> None:
    """An officer is told so; nobody is sent to the login."""
    house.editor.operator("ng.hoa", Role.OFFICER)
    operator.client.cookies.set(STAFF_COOKIE, "ng.hoa")
    for path in (HOME, f"{HOME}/kiem", COMPARE, "/cb/mau/moi"):
        operator.get(path, status=403)
    operator.client.cookies.delete(STAFF_COOKIE)
    operator.get(HOME, status=303)


# Lint and test


def test_every_problem_has_its_words_and_leads_to_its_place(operator: Operator, house: DraftDesk) -> None:
    """A field opens in the editor, all else in its YAML; the code and the line are for people with the folder."""
    draft = house.editor.draft
    house.editor.drafting.save(
        house.editor.operator(),
        FORM,
        EDITION,
        draft.text.replace("type: person_name", "type: nobody", 1),
        etag=draft.etag,
    )
    page = operator.get(f"{HOME}/kiem")
    rows = text(page, "problem")
    assert any(row.startswith("! lỗi F001 Ngày áp dụng") for row in rows)
    (wrong,) = [row for row in rows if "F007" in row]
    assert "Loại hoặc điều kiện không dùng được." in wrong
    assert re.search(r"edition\.yaml:\d+$", wrong)
    assert any(a.attributes.get("href") == f"{HOME}/sua?muc=declarant_full_name" for a in page.all("a"))
    assert {say(f"lint.code_{code.lower()}", "vi") for code in CODES} & {
        say(f"lint.code_{code.lower()}", "en") for code in CODES
    } == set()


def test_a_wrong_expectation_is_a_red_row_with_a_word(operator: Operator, house: DraftDesk) -> None:
    """AT-P6: the row stands first and says so, the gate is closed; colour repeats it."""
    draft = house.editor.draft
    (draft.folder / "trial.json").write_text(report_of(draft.etag).to_json())
    page = operator.get(f"{HOME}/kiem")
    (row,) = page.marked("row-wrong")
    assert " ".join(row.text.split()).startswith("! sai hand-02.jpg")
    assert "Mục bỏ trống không được báo." in row.text
    assert [tr.attributes.get("data-testid") for tr in page.all("tr") if "data-testid" in tr.attributes][-4:][
        0
    ] == "row-wrong"
    assert "! chưa đạt Mục bắt buộc bị bỏ trống: 1 dòng sai." in text(page, "gates")[0]
    assert text(page, "verdict")[0].startswith("! chưa đạt Thử lúc")
    assert "Đạt 3 trong 4 dòng thử." in text(operator.get(HOME), "step-test")[0]


def test_fields_that_failed_are_put_where_nobody_is_accused(operator: Operator, house: DraftDesk) -> None:
    """The draft changes by that, so the test is of another draft."""
    draft = house.editor.draft
    (draft.folder / "trial.json").write_text(report_of(draft.etag).to_json())
    path = f"{HOME}/kiem"
    assert operator.sends(path, f"{path}/hoi", etag="0" * 64) == f"{path}?xong=conflict"
    assert operator.sends(path, f"{path}/hoi", etag=draft.etag) == f"{path}?xong=unproven"
    edition = house.editor.draft.edition
    assert edition is not None
    assert edition.unproven == ("declarant_phone",)
    page = operator.get(path)
    assert page.marked("stale")
    assert not page.marked("proposed")


def test_the_test_runs_in_the_background_and_its_page_says_how_far_it_is(operator: Operator, house: DraftDesk) -> None:
    """Without scripts a link asks again; what failed says why."""
    path = f"{HOME}/kiem"
    assert operator.sends(path, f"{path}/thu") == f"{path}?xong=testing#thu"
    (name,) = house.errands.started
    assert house.errands.started[name].args == ("forms", "test", f"{FORM}@{EDITION}", "--draft", "--lang", "vi")
    page = operator.get(path)
    assert page.marked("errand")[0].attributes["data-state"] == "running"
    assert not page.marked("test")
    assert "… đang chạy" in text(operator.get(HOME), "step-test")[0]
    house.errands.end(name, State.FAILED, "scanpipe: Tesseract was not found")
    failed = operator.get(path)
    assert text(failed, "said") == ["Tesseract was not found"]
    assert failed.marked("test")


def test_all_that_a_report_can_say_has_words() -> None:
    """In both languages."""
    keys = [f"lint.kind_{kind.value}" for kind in Kind] + [
        badge.key for badge in (*OUTCOMES.values(), *SEVERITIES.values())
    ]
    keys += [f"lint.gate_{name}" for name in TrialGate.model_fields["name"].annotation.__args__]
    keys += [f"diff.what_{what.value}" for what in What]
    assert all(say(key, lang) for key in keys for lang in ("vi", "en"))


# Comparison


def seeded(house: DraftDesk) -> None:
    """Two fields more, one less, another label, one no longer required."""
    draft = house.editor.draft
    edition = draft.edition
    assert edition is not None
    lines = [line for line in edition.lines if getattr(line, "key", "") != "declarant_email"]
    for place, line in enumerate(lines):
        if getattr(line, "key", "") == "declarant_phone":
            lines[place] = line.model_copy(update={"label": "5. Số điện thoại di động:"})
        if getattr(line, "key", "") == "relationship_to_head":
            lines[place] = line.model_copy(update={"required": "no"})
    phone = next(line for line in lines if getattr(line, "key", "") == "declarant_phone")
    extra = [phone.model_copy(update={"key": key, "label": f"{key}:", "required": "no"}) for key in ("zalo", "fax")]
    after = edition.model_copy(update={"lines": (*lines, *extra)})
    house.editor.drafting.save(house.editor.operator(), FORM, EDITION, yaml_of(after), etag=draft.etag)


def test_the_sentence_counts_what_was_changed(operator: Operator, house: DraftDesk) -> None:
    """AT-P4: on every tab, which are links."""
    seeded(house)
    address = f"{COMPARE}?cu=tt53_2025&moi={DRAFT}"
    page = operator.get(f"{address}&the=muc")
    (sentence,) = text(page, "sentence")
    assert sentence.startswith("Mẫu mới thêm 2 mục, bỏ 1 mục, đổi tên 1 mục, 1 mục không còn bắt buộc;")
    changes = text(page, "change")
    assert sum(row.startswith("+ thêm") for row in changes) == 2
    assert sum(row.startswith("− bỏ") for row in changes) == 1
    assert [name for name in ("hinh", "muc", "yaml") if page.marked(f"tab-{name}")] == ["hinh", "muc", "yaml"]
    yaml = operator.get(f"{address}&the=yaml")
    assert text(yaml, "sentence") == [sentence]
    assert "+ - key: zalo" in " ".join(text(yaml, "lines")[0].split())
    kept = re.search(r"(\d+) mục giữ nguyên", sentence)
    assert kept is not None
    assert f"{kept[1]} mục giữ nguyên" in text(page, "kept")[0]


@pytest.mark.poppler
def test_pictures_stand_side_by_side_and_over_each_other(operator: Operator) -> None:
    """Everything that only one prints is told as text too; every picture is there."""
    named = "cu=tt53_2025&moi=tt116_2026"
    page = operator.get(f"{COMPARE}?{named}")
    assert len(page.marked("pair")) == 1
    assert "Chỉ mẫu cũ in: 53/2025/TT-BCA" in text(page, "side-cu")[0]
    assert "Chỉ mẫu mới in: 116/2026/TT-BCA" in text(page, "side-moi")[0]
    sources = [img.attributes["src"] or "" for img in page.all("img")]
    assert [source.split("?")[0].rsplit("-")[-1] for source in sources] == [
        "cu.png",
        "moi.png",
        "chong.png",
        "moi.png",
        "phu.png",
    ]
    for source in sources:
        answer = operator.client.get(source)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    operator.get(f"{COMPARE}/trang-9-cu.png?{named}", status=404)


def test_the_sentence_becomes_the_note_of_the_draft(operator: Operator, house: DraftDesk) -> None:
    """In both languages; remarks in the YAML stay; a stale page writes nothing."""
    seeded(house)
    remark = "# lưu ý của người sửa\n" + house.editor.draft.text
    draft = house.editor.drafting.save(house.editor.operator(), FORM, EDITION, remark, etag=house.editor.draft.etag)
    page = f"{COMPARE}?cu=tt53_2025&moi={DRAFT}&the=muc"
    sent = {"cu": "tt53_2025", "moi": DRAFT}
    assert operator.sends(page, f"{COMPARE}/ghi-chu", **sent, etag="0" * 64).endswith("xong=conflict")
    assert operator.sends(page, f"{COMPARE}/ghi-chu", **sent, etag=draft.etag).endswith("xong=news")
    now = house.editor.draft
    assert now.edition is not None
    assert now.edition.news is not None
    assert now.edition.news["vi"].startswith("Mẫu mới thêm 2 mục")
    assert now.edition.news["en"].startswith("The new form adds 2")
    assert now.text.startswith("# lưu ý")
    assert "✓ xong" in text(operator.get(HOME), "step-compare")[0]


def test_without_names_the_last_one_is_held_against_the_one_before(operator: Operator, house: DraftDesk) -> None:
    """The draft, as long as there is one; an unknown name is not found."""
    page = operator.get(f"{COMPARE}?the=muc")
    chosen = [o.attributes["value"] for o in page.all("option") if "selected" in o.attributes]
    assert chosen == ["tt53_2025", DRAFT]
    for query in ("cu=tt1&moi=tt66_2023", "cu=tt56_2021&moi=nhap:tt1"):
        operator.get(f"{COMPARE}?{query}", status=404)
    operator.get("/cb/mau/so/nothing", status=404)


# A new draft


@pytest.fixture(scope="module")
def blank(desk: DraftDesk) -> bytes:
    """The blank of an edition."""
    return typeset(desk.editor.drafting.desk.law.catalog.edition(FORM, "tt116_2026")).pdf


def ask(operator: Operator, blank: bytes | None, name: str = "ct01 mới.pdf", **values: str) -> tuple[int, str, str]:
    """Send the form of a new draft: status, where it leads, what came back."""
    data = {"csrf": operator.token("/cb/mau/moi"), "bieu_mau": FORM, "so": "12/2028/TT-BCA", "mang_sang": "1", **values}
    files = None if blank is None else {"tep": (name, blank)}
    answer = operator.client.post("/cb/mau/moi", data=data, files=files, follow_redirects=False)
    return answer.status_code, answer.headers.get("location", ""), answer.text


def test_a_blank_becomes_an_errand_and_then_a_draft(operator: Operator, house: DraftDesk, blank: bytes) -> None:
    """AT-P1, the way: the edition is named after its number; the page says how far it is, then leads to the draft."""
    status, there, _ = ask(operator, blank, ngay="2028-03-01")
    assert (status, there) == (303, f"/cb/mau/moi/{FORM}/tt12_2028")
    (name,) = house.errands.started
    args, folder = house.errands.started[name].args, house.errands.folders[name]
    assert args[:2] == ("forms", "draft")
    assert (folder / args[2]).read_bytes() == blank
    assert args[3:] == (
        *("--form", FORM, "--edition", "tt12_2028", "--by", "vh.mai", "--on", "2028-03-01"),
        *("--instrument", "Thông tư 12/2028/TT-BCA", "--from-previous"),
    )
    page = operator.get(there)
    assert page.marked("errand")[0].attributes["data-state"] == "running"
    house.errands.end(name, State.FAILED, "scanpipe: LibreOffice is not installed.")
    failed = operator.get(there)
    assert text(failed, "said") == ["LibreOffice is not installed."]
    house.errands.end(name, State.DONE)
    shown = house.editor.draft
    about = shown.about.model_copy(update={"edition": "tt12_2028"})
    house.editor.drafting.drafts.begin(shown.text.replace(f"edition: {EDITION}", "edition: tt12_2028"), about, {})
    answer = operator.client.get(there, follow_redirects=False)
    assert answer.headers["location"] == f"/cb/mau/n/{FORM}/tt12_2028?xong=drafted"


def test_a_form_that_is_new_is_named(operator: Operator, house: DraftDesk, blank: bytes) -> None:
    """Its names and its field go along; keys are not carried over from anything."""
    more = {"bieu_mau": "+", "ma_moi": "don_moi", "ten": "Đơn mới", "linh_vuc": "residence"}
    assert ask(operator, blank, **more)[:2] == (303, "/cb/mau/moi/don_moi/tt12_2028")
    (name,) = house.errands.started
    assert house.errands.started[name].args[-4:] == ("--name-vi", "Đơn mới", "--domain", "residence")


@pytest.mark.parametrize(
    ("values", "place", "said"),
    [
        ({"bieu_mau": ""}, "bieu-mau", "Chưa chọn biểu mẫu."),
        ({"bieu_mau": "+", "ma_moi": "Đơn"}, "ma-moi", "Mã biểu mẫu chỉ gồm"),
        ({"bieu_mau": "+", "ma_moi": "don"}, "ten", "cần tên tiếng Việt"),
        ({"so": "2028"}, "ma", "Ghi số văn bản"),
        ({"so": "116/2026/TT-BCA"}, "ma", "đã được công bố"),
        ({"ma": EDITION}, "ma", "Đã có bản nháp"),
        ({"ngay": "31/02/2028"}, "ngay", "Ghi ngày như"),
    ],
)
def test_what_is_wrong_stands_at_its_place(
    values: dict[str, str], place: str, said: str, operator: Operator, house: DraftDesk, blank: bytes
) -> None:
    """At the top with a link, and at the box; what was typed stays."""
    status, _, html = ask(operator, blank, **values)
    page = read(html)
    assert status == 422
    assert page.title.startswith("Lỗi")
    (link,) = [a for a in page.all("a") if a.attributes.get("href") == f"#{place}"]
    assert said in link.text
    assert page.all("input", name="so")[0].attributes["value"] == values.get("so", "12/2028/TT-BCA")
    assert house.errands.started == {}


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [(None, "", "Chưa chọn tệp"), (b"", "a.pdf", "Tệp này trống"), (b"hello there", "a.docx", "không phải PDF")],
)
def test_a_file_that_is_no_blank_is_refused_at_once(
    data: bytes | None, name: str, said: str, operator: Operator, house: DraftDesk
) -> None:
    """Before anything is laid aside."""
    status, _, html = ask(operator, data, name)
    assert status == 422
    assert said in html
    assert not (house.editor.drafting.desk.settings.data_dir / "blanks").exists() or not house.errands.started


def test_the_steps_of_a_finished_draft_are_done(house: DraftDesk) -> None:
    """Seen, without an error, tested: only publishing is left."""
    actor, drafting = house.editor.operator(), house.editor.drafting
    draft = drafting.see(actor, FORM, EDITION, [guess.key or "" for guess in house.editor.draft.about.guesses])
    (draft.folder / "trial.json").write_text(report_of(draft.etag, wrong=False).to_json())
    told = {step.name: step.badge.key for step in steps(house.checking.overview(actor, FORM, EDITION), HOME)}
    assert told["guesses"] == told["test"] == told["edit"] == "draft.done"
    assert told["publish"] == "draft.to_do"


STEMS = (
    *("trail.a_", "newdraft.wrong_", "draft.step_", "draft.told_", "draft.guesses_", "errand."),
    *("lint.code_", "lint.gate_", "lint.kind_", "lint.told_"),
    *("diff.told_", "diff.tab_", "diff.what_", "diff.required_", "diff.only_", "diff.no_blank_"),
)
"""What words begin with that are put together."""


def test_every_word_of_these_pages_is_used_and_says_the_same_in_both_languages() -> None:
    """The tables hold none that nobody reads."""
    rooms = (ROOT / "api" / "office" / "words").glob("catalogue_*.yaml")
    tables = [
        path for path in rooms if path.stem in ("catalogue_new", "catalogue_draft", "catalogue_lint", "catalogue_diff")
    ]
    rows: dict[str, list[str]] = {}
    for path in tables:
        rows |= yaml.safe_load(path.read_text(encoding="utf-8"))
    folders = (ROOT / "api" / "office", ROOT / "api" / "templates" / "office")
    everything = "\n".join(p.read_text("utf-8") for f in folders for p in f.rglob("*") if p.suffix in (".j2", ".py"))
    assert [key for key in rows if f'"{key}"' not in everything and not key.startswith(STEMS)] == []
    assert all(parameters(vi) == parameters(en) for vi, en in rows.values())
    assert len(tables) == 4
