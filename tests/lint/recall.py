r"""Known defects of the specification's history and of v1.4 -> how many of them the linter finds, and at what price.

Run `python tests/lint/recall.py` from the checkout's root; `--missed` and `--found` list the cases, `--class NAME...`
and `--code CODE...` choose among them, `--family 4 6` counts the price of some families alone, `--jobs N` says how many
trees are linted at once. It needs ../shared/lint-cases, ../shared/virtio-history and ../shared/virtio-spec; a history
that is already unpacked is read from `$SPECGEN_HISTORY` (the directory that holds one directory for each commit).

A case counts as found when there is one finding

- in its file, on its lines: the finding's lines and `line`..`end_line` lie no more than one line apart,
- of a rule that `FITTING` lists for the case's class, or of one whose code begins so, and
- that concerns the case's `match`: a word of it, or all of it where it has no word, stands in what the finding says
  (message, help, subject) or in the source lines the finding marks. A case without a match asks for the place only.

Each class is counted with all rules and with the default set; cases marked `bulk` are counted in a column of their own.
The price is the number of findings for a thousand lines of the files of v1.4 that belong to the specification.
"""

import argparse
import json
import os
import re
import sys
import tarfile
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from specgen.lint.engine import lint_tree
from specgen.lint.finding import Finding
from specgen.lint.registry import all_rules
from specgen.trees import open_tree

SHARED = Path(__file__).resolve().parents[3] / "shared"

FITTING: dict[str, tuple[str, ...]] = {
    "broken-macro": ("VS6",),
    "conformance-clause-not-targeted": ("VS5",),
    "count-mismatch": ("VS3",),
    "dangling-ref": ("VS1",),
    "double-punctuation": ("VS6",),
    "duplicate-label": ("VS1",),
    "duplicate-word": ("VS6",),
    "feature-bit-markup": ("VS2", "VS6"),
    "feature-bit-range": ("VS2",),
    "field-markup-scope": ("VS3", "VS6"),
    "field-markup-spacing": ("VS6",),
    "footnote-punctuation": ("VS6",),
    "grammar-agreement": ("VS6",),
    "grammar-article": ("VS6",),
    "grammar-missing-word": ("VS6",),
    "grammar-word-choice": ("VS6",),
    "label-path-mismatch": ("VS1",),
    "label-underscore": ("VS1",),
    "latex-ellipsis": ("VS6",),
    "latex-escape": ("VS6",),
    "latex-markup": ("VS6",),
    "latex-quotes": ("VS6",),
    "listing-bare-comment": ("VS3",),
    "macro-in-listing": ("VS3",),
    "malformed-number": ("VS3", "VS6"),
    "missing-conformance-link": ("VS5",),
    "missing-field-markup": ("VS3", "VS6"),
    "missing-input-file": ("VS1",),
    "missing-label": ("VS1",),
    "missing-legacy-conformance-link": ("VS5",),
    "missing-punctuation": ("VS6",),
    "missing-space": ("VS6",),
    "missing-subject": ("VS4",),
    "norm-title-mismatch": ("VS1", "VS5"),
    "punctuation-style": ("VS6",),
    "rfc2119-lowercase": ("VS4",),
    "rfc2119-lowercase-in-normative": ("VS4",),
    "rfc2119-malformed": ("VS4",),
    "rfc2119-mixed-case": ("VS4",),
    "rfc2119-outside-normative": ("VS4",),
    "section-level": ("VS1", "VS5"),
    "spelling": ("VS6", "VS2", "VS3", "VS1"),
    "spelling-british": ("VS6",),
    "spelling-real-word": ("VS6",),
    "stray-character": ("VS6", "VS2", "VS3"),
    "struct-endian-type": ("VS3",),
    "struct-field-order": ("VS3",),
    "struct-missing-keyword": ("VS3",),
    "struct-missing-semicolon": ("VS3",),
    "struct-style": ("VS3",),
    "terminology": ("VS6", "VS4"),
    "trailing-whitespace": ("VS6",),
    "undefined-constant": ("VS3", "VS2"),
    "undefined-feature-name": ("VS2", "VS3"),
    "undefined-field": ("VS3",),
    "virtqueue-index": ("VS2",),
    "wrong-cross-ref": ("VS1", "VS5"),
    "wrong-direction": ("VS4", "VS3"),
    "wrong-feature-name": ("VS2",),
    "wrong-normative-macro": ("VS4", "VS5"),
    "wrong-number": ("VS3",),
    "wrong-order": ("VS3",),
    "wrong-role": ("VS4",),
    "wrong-term": ("VS6",),
}
"""For each class of cases, the codes (or the beginnings of codes) of the rules whose findings may count for it."""

