"""Procedures: what a file may say, what is refused and where, what lint finds, and what the commands show."""

import datetime as dt
import json
import shutil
import unicodedata
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from scanpipe.catalog import load_catalog
from scanpipe.catalog.kinds_schema import load_kinds
from scanpipe.catalog.lint import Problem
from scanpipe.catalog.procedure_conditions import When, circle, names, truth
from scanpipe.catalog.procedure_lint import lint_procedures
from scanpipe.catalog.procedure_needs import wanted
from scanpipe.catalog.procedure_schema import Fact, Procedure
from scanpipe.catalog.procedures import Procedures, load_procedures
from scanpipe.console.procedures import procedures_app
from scanpipe.errors import FormDataError

FORMS = Path(__file__).resolve().parents[2] / "forms"
SHIPPED = load_procedures(FORMS)
CODES = {
    *("1.001612", "2.000720", "1.001193", "1.004884", "1.000894", "2.000635"),
    *("1.004873", "1.000656", "1.004222", "1.013978", "1.005280"),
}
FACT = {"means": {"vi": "nghỉ dài", "en": "long leave"}, "ask": {"vi": "Nghỉ dài không?", "en": "A long leave?"}}


def paper(key: str = "letter", **more: Any) -> dict[str, Any]:
    """One sound paper; `more` replaces parts of it."""
    name = {"vi": "Đơn", "en": "Letter"}
    return {
        **{"id": key, "name": name, "role": "form", "forms": ["leave"], "required": "always", "original": 1, "copy": 0},
        **more,
    }


def content(**more: Any) -> dict[str, Any]:
    """What stands in a sound file of one conditional paper; `more` replaces parts of it."""
    reason = {"vi": "nghỉ dài", "en": "the leave is long"}
    return {
        "procedure": "leave",
        "code": "1.000001",
        "name": {"vi": "Xin nghỉ", "en": "Leave"},
        "field": "Lao động",
        "level": "Cấp xã",
        "decision": "1/QĐ-X",
        "time": {"value": 1, "unit": "working_day"},
        "fee": {"amount_vnd": 0},
        "legal": ["1/2026/NĐ-CP"],
        "conditions": {"alone": {"not": "with_family"}},
        "papers": [
            paper(),
            paper(
                "proof",
                kinds=["note"],
                forms=[],
                role="submit",
                required="conditional",
                when={"all": ["long_leave", "alone"]},
                condition=reason,
            ),
        ],
        "provenance": {
            "status": "read",
            "known_from": dt.date(2026, 1, 1),
            "known_from_basis": {"vi": "thử", "en": "a test"},
            "seen_on": dt.date(2026, 2, 1),
            "verified_on": dt.date(2026, 3, 1),
            "text": "written for a test",
        },
        **more,
    }


def written(folder: Path, text: str, facts: tuple[str, ...] = ("long_leave", "with_family")) -> Path:
    """A catalogue's folder with one procedure file of that text."""
    home = folder / "procedures"
    home.mkdir()
    (home / "_facts.yaml").write_text(yaml.safe_dump({"facts": dict.fromkeys(facts, FACT)}), encoding="utf-8")
    (home / "leave.yaml").write_text(text, encoding="utf-8")
    return folder


def refusal(folder: Path, **more: Any) -> str:
    """What the loader says of a file with these parts."""
    text = yaml.safe_dump(content(**more), allow_unicode=True, sort_keys=False)
    with pytest.raises(FormDataError) as caught:
        load_procedures(written(folder, text))
    return str(caught.value)


def line_of(folder: Path, text: str) -> int:
    """The line (from 1) of leave.yaml that holds a text."""
    lines = (folder / "procedures" / "leave.yaml").read_text(encoding="utf-8").splitlines()
    return next(n for n, line in enumerate(lines, 1) if text in line)


def check(**more: Any) -> list[Problem]:
    """What lint says of a procedure with these parts, in a catalogue of one form and one kind."""
    facts = dict.fromkeys(("long_leave", "with_family"), Fact.model_validate(FACT))
    procedure = Procedure.model_validate(content(**more))
    return list(lint_procedures(Procedures({"leave": procedure}, facts, ""), forms={"leave": ["days"]}, kinds=["note"]))


