import ast
import random
import subprocess
import sys
from pathlib import Path

import pytest

from specgen.emit.pyformat import (
    Alternatives,
    Expression,
    Text,
    alternatives,
    call,
    listing,
    mapping,
    sequence,
    statement,
    strings,
    subscript,
)
from specgen.emit.source import Source, pyrepr

ROOT = Path(__file__).resolve().parents[2]


def some_expression(chance: random.Random, depth: int) -> Expression:
    kind = chance.randrange(8 if depth else 2)
    if kind == 0:
        return Source("name" * chance.randrange(1, 12))
    if kind == 1:
        words = [chance.choice(['"', "'", "word", "a\\b", "\u00e9", "\n", "longer words"]) for _ in range(60)]
        return Text(" ".join(words[: chance.randrange(60)]))
    inner = [some_expression(chance, depth - 1) for _ in range(chance.randrange(5))]
    named = {f"key_{number}": some_expression(chance, depth - 1) for number in range(chance.randrange(3))}
    return {
        2: sequence(inner),
        3: listing(inner),
        4: mapping((pyrepr(f"k{number}"), item) for number, item in enumerate(inner)),
        5: call("function", *inner, **named),
        6: strings(["one", "two"] * chance.randrange(20)),
        7: subscript("Annotated", Source("le32"), *(inner or [Source("x")])),
    }[kind]


def some_module() -> str:
    chance = random.Random(20)
    lines = ["# A module of nothing but statements.\n"]
    for number in range(300):
        lines.append(statement(f"x{number} = ", some_expression(chance, chance.randrange(4))) + "\n")
        operands = [Source(f"Feature.{'BIT' * chance.randrange(1, 9)}_{bit}") for bit in range(chance.randrange(1, 9))]
        lines.append(statement(f"y{number}: Final = ", alternatives(operands)) + "\n")
    lines.append("def function() -> None:\n    pass\n")
    return "".join(lines).replace("def function", "\n\ndef function", 1)


def test_what_is_emitted_is_formatted_as_ruff_would(tmp_path: Path) -> None:
    pytest.importorskip("ruff")
    path = tmp_path / "statements.py"
    path.write_text(some_module())
    command = [sys.executable, "-m", "ruff", "format", "--config", str(ROOT / "pyproject.toml"), "--diff", str(path)]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout + found.stderr


def test_layout_changes_no_value() -> None:
    text = "word " * 60 + "\"'\\\n\u00e9"
    assert ast.literal_eval(str(statement("", Text(text)))) == text
    assert ast.literal_eval(str(statement("", strings([text, text])))) == (text, text)
    assert ast.literal_eval(str(statement("", sequence([Source("1")])))) == (1,)


def test_short_things_stand_on_one_line() -> None:
    assert statement("x = ", call("QueueSpec", pyrepr("statsq"), Source("2"))) == 'x = QueueSpec("statsq", 2)'
    assert statement("x: ", subscript("Annotated", Source("le16"), call("Bits", Source("3"))), indent=4) == (
        "    x: Annotated[le16, Bits(3)]"
    )
    assert statement("x = ", Alternatives((Source("A"), Source("B")))) == "x = A | B"


def test_long_things_stand_one_item_a_line() -> None:
    assert statement("x = ", strings(["a" * 60, "b" * 60])) == f'x = (\n    "{"a" * 60}",\n    "{"b" * 60}",\n)'