_WORD = re.compile(r"[A-Za-z0-9_]{2,}")


@dataclass(frozen=True)
class Case:
    """One known defect: where it stands, of which class it is, which characters of the text it concerns."""

    id: str
    tree: Path
    file: str
    lines: tuple[int, int]
    kind: str
    match: str
    detectable: str
    bulk: bool
    before: str


@dataclass(frozen=True)
class Seen:
    """What counting needs of a finding: its rule, its place, and every text it consists of."""

    code: str
    file: str
    lines: tuple[int, int]
    says: str


@dataclass(frozen=True)
class Judged:
    """A tree's findings and the number of lines of its files."""

    findings: tuple[Seen, ...]
    lines: int


def read_cases(history: Path) -> list[Case]:
    """All cases, each with the directory of its tree."""
    cases: list[Case] = []
    for name in ("history", "open-v1.4"):
        for line in (SHARED / "lint-cases" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            tree = history / row["parent"][:12] if "parent" in row else SHARED / "virtio-spec" / "v1.4"
            place = (row["line"], max(row["line"], row["end_line"]))
            cases.append(
                Case(
                    row["id"], tree, row["file"], place, row["class"], row["match"] or "",
                    row["detectable"], bool(row.get("bulk")), row["before"] or "",
                )
            )  # fmt: skip
    return cases


def judge(tree: Path, *, cache: bool) -> Judged:
    """Lint one tree in this process; a tree that cannot be read has no findings."""
    linted = lint_tree(open_tree(str(tree)), jobs=1, cache=cache)
    texts: dict[str, list[str]] = {}
    for path in linted.reading.specification.files:
        file = tree / path
        texts[path] = file.read_text(encoding="utf-8", errors="replace").split("\n") if file.is_file() else []
    seen = tuple(_seen(finding, texts) for finding in linted.findings)
    return Judged(seen, sum(len(lines) for lines in texts.values()))


def _seen(finding: Finding, texts: dict[str, list[str]]) -> Seen:
    diagnostic = finding.diagnostic
    span = diagnostic.span
    marked = texts.get(span.file, [])[span.line - 1 : span.end_line]
    says = [diagnostic.message, diagnostic.help or "", finding.subject, *marked]
    return Seen(diagnostic.code, span.file, (span.line, span.end_line), "\n".join(says))


def found_by(case: Case, findings: Iterable[Seen]) -> list[str]:
    """The codes of the rules that found a case."""
    return [one.code for one in findings if _fits(case, one)]


def _fits(case: Case, one: Seen) -> bool:
    if one.file != case.file or not one.code.startswith(FITTING.get(case.kind, ())):
        return False
    if one.lines[0] > case.lines[1] + 1 or one.lines[1] < case.lines[0] - 1:
        return False
    words = _WORD.findall(case.match)
    wanted = words or ([case.match] if case.match.strip() else [])
    return not wanted or any(word in one.says for word in wanted)


def unpacked(stack: ExitStack) -> Path:
    """The directory of the history's trees."""
    known = os.environ.get("SPECGEN_HISTORY")
    if known:
        return Path(known)
    directory = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    with tarfile.open(SHARED / "virtio-history" / "trees.tar.xz") as archive:
        archive.extractall(directory, filter="data")
    return directory / "trees" if (directory / "trees").is_dir() else directory


def main(arguments: list[str] | None = None) -> int:
    """Print recall by class, with all rules and with the default set, and the price on v1.4."""
    options = _options(arguments)
    with ExitStack() as stack:
        cases = [case for case in read_cases(unpacked(stack)) if not options.kinds or case.kind in options.kinds]
        version = SHARED / "virtio-spec" / "v1.4"
        trees = sorted({case.tree for case in cases} | {version})
        with ProcessPoolExecutor(options.jobs) as pool:
            work = partial(judge, cache=not options.no_cache)
            judged = dict(zip(trees, pool.map(work, trees), strict=True))
    default = {rule.code for rule in all_rules() if rule.default}
    chosen = [case for case in cases if case.tree in judged]
    codes = {case.id: found_by(case, judged[case.tree].findings) for case in chosen}
    if options.codes:
        codes = {key: [code for code in found if code.startswith(tuple(options.codes))] for key, found in codes.items()}
    _print_classes(chosen, codes, default)
    _print_price(judged[version], default, tuple(f"VS{number}" for number in options.family))
    for case in chosen:
        if (options.missed and not codes[case.id]) or (options.found and codes[case.id]):
            _print_case(case, codes[case.id])
    return 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--missed", action="store_true", help="list the cases that nothing found")
    parser.add_argument("--found", action="store_true", help="list the cases that were found, and by what")
    parser.add_argument("--class", dest="kinds", nargs="*", default=[], help="only cases of these classes")
    parser.add_argument("--code", dest="codes", nargs="*", default=[], help="only findings whose code begins so")
    parser.add_argument("--family", nargs="*", default=[], help="the price of these families (1, 2, ...) alone")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="how many trees at once")
    parser.add_argument("--no-cache", action="store_true", help="read and judge everything anew")
    return parser.parse_args(arguments)