def told(problems: list[Problem]) -> list[tuple[str, str, str | None]]:
    """Code, severity and key of each problem."""
    return [(p.code, p.severity, p.key) for p in problems]


# The shipped procedures


def test_the_eleven_procedures_are_there() -> None:
    """By the codes of the portal; each is found by key and by code."""
    assert {p.code for p in SHIPPED.by_key.values()} == CODES
    for key, procedure in SHIPPED.by_key.items():
        assert SHIPPED.find(key) is SHIPPED.find(procedure.code) is procedure
        assert SHIPPED.find(f"{procedure.code}.000.00.00.H49") is procedure
        assert SHIPPED.find(key.replace("_", "-")) is procedure
    assert SHIPPED.find("1.999999") is SHIPPED.find("nothing") is None


def test_the_shipped_procedures_are_sound() -> None:
    """No errors and no warnings, held against the forms and kinds that are shipped with them."""
    kinds = [kind.kind for kind in load_kinds(FORMS).kinds]
    forms = {k: {f.key for e in form.editions for f in e.fields} for k, form in load_catalog(FORMS).forms.items()}
    problems = list(lint_procedures(SHIPPED, forms=forms, kinds=kinds))
    assert [p for p in problems if p.severity != "info"] == []


def test_every_procedure_says_what_it_rests_on() -> None:
    """Legal basis, decision, source, the day from which the list is known, and the day when it was read."""
    for procedure in SHIPPED.by_key.values():
        origin = procedure.provenance
        assert procedure.legal
        assert procedure.decision
        assert procedure.code in origin.text
        assert origin.known_from <= origin.verified_on
        for replaced in (p.replaceable_by_data for p in procedure.every_paper() if p.replaceable_by_data):
            assert replaced.basis
            assert replaced.since >= dt.date(2026, 1, 1)


def test_marriage_does_not_ask_for_the_certificate_of_marital_status() -> None:
    """The registrar looks it up (1.000894); the list must not invent it."""
    kinds = {kind for p in SHIPPED.by_key["marriage_registration"].every_paper() for kind in p.kinds}
    assert "marital_status_confirmation" not in kinds


def test_the_digest_names_what_was_read(tmp_path: Path) -> None:
    """Any change of any file is another law."""
    shutil.copytree(FORMS / "procedures", tmp_path / "procedures")
    assert load_procedures(tmp_path).digest == SHIPPED.digest
    with (tmp_path / "procedures" / "hkd_change.yaml").open("a", encoding="utf-8") as file:
        file.write("# seen again\n")
    assert load_procedures(tmp_path).digest != SHIPPED.digest


def test_a_catalogue_without_procedures_has_none(tmp_path: Path) -> None:
    """They are no duty."""
    assert load_procedures(tmp_path).by_key == {}


# What the loader refuses


def test_conditions_in_a_circle_are_refused_with_their_line(tmp_path: Path) -> None:
    """The chain is shown, so that somebody can break it."""
    message = refusal(tmp_path, conditions={"alone": {"not": "apart"}, "apart": {"any": ["long_leave", "alone"]}})
    assert "in a circle (alone → apart → alone)" in message
    assert f"leave.yaml:{line_of(tmp_path, 'alone:')}:" in message


def test_an_unknown_word_is_refused_with_its_line(tmp_path: Path) -> None:
    """A misspelt fact would be unknown for ever."""
    message = refusal(tmp_path, conditions={"alone": {"any": ["with_family", "wiht_family"]}})
    assert f"leave.yaml:{line_of(tmp_path, 'wiht_family')}: wiht_family is neither a fact" in message


def test_a_condition_may_not_take_the_name_of_a_fact(tmp_path: Path) -> None:
    """One word, one meaning."""
    assert "long_leave is a fact already" in refusal(tmp_path, conditions={"long_leave": {"not": "with_family"}})


