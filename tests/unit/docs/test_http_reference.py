import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).parents[3]
SOURCE = ROOT / "src"
PAGE = ROOT / "docs" / "reference" / "http.md"
ROW = re.compile(r"^\| (GET|POST|PUT|DELETE) \| `(/[^`]*)` \|", re.MULTILINE)
KINDS = {"Route", "Mount"}


def routes_in_code() -> Iterator[tuple[str, str]]:
    """Method and path of every route of starlette's in the code; where a path is put together, a pattern."""
    for path in sorted((SOURCE / "tijdlijn").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if any(
            isinstance(node, ast.ImportFrom)
            and node.module == "starlette.routing"
            and KINDS & {alias.name for alias in node.names}
            for node in ast.walk(tree)
        ):
            module = ".".join(path.relative_to(SOURCE).with_suffix("").parts)
            for node in ast.walk(tree):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KINDS:
                    for method in methods(node):
                        yield method, pattern(node.args[0], module)


def methods(call: ast.Call) -> list[str]:
    for keyword in call.keywords:
        if keyword.arg == "methods":
            given = ast.literal_eval(keyword.value)
            return [str(method) for method in given]
    return ["GET"]


def pattern(path: ast.expr, module: str) -> str:
    match path:
        case ast.Constant(value=str(text)):
            return re.escape(text)
        case ast.Name(id=name):
            return re.escape(str(getattr(import_module(module), name)))
        case ast.JoinedStr(values=parts):
            return "".join(
                "[A-Za-z]+" if isinstance(p, ast.FormattedValue) else pattern(p, module) for p in parts
            )
    raise AssertionError(f"a route in {module} whose path cannot be read: {ast.dump(path)}")


def test_every_route_in_the_code_stands_on_the_page_and_no_other() -> None:
    told = set(ROW.findall(PAGE.read_text(encoding="utf-8")))
    in_code = set(routes_in_code())
    assert len(in_code) > 20
    for method, path in sorted(in_code):
        assert any(one == method and re.fullmatch(path, place) for one, place in told), f"{method} {path}"
    for method, place in sorted(told):
        assert any(one == method and re.fullmatch(path, place) for one, path in in_code), f"{method} {place}"
