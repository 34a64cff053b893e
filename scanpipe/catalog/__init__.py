"""forms/ read, checked and printed: schema, which edition is in force on a day, lint, blanks."""

from scanpipe.catalog.catalog import Catalog, Form
from scanpipe.catalog.load import load_catalog
from scanpipe.catalog.schema import (
    Choose,
    Condition,
    Edition,
    FieldSpec,
    FormFile,
    Grade,
    Kind,
    Print,
)

__all__ = [
    "Catalog",
    "Choose",
    "Condition",
    "Edition",
    "FieldSpec",
    "Form",
    "FormFile",
    "Grade",
    "Kind",
    "Print",
    "load_catalog",
]
