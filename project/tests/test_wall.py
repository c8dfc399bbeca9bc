"""The house: which part may know which."""

import ast

from .fixtures import ROOT


def imported(path):
    """The modules that a file imports, with their full names."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            yield node.module or ""


def test_api_imports_neither_lab_nor_project():
    files = [*(ROOT / "api").rglob("*.py")]
    assert files
    outside = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in files
        for name in imported(path)
        if name.split(".")[0] in {"lab", "project"} and "tests" not in path.parts
    }
    assert not outside
