"""A small forms/ for each test."""

from pathlib import Path

import pytest

from tests.publishing.counter import forms_with


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A forms/ with the residence form alone."""
    return forms_with(tmp_path)