def test_a_condition_that_holds_itself_is_refused(tmp_path: Path) -> None:
    """YAML can write a list that contains itself."""
    text = yaml.safe_dump(content(conditions={}), allow_unicode=True, sort_keys=False)
    knotted = text.replace("conditions: {}", "conditions:\n  alone: &knot\n    all:\n    - *knot\n    - with_family")
    with pytest.raises(FormDataError, match=r"leave\.yaml"):
        load_procedures(written(tmp_path, knotted))


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"paper": []}, "paper: unknown key; remove it"),
        ({"procedure": "absence"}, "procedure is 'absence' but the file is leave.yaml"),
        ({"code": "193"}, "is no code of a procedure"),
        ({"papers": []}, "neither papers nor cases"),
        ({"legal": []}, "legal"),
        ({"papers": [paper(), paper()]}, "paper ids used twice: letter"),
        ({"papers": [paper(required="conditional")]}, "needs when"),
        ({"papers": [paper(required="one_of")]}, "one_of and group belong together"),
        ({"papers": [paper(required="one_of", group="either")]}, "groups and the papers"),
        ({"papers": [paper(when="long_leave")]}, "when has no meaning"),
        ({"conditions": {"alone": {"all": ["long_leave"], "any": ["with_family"]}}}, "or one of all, any, not"),
        ({"conditions": {"alone": {"none": ["long_leave"]}}}, "conditions.alone.none: unknown key"),
        ({"conditions": {"alone": {"all": []}}}, "or one of all, any, not"),
        ({"conditions": {"alone": 3}}, "conditions.alone"),
    ],
)
def test_what_does_not_fit_is_refused_with_file_and_mend(tmp_path: Path, more: dict[str, Any], said: str) -> None:
    """Like the files of forms: nothing is half loaded."""
    message = refusal(tmp_path, **more)
    assert said in message
    assert "leave.yaml:" in message


def test_one_code_belongs_to_one_procedure(tmp_path: Path) -> None:
    """Or nobody would know which list holds."""
    text = yaml.safe_dump(content(), allow_unicode=True, sort_keys=False)
    written(tmp_path, text)
    (tmp_path / "procedures" / "rest.yaml").write_text(text.replace("procedure: leave", "procedure: rest"))
    with pytest.raises(FormDataError, match=r"rest\.yaml:2: 1\.000001 is already the code of leave\.yaml"):
        load_procedures(tmp_path)


def test_procedures_without_facts_are_refused(tmp_path: Path) -> None:
    """The language is part of the law."""
    (written(tmp_path, yaml.safe_dump(content())) / "procedures" / "_facts.yaml").unlink()
    with pytest.raises(FormDataError, match=r"_facts\.yaml is missing"):
        load_procedures(tmp_path)


# Conditions

FACTS = ("a", "b", "c", "d")
WORDS = st.sampled_from(FACTS).map(lambda name: When(name=name))
CONDITIONS = st.recursive(
    WORDS,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: When.model_validate({"all": parts})),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: When.model_validate({"any": parts})),
        inner.map(lambda part: When.model_validate({"not": part})),
    ),
    max_leaves=8,
)
SETTLED = st.fixed_dictionaries({name: st.booleans() for name in FACTS})


@given(CONDITIONS, SETTLED, st.sets(st.sampled_from(FACTS)))
def test_what_is_certain_stays_certain_when_more_is_known(when: When, facts: dict[str, bool], hidden: set[str]) -> None:
    """An answer given on less knowledge is never wrong, only sometimes missing."""
    early = truth(when, {}, {name: None if name in hidden else value for name, value in facts.items()})
    assert early in (None, truth(when, {}, facts))


@given(CONDITIONS, SETTLED)
def test_with_all_facts_known_nothing_is_unknown(when: When, facts: dict[str, bool]) -> None:
    """And without any of them a condition never holds by itself unless it says nothing."""
    assert truth(when, {}, facts) is not None


@given(CONDITIONS, SETTLED)
def test_a_named_condition_means_what_it_names(when: When, facts: dict[str, bool]) -> None:
    """Named or written out."""
    assert truth(When(name="named"), {"named": when}, facts) == truth(when, {}, facts)


