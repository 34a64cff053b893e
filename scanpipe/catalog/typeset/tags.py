"""
The logical structure of a blank (ISO 32000-1, 14.7): title, lines and form fields in reading order, so that a screen
reader can lead through the form. Rules and dotted lines are decoration and stay outside.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NumberObject,
    PdfObject,
)

from scanpipe.catalog.typeset.sheet import Mark, Place, Text

_SAME_LINE_MM = 3.0


@dataclass(frozen=True, slots=True)
class Element:
    """A printed line (`role` H1 or P) with the numbers of its runs of text, or a form field (`role` Form)."""

    role: str
    runs: tuple[int, ...] = ()
    form_field: str | None = None


def elements_of(marks: Iterable[Mark]) -> list[Element]:
    """The elements of a page in reading order; runs of text are numbered as they are drawn."""
    elements: list[Element] = []
    y = None
    number = 0
    for mark in marks:
        if isinstance(mark, Place):
            elements.append(Element("Form", form_field=mark.form_field))
            y = None
        elif isinstance(mark, Text):
            role = "H1" if mark.title else "P"
            if y is not None and elements[-1].role == role and abs(mark.y - y) < _SAME_LINE_MM:
                elements[-1] = Element(role, (*elements[-1].runs, number))
            else:
                elements.append(Element(role, (number,)))
            y = mark.y
            number += 1
    return elements


def add_structure(writer: PdfWriter, pages: Sequence[Sequence[Element]], fields: Mapping[str, IndirectObject]) -> None:
    """Give a PDF its structure tree; `fields` are the form fields by name."""
    root = DictionaryObject({NameObject("/Type"): NameObject("/StructTreeRoot")})
    root_reference = writer._add_object(root)
    document = DictionaryObject({NameObject("/S"): NameObject("/Document"), NameObject("/P"): root_reference})
    document_reference = writer._add_object(document)
    children, parents = ArrayObject(), ArrayObject()
    following = len(pages)
    for number, (page, elements) in enumerate(zip(writer.pages, pages, strict=True)):
        owners = ArrayObject()
        for element in elements:
            tag = DictionaryObject({NameObject("/S"): NameObject(f"/{element.role}")})
            tag[NameObject("/P")] = document_reference
            tag[NameObject("/Pg")] = _reference(page)
            reference = writer._add_object(tag)
            children.append(reference)
            if element.form_field is None:
                tag[NameObject("/K")] = ArrayObject([NumberObject(run) for run in element.runs])
                owners.extend([reference] * len(element.runs))
                continue
            field = fields[element.form_field]
            described = {NameObject("/Type"): NameObject("/OBJR"), NameObject("/Obj"): field}
            tag[NameObject("/K")] = DictionaryObject(described)
            _dictionary(field)[NameObject("/StructParent")] = NumberObject(following)
            parents.extend([NumberObject(following), reference])
            following += 1
        parents[2 * number : 2 * number] = [NumberObject(number), writer._add_object(owners)]
        page[NameObject("/StructParents")] = NumberObject(number)
        page[NameObject("/Tabs")] = NameObject("/S")
    document[NameObject("/K")] = children
    root[NameObject("/K")] = document_reference
    root[NameObject("/ParentTree")] = writer._add_object(DictionaryObject({NameObject("/Nums"): parents}))
    root[NameObject("/ParentTreeNextKey")] = NumberObject(following)
    writer.root_object[NameObject("/StructTreeRoot")] = root_reference
    writer.root_object[NameObject("/MarkInfo")] = DictionaryObject({NameObject("/Marked"): BooleanObject(True)})


def _reference(value: PdfObject) -> IndirectObject:
    assert value.indirect_reference is not None
    return value.indirect_reference


def _dictionary(reference: IndirectObject) -> DictionaryObject:
    value = reference.get_object()
    assert isinstance(value, DictionaryObject)
    return value
