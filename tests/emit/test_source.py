import ast

from hypothesis import given
from hypothesis import strategies as st

from specgen.emit.source import comment, docstring, plain, pyrepr

TEXT = st.one_of(
    st.text(),
    st.text(alphabet="\"'\\ \n\tab{}#", max_size=200),
    st.sampled_from(['"""', "\\", '\\"""', 'x"', "\r", "\u2028", "\ud800", "\x00", "' + evil + '", "a" * 300]),
)


@given(TEXT)
def test_a_literal_is_the_text_again(text: str) -> None:
    literal = pyrepr(text)
    assert ast.literal_eval(literal) == text
    assert literal.isascii()
    assert "\n" not in literal


@given(TEXT, st.lists(TEXT, max_size=3), st.sampled_from([0, 4, 8]))
def test_no_text_ends_a_docstring(summary: str, paragraphs: list[str], indent: int) -> None:
    source = docstring(summary, *paragraphs, indent=indent)
    module = ast.parse(f"if True:\n{' ' * indent or ' '}{source}\n" if indent else source)
    body = module.body[0].body if indent else module.body
    assert len(body) == 1
    assert isinstance(body[0], ast.Expr)
    assert isinstance(body[0].value, ast.Constant)
    assert isinstance(body[0].value.value, str)
    assert all(len(line) + (indent if number == 0 else 0) <= 120 for number, line in enumerate(source.splitlines()))
    assert source.isascii()


@given(TEXT)
def test_no_text_leaves_a_comment(text: str) -> None:
    lines = comment(text).split("\n")
    assert all(line.startswith("#") or not line for line in lines)
    assert all(len(line) <= 120 or " " not in line[2:] for line in lines)
    assert not ast.parse(comment(text)).body


def test_plain_text_stays_as_it_is() -> None:
    assert plain("The  driver\n MUST look.") == "The driver MUST look."
    assert plain('say "no"') == 'say "no"'
    assert plain("\u201cno\u201d") == "\\u201cno\\u201d"
    assert plain("a" * 50, 10) == "aaaaaaa..."


def test_a_docstring_reads_well() -> None:
    assert docstring("Bit 1.", indent=4) == '"""Bit 1."""'
    assert docstring("Bit 1.", "", "Requirements: a.", indent=4) == '"""Bit 1.\n\n    Requirements: a.\n    """'
