"""What tests share: where the real forms lie, when they are there at all."""

import os
from pathlib import Path

import hypothesis
import pytest

ROOT = Path(__file__).resolve().parents[1]

# Other workers, a browser and a database share the machine: how long an example takes says nothing, and how many there
# are is chosen so that all tests stay within half an hour on two cores.
hypothesis.settings.register_profile("house", max_examples=40, deadline=None)
hypothesis.settings.load_profile("house")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """
    The folder of real blank forms, photos and bad files; it is not part of the project (licences differ).

    It lies beside the checkout, or where SCANPIPE_SHARED_DATA says. Where it is absent the test is skipped, except
    when SCANPIPE_REQUIRE_ALL is set: then it fails.
    """
    folder = Path(os.environ.get("SCANPIPE_SHARED_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        if os.environ.get("SCANPIPE_REQUIRE_ALL"):
            pytest.fail(f"{folder} is absent, and a skip counts as a failure here")
        pytest.skip("the folder of real forms is absent")
    return folder


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--regenerate-golden` writes tests/golden/ anew; the difference is for people to review."""
    parser.addoption("--regenerate-golden", action="store_true", help="write tests/golden/ from today's reports")


@pytest.fixture(scope="session")
def regenerate_golden(pytestconfig: pytest.Config) -> bool:
    """Whether golden reports are written instead of compared."""
    return bool(pytestconfig.getoption("--regenerate-golden"))
