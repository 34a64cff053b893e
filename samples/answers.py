"""What a person who fills the form in would write in each field: consistent within the paper."""

from __future__ import annotations

from samples.people import Person
from samples.stage import Answer, Scene, date_text
from samples.writers import written
from scanpipe.catalog.schema import FieldSpec, Kind


def answer(scene: Scene, spec: FieldSpec) -> Answer:
    """What stands in that field on a paper without faults."""
    if spec.kind == Kind.SIGNATURE:
        return Answer(signed=True, text=scene.who(spec).name)
    if spec.kind == Kind.CHECKBOX:
        return Answer(options=(0,))
    if spec.kind == Kind.CHOICE:
        return Answer(options=(_choice(scene, spec),))
    if spec.kind == Kind.TABLE:
        return Answer(rows=_rows(scene, spec))
    if spec.kind == Kind.PLACE_DATE:
        day = scene.cast.signed
        place = scene.cast.filer.address.province.split(" ", 1)[1].removeprefix("phố ")
        parts = (place, f"{day.day:02d}", f"{day.month:02d}", str(day.year))
        return Answer(text=f"{place}, ngày {day.day} tháng {day.month} năm {day.year}", parts=parts)
    return written(scene, spec)


def _choice(scene: Scene, spec: FieldSpec) -> int:
    for number, option in enumerate(spec.options):
        if spec.key.endswith("gender") and option.strip().startswith(scene.who(spec).sex):
            return number
    return scene.rng.randrange(len(spec.options))


def _rows(scene: Scene, spec: FieldSpec) -> tuple[dict[str, str], ...]:
    if spec.key == "business_lines":
        lines = scene.rng.sample([("Bán lẻ lương thực", "4721"), ("Dịch vụ ăn uống", "5610"), ("Cắt tóc", "9631")], 2)
        return tuple(
            _row(spec, i, {"name": n, "code": c, "main": "X" if i == 0 else ""}) for i, (n, c) in enumerate(lines)
        )
    people = (scene.cast.spouse, scene.cast.child)[: scene.rng.randint(1, 2)]
    relation = {id(scene.cast.spouse): "Vợ" if scene.cast.spouse.sex == "Nữ" else "Chồng"}
    return tuple(_row(spec, i, _of_person(p, relation.get(id(p), "Con"))) for i, p in enumerate(people))


def _of_person(person: Person, relation: str) -> dict[str, str]:
    return {
        "name": person.name,
        "birth": date_text(person.born),
        "sex": person.sex,
        "number": person.number,
        "relation": relation,
        "nationality": "Việt Nam",
        "ethnic": person.ethnic_group,
        "residence": person.address.street,
    }


# What a column asks for, by words of its header; the first that fits wins.
COLUMNS = (
    ("sinh", "birth"), ("giới tính", "sex"), ("định danh", "number"), ("quan hệ", "relation"),
    ("quốc tịch", "nationality"), ("dân tộc", "ethnic"), ("thường trú", "residence"), ("nơi ở", "residence"),
    ("mã ngành", "code"), ("ngành chính", "main"), ("kinh doanh chính", "main"), ("tên", "name"),
)  # fmt: skip


def _row(spec: FieldSpec, number: int, values: dict[str, str]) -> dict[str, str]:
    cells: dict[str, str] = {}
    for column in spec.columns:
        header = column.header.lower()
        if header in ("tt", "stt"):
            cells[column.key] = str(number + 1)
            continue
        kind = next((kind for words, kind in COLUMNS if words in header), None)
        if kind and values.get(kind):
            cells[column.key] = values[kind]
    return cells
