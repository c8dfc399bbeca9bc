"""The house: which part may know which."""

import ast

import pytest

from .fixtures import ROOT


def imported(path):
    """The modules that a file imports, with their full names."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            yield node.module or ""


@pytest.mark.parametrize(
    ("package", "above"), [("api", {"lab", "project"}), ("lab", {"project"})]
)
def test_no_package_imports_what_is_above_it(package, above):
    files = [*(ROOT / package).rglob("*.py")]
    assert files or package == "lab"
    # A program stands above them all, wherever its name puts it: nothing imports it.
    files = [path for path in files if path.name != "__main__.py"]
    outside = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in files
        for name in imported(path)
        if name.split(".")[0] in above and "tests" not in path.parts
    }
    assert not outside
