"""One operator, number or condition of a module of rules changed at a time: the module's quick tests have to notice.

A plugin of pytest: `pytest -s -p tests.mutation.mutants --mutate qyzmet/identity.py tests/identity`. The tests are
collected once; for each change the process forks, and the child puts the changed code into the functions of the living
module and runs the tests until the first fails. Tests that ask a database are left out: rules are pure. What stands
outside of functions (tables, constants) is not changed: other modules have taken it over by then.
"""

import ast
import gc
import importlib
import os
import signal
import sys
import types
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import hypothesis
import pytest

# A change may make a loop endless.
SECONDS = 20
DATABASE = {"app", "built_app", "client", "database_url"}
COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
SUMS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
KILLED, LIVES, NOTHING = 0, 1, 2


@dataclass
class Change:
    """Another value in one place of the tree; `put` puts it there, and the old one back when called again."""

    function: str
    # What is shown of it: the expression around; None where the value itself is.
    shown: ast.AST | None
    holder: Any
    place: Any
    value: Any

    def put(self) -> None:
        """Exchange the value in the place and the other one."""
        if isinstance(self.holder, list):
            self.holder[self.place], self.value = self.value, self.holder[self.place]
        else:
            old = getattr(self.holder, self.place)
            setattr(self.holder, self.place, self.value)
            self.value = old

    def __str__(self) -> str:
        before = self._read()
        self.put()
        after = self._read()
        self.put()
        return f"{self.function}: {before} → {after}"

    def _read(self) -> str:
        own = self.holder[self.place] if isinstance(self.holder, list) else getattr(self.holder, self.place)
        return ast.unparse(self.shown or own)


def changes(tree: ast.Module) -> Iterator[Change]:
    """Each change within the module's functions, in the order of its lines."""
    for owner in ast.walk(tree):
        if not isinstance(owner, ast.Module | ast.ClassDef):
            continue
        prefix = f"{owner.name}." if isinstance(owner, ast.ClassDef) else ""
        for function in owner.body:
            if isinstance(function, ast.FunctionDef):
                for statement in function.body:
                    yield from _within(prefix + function.name, statement, statement)


def _within(function: str, node: ast.AST, shown: ast.AST) -> Iterator[Change]:
    if isinstance(node, ast.Compare):
        for place, operator in enumerate(node.ops):
            yield Change(function, node, node.ops, place, COMPARISONS[type(operator)]())
    elif isinstance(node, ast.BinOp) and type(node.op) in SUMS:
        yield Change(function, node, node, "op", SUMS[type(node.op)]())
    elif isinstance(node, ast.BoolOp):
        yield Change(function, node, node, "op", ast.Or() if isinstance(node.op, ast.And) else ast.And())
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield Change(function, shown, node, "value", not node.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int):
        for value in (node.value + 1, node.value - 1):
            yield Change(function, shown, node, "value", value)
    elif isinstance(node, ast.If | ast.IfExp | ast.While) and not _is_turned(node.test):
        yield Change(function, None, *_denied(node, "test"))
    elif isinstance(node, ast.comprehension):
        for place, condition in enumerate(node.ifs):
            if not _is_turned(condition):
                yield Change(function, None, *_denied(node.ifs, place))
    # What is raised is words; a type is no code that runs.
    left_out = {"annotation", "returns"} | ({"exc"} if isinstance(node, ast.Raise) else set())
    for name, value in ast.iter_fields(node):
        for child in value if isinstance(value, list) else [value]:
            if name not in left_out and isinstance(child, ast.AST):
                inside = node if isinstance(node, ast.expr | ast.Return | ast.Assign) else child
                yield from _within(function, child, inside)


def _is_turned(condition: ast.expr) -> bool:
    """Whether changing its one operator is the same as denying it."""
    ordering = ast.Lt | ast.LtE | ast.Gt | ast.GtE
    return isinstance(condition, ast.Compare) and len(condition.ops) == 1 and not isinstance(condition.ops[0], ordering)


