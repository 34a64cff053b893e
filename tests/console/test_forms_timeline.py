"""`scanpipe forms timeline`: the table, the drawing and the JSON of the real catalogue."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import typer
from typer.testing import CliRunner, Result

from scanpipe.console.forms_timeline import forms_timeline

app = typer.Typer()
app.command()(forms_timeline)


def run(*args: str) -> Result:
    """The command as somebody types it."""
    return CliRunner().invoke(app, list(args))


def test_one_form_as_a_table() -> None:
    """Oldest first, with where each stands on the day."""
    told = run("ct01", "--as-of", "2026-06-01").stdout.splitlines()
    assert told[0] == "ct01  Tờ khai thay đổi thông tin cư trú"
    assert told[3] == "  █ tt53_2025        đang áp dụng: từ 01/07/2025, đến hết 30/06/2026"
    assert told[4] == "  ◌ tt116_2026       đã lên lịch: từ 01/07/2026, chưa có ngày kết thúc"


def test_warnings_stand_below_their_form() -> None:
    """What is the matter with an edition that is taken."""
    told = run("marriage_registration", "--as-of", "2026-11-26", "--lang", "en").stdout.splitlines()
    assert told[-1] == "  ! tt04_2024: Grade C: it is recognised, but never accuses"


def test_the_drawing_is_a_file_of_its_own(tmp_path: Path) -> None:
    """SVG with a bar for every edition of the form."""
    assert run("ct01", "--as-of", "2026-11-26", "--svg", str(tmp_path / "ct01.svg")).exit_code == 0
    root = ET.fromstring((tmp_path / "ct01.svg").read_text("utf-8"))
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert len([g for g in root.iter() if g.attrib.get("role") == "img"]) == 4


def test_as_json_for_other_programs() -> None:
    """Every edition with its days as they are known, and every warning."""
    told = json.loads(run("--as-of", "2026-11-26", "--format", "json").stdout)
    assert told["schema"] == "scanpipe.forms-timeline/v1"
    of = {(one["form"], one["edition"]): one for one in told["editions"]}
    assert of["land_change", "thanhhoa_2026"]["begin_precision"] == "month"
    assert of["hkd_registration", "tt02_2019"]["begin"] is None
    assert of["ct01", "tt116_2026"]["standing"] == "in_force"
    assert {"code", "form", "edition", "first", "last", "said"} == told["warnings"][0].keys()


def test_an_unknown_form_is_told() -> None:
    """With the command that shows all of them."""
    assert run("no_form").exit_code == 2