@given(CONDITIONS)
def test_a_condition_is_written_as_it_was_read(when: When) -> None:
    """JSON shows the file's own words."""
    assert When.model_validate(when.model_dump()) == when


@given(st.dictionaries(st.sampled_from("vwxyz"), st.lists(st.sampled_from("vwxyz"), min_size=1, max_size=3)), SETTLED)
def test_circles_are_found_and_never_hang(needs: dict[str, list[str]], facts: dict[str, bool]) -> None:
    """A way through the conditions that comes back to its start; a condition on it is unknown."""
    named = {name: When.model_validate({"any": parts}) for name, parts in needs.items()}
    if way := circle(named):
        for before, after in zip(way, (*way[1:], way[0]), strict=True):
            assert after in set(names(named[before]))
        assert truth(When(name=way[0]), named, facts) is None
    for name in named:
        truth(When(name=name), named, facts)


# Cases


@pytest.mark.parametrize(
    ("facts", "needed"),
    [
        ({}, {"ct01": True, "hop_dong": None}),
        ({"rents_home": True}, {"ct01": True, "hop_dong": True, "giay_to_rieng": None}),
        ({"rents_home": False}, {"ct01": True, "hop_dong": False}),
        ({"owns_home": False, "joins_relative": False, "special_residence": False}, {"ct01": True, "hop_dong": True}),
        ({"owns_home": True}, {"ct01": True, "hop_dong": None}),
    ],
)
def test_what_every_possible_case_needs_is_needed(facts: dict[str, bool], needed: dict[str, bool | None]) -> None:
    """CT01 belongs to each case of permanent residence, the contract only to rented homes."""
    found = {w.paper.id: w.need for w in wanted(SHIPPED.by_key["permanent_residence"], facts)}
    assert {key: found[key] for key in needed} == needed


def test_when_no_case_fits_nothing_is_known() -> None:
    """The dossier is of a case that the file does not list."""
    facts = dict.fromkeys(("owns_home", "joins_relative", "rents_home", "special_residence"), False)
    assert {w.need for w in wanted(SHIPPED.by_key["permanent_residence"], facts)} == {None}


# Lint


def test_a_sound_procedure_has_no_problems() -> None:
    """The rules are quiet where nothing is wrong."""
    assert check() == []


CASES = [
    {"case": "long", "name": {"vi": "dài", "en": "long"}, "when": "long_leave", "papers": [paper()]},
    {"case": "short", "name": {"vi": "ngắn", "en": "short"}, "when": {"not": "with_family"}, "papers": [paper()]},
]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"papers": [*content()["papers"], paper("more", forms=["absence"])]}, [("P001", "error", "more")]),
        ({"papers": [*content()["papers"], paper("more", kinds=["coin"])]}, [("P002", "error", "more")]),
        ({"conditions": {"alone": {"not": "alone"}}}, [("P003", "error", None), ("P006", "warning", "with_family")]),
        ({"conditions": {"alone": {"any": ["with_family", "absent"]}}}, [("P003", "error", None)]),
        ({"conditions": {"alone": {"any": ["with_family", {"not": "with_family"}]}}}, [("P004", "error", "alone")]),
        (
            {"conditions": {"alone": "with_family", "both": {"all": ["alone", "long_leave"]}}},
            [("P006", "warning", None)],
        ),
        ({"papers": [*content()["papers"], paper("more", forms=[])]}, [("P007", "info", "more")]),
        ({"papers": [], "conditions": {}, "cases": CASES}, []),
        ({"papers": [*content()["papers"], paper("more", status="inferred")]}, [("P013", "info", "more")]),
        ({"decision_date": dt.date(2026, 1, 2)}, [("P009", "error", None)]),
        ({"level": unicodedata.normalize("NFD", "Cấp xã")}, [("P012", "error", None)]),
    ],
)
def test_each_rule_finds_its_mistake(more: dict[str, Any], expected: list[tuple[str, str, str | None]]) -> None:
    """One mistake, one problem, with the paper that has it."""
    assert told(check(**more)) == expected