def _denied(holder: Any, place: Any) -> tuple[Any, Any, ast.expr]:
    condition = holder[place] if isinstance(holder, list) else getattr(holder, place)
    denied = condition.operand if _is_not(condition) else ast.UnaryOp(ast.Not(), condition)
    return holder, place, ast.copy_location(denied, condition)


def _is_not(condition: ast.expr) -> bool:
    return isinstance(condition, ast.UnaryOp) and isinstance(condition.op, ast.Not)


def put_in(module: types.ModuleType, tree: ast.Module) -> bool:
    """Put the code of the changed module into the living one's functions; whether any was another."""
    fresh = types.ModuleType(module.__name__)
    fresh.__dict__.update({key: value for key, value in vars(module).items() if key.startswith("__")})
    exec(compile(ast.fix_missing_locations(tree), str(module.__file__), "exec", dont_inherit=True), fresh.__dict__)
    own = [(name, value) for name, value in vars(module).items() if _is_of(value, module)]
    put = [_put(value, vars(fresh).get(name)) for name, value in own]
    return any(put)


def _is_of(thing: Any, module: types.ModuleType) -> bool:
    return getattr(thing, "__module__", None) == module.__name__


def _put(old: Any, new: Any) -> bool:
    if isinstance(old, type):
        put = [_put(value, vars(new).get(name)) for name, value in list(vars(old).items()) if new]
        return any(put)
    if isinstance(old, property):
        return _put(old.fget, new.fget)
    for inner in ("__wrapped__", "__func__", "func"):
        if hasattr(old, inner) and hasattr(new, inner):
            if hasattr(old, "cache_clear"):
                old.cache_clear()
            return _put(getattr(old, inner), getattr(new, inner))
    if not (isinstance(old, types.FunctionType) and isinstance(new, types.FunctionType)):
        return False
    changed = old.__code__ != new.__code__
    if changed:
        old.__code__ = new.__code__
    return changed


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--mutate", help="the module of rules, as a path in the checkout")


def pytest_collection() -> None:
    """What fails has been noticed: no smaller example is looked for."""
    phases = (hypothesis.Phase.explicit, hypothesis.Phase.generate)
    hypothesis.settings.register_profile("mutants", deadline=None, database=None, phases=phases, max_examples=40)
    hypothesis.settings.load_profile("mutants")


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool:
    """Run the tests once as they are, then once for each change; print which changes live."""
    path = session.config.getoption("--mutate")
    name = path.removesuffix(".py").replace("/", ".")
    module = importlib.import_module(name if name.startswith("qyzmet.") else f"qyzmet.{name}")
    tree = ast.parse(Path(path).read_text(encoding="utf-8"))
    items = [each for each in session.items if not DATABASE & set(getattr(each, "fixturenames", ()))]
    gc.freeze()
    if not items or _in_child(session, items, module, tree, None) != LIVES:
        sys.stdout.write(f"FAILS {path}: its tests fail as it is, or there are none\n")
        return True
    count: Counter[int] = Counter()
    for change in changes(tree):
        outcome = _in_child(session, items, module, tree, change)
        count[outcome] += 1
        if outcome == LIVES:
            sys.stdout.write(f"LIVES {path} {change}\n")
    sys.stdout.write(f"DONE {path}: {count[KILLED]} noticed, {count[LIVES]} live, {len(items)} tests\n")
    return True


def _in_child(
    session: pytest.Session, items: list[pytest.Item], module: types.ModuleType, tree: ast.Module, change: Change | None
) -> int:
    sys.stdout.flush()
    child = os.fork()
    if child:
        _pid, status = os.waitpid(child, 0)
        # Whatever ends it otherwise, an endless loop too, has been noticed.
        return os.WEXITSTATUS(status) if os.WIFEXITED(status) else KILLED
    code = KILLED
    try:
        signal.alarm(SECONDS if change else 10 * SECONDS)
        silent = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silent, 1)
        os.dup2(silent, 2)
        if change is not None:
            change.put()
        if change is not None and not put_in(module, tree):
            code = NOTHING
        else:
            for place, item in enumerate(items):
                following = items[place + 1] if place + 1 < len(items) else None
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
                if session.testsfailed:
                    break
            code = KILLED if session.testsfailed else LIVES
    finally:
        os._exit(code)