def _print_classes(cases: list[Case], codes: dict[str, list[str]], default: set[str]) -> None:
    print(f"{'class':34}{'cases':>6}{'ALL':>6}{'':>6}{'default':>9}{'':>6}{'bulk':>7}{'ALL':>6}{'default':>9}")
    groups: dict[str, list[Case]] = defaultdict(list)
    for case in sorted(cases, key=lambda case: case.kind):
        groups[case.kind].append(case)
    for kind, group in groups.items():
        _print_row(kind, group, codes, default)
    print()
    for kind in ("structural", "lexical", "grammatical", "semantic"):
        group = [case for case in cases if case.detectable == kind and case.kind != "terminology"]
        if group:
            _print_row(f"{kind}, less terminology", group, codes, default)


def _print_row(name: str, group: list[Case], codes: dict[str, list[str]], default: set[str]) -> None:
    single = [codes[case.id] for case in group if not case.bulk]
    bulk = [codes[case.id] for case in group if case.bulk]
    everything, shown = _found(single), _found(single, default)
    row = f"{name:34}{len(single):6}{everything:6}{_share(everything, len(single)):>6}{shown:9}"
    row += f"{_share(shown, len(single)):>6}"
    print(row + (f"{len(bulk):7}{_found(bulk):6}{_found(bulk, default):9}" if bulk else ""))


def _found(found: list[list[str]], default: set[str] | None = None) -> int:
    return sum(1 for codes in found if any(default is None or code in default for code in codes))


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %" if whole else "-"


def _print_price(judged: Judged, default: set[str], families: tuple[str, ...]) -> None:
    findings = [one for one in judged.findings if not families or one.code.startswith(families)]
    shown = [one for one in findings if one.code in default]
    thousands = judged.lines / 1000
    print(f"\nv1.4: {judged.lines} lines in the files read; findings for a thousand lines:", end=" ")
    print(f"ALL {len(findings) / thousands:.1f} ({len(findings)}),", end=" ")
    print(f"default {len(shown) / thousands:.1f} ({len(shown)})")
    counts = Counter(one.code for one in findings)
    names = {rule.code: rule.name for rule in all_rules()}
    for code in sorted(counts):
        print(f"  {code} {names.get(code, ''):40}{counts[code]:6}{'' if code in default else '   off'}")


def _print_case(case: Case, codes: list[str]) -> None:
    place = f"{case.tree.name}/{case.file}:{case.lines[0]}"
    by = " ".join(sorted(set(codes))) or "-"
    print(f"{case.id} {case.kind:28} {by:12} {place} {case.match!r} | {case.before[:110]}")


if __name__ == "__main__":
    sys.exit(main())