def test_papers_of_cases_are_one_thing_and_cases_are_chosen_by_facts() -> None:
    """P008: an id that means two papers, and a case that nobody but a person can choose."""
    other = {**CASES[1], "papers": [paper(kinds=["note"])]}
    assert told(check(papers=[], conditions={}, cases=[CASES[0], other])) == [("P008", "error", "letter")]
    free = {key: value for key, value in CASES[1].items() if key != "when"}
    found = told(check(papers=[], conditions={}, cases=[CASES[0], free]))
    assert ("P008", "warning", "short") in found


def test_a_fact_is_told_by_a_field_that_exists() -> None:
    """P001: or it would be unknown for ever."""
    facts = {
        name: Fact.model_validate({**FACT, "told_by": [{"form": "leave", "field": field, "is": "Có"}]})
        for name, field in (("long_leave", "days"), ("with_family", "family"))
    }
    procedures = Procedures({"leave": Procedure.model_validate(content())}, facts, "")
    problems = list(lint_procedures(procedures, forms={"leave": ["days"]}, kinds=["note"]))
    assert told(problems) == [("P001", "error", "with_family")]


def test_two_procedures_of_one_code_are_told() -> None:
    """P005; the loader refuses them too."""
    facts = dict.fromkeys(("long_leave", "with_family"), Fact.model_validate(FACT))
    one = Procedure.model_validate(content())
    two = Procedure.model_validate(content(procedure="rest"))
    assert told(list(lint_procedures(Procedures({"leave": one, "rest": two}, facts, "")))) == [("P005", "error", None)]


# Commands


def run(*arguments: str, code: int = 0) -> str:
    """What a command writes."""
    result = CliRunner().invoke(procedures_app, list(arguments))
    assert result.exit_code == code, result.output
    return result.output


def test_list_names_every_procedure() -> None:
    """In either language, and as JSON."""
    assert "1.001193  birth_registration          Thủ tục đăng ký khai sinh" in run("list")
    assert "Birth registration" in run("list", "--lang", "en")
    listed = json.loads(run("list", "--format", "json"))
    assert {p["code"] for p in listed["procedures"]} == CODES
    assert listed["digest"] == SHIPPED.digest


def test_show_tells_papers_conditions_and_data() -> None:
    """What is needed, when, and what a database stands for."""
    page = run("show", "1.001193")
    for words in ("60 ngày từ ngày sinh", "khi: trẻ bị bỏ rơi", "thay bằng dữ liệu: CSDL quốc gia về dân cư", "163/QĐ"):
        assert words in page
    assert "Trường hợp: thuê, mượn, ở nhờ" in run("show", "permanent-residence")
    assert "8,000 đồng/bản" in run("show", "civil_status_extract_copy", "--lang", "en")


@pytest.mark.parametrize("key", SHIPPED.by_key)
def test_show_as_json_is_the_file(key: str) -> None:
    """What was read can be read again."""
    shown = json.loads(run("show", key, "--format", "json"))
    del shown["schema"], shown["digest"]
    assert Procedure.model_validate(shown) == SHIPPED.by_key[key]
    assert run("show", key, "--lang", "en").startswith(key)


def test_an_unknown_procedure_is_a_usage_error() -> None:
    """Exit code 2, and where to look."""
    assert "scanpipe procedures list" in run("show", "nothing", code=2)


def test_lint_is_quiet_on_errors_and_loud_on_a_circle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit 0 for what is shipped, 4 for a file that cannot be loaded."""
    assert json.loads(run("lint", "--format", "json"))["errors"] == 0
    assert "forms/procedures/ is sound." in run("lint")
    circled = content(conditions={"alone": {"not": "alone"}})
    monkeypatch.setenv("SCANPIPE_FORMS_DIR", str(written(tmp_path, yaml.safe_dump(circled, allow_unicode=True))))
    assert "in a circle (alone → alone)" in run("list", code=4)


def test_every_fact_is_documented() -> None:
    """docs/procedures.md has a row for each word of the language, and no other."""
    page = (FORMS.parent / "docs" / "procedures.md").read_text(encoding="utf-8")
    rows = [line.split("`")[1] for line in page.splitlines() if line.startswith("| `") and line.count("|") == 5]
    assert rows == list(SHIPPED.facts)
