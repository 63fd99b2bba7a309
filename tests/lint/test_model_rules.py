"""Rules over the linked model: for each a bad text, a good one, and one that only looks bad."""

from pathlib import Path

import pytest
from lint.small_text import codes_in

from specgen.lint.engine import lint_tree
from specgen.lint.registry import all_rules
from specgen.trees import DirectoryTree

HEAD = r"""\chapter{Device Types}\label{sec:Device Types}
\section{Lamp Device}\label{sec:Device Types / Lamp Device}
\subsection{Device ID}\label{sec:Device Types / Lamp Device / Device ID}
61
"""
BITS = r"""\subsection{Feature bits}\label{sec:Device Types / Lamp Device / Feature bits}
\begin{description}
%s
\end{description}
"""
QUEUES = r"""\subsection{Virtqueues}\label{sec:Device Types / Lamp Device / Virtqueues}
\begin{description}
%s
\end{description}
"""
FAN = r"""\section{Fan Device}\label{sec:Device Types / Fan Device}
\subsection{Device ID}\label{sec:Device Types / Fan Device / Device ID}
62
\subsection{Feature bits}\label{sec:Device Types / Fan Device / Feature bits}
\begin{description}
\item[VIRTIO_FAN_F_FAST (0)] It is fast.
\item[VIRTIO_FAN_F_SLOW (1)] It is slow.
\item[VIRTIO_FAN_F_IDLE (2)] It idles.
\end{description}
"""
RESERVED = r"""\chapter{Basic Facilities of a Virtio Device}
\section{Feature Bits}\label{sec:Basic Facilities of a Virtio Device / Feature Bits}
\begin{description}
\item[0 to 23] Bits of a device type
\item[24 to 40] Reserved for extensions to queues
\item[41 and above] Reserved for the future.
\end{description}
"""
NORMATIVE = r"""\drivernormative{\subsection}{Use}{Device Types / Lamp Device / Use}
The driver MUST read the brightness.
"""
CLAUSE = r"""\chapter{Conformance}\label{sec:Conformance}
\conformance{\section}{Lamp %s Conformance}\label{sec:Conformance / Lamp}
\begin{itemize}
%s
\end{itemize}
"""
LISTED = r"\item \ref{drivernormative:Device Types / Lamp Device / Use}"
OTHER = r"\item \ref{drivernormative:Device Types / Lamp Device / Status}"
DEVICE = r"\item \ref{devicenormative:Device Types / Lamp Device / Use}"
LISTING = "\\begin{lstlisting}\n%s\n\\end{lstlisting}\n"
DIM = r"\item[VIRTIO_LAMP_F_DIM (0)] It dims."

LAMP = "Device Types / Lamp Device"
MORE = r"\subsection{Use}\label{sec:%s}" + "\n"
LATE = r"""\chapter{Reserved Feature Bits}\label{sec:Reserved Feature Bits}
\begin{description}
\item[VIRTIO_F_LATE (%s)] It is late.
\end{description}
"""
OLD = r"\subsection{Legacy Interface: Use}\label{sec:Lamp / Legacy Interface: Use}" + "\n"
OLDER = r"\subsection{Legacy Interface: Level}\label{sec:Lamp / Legacy Interface: Level}" + "\n"
LEGACY_CLAUSE = r"""\chapter{Conformance}\label{sec:Conformance}
\section{Legacy Interface: Transitional Conformance}\label{sec:Conformance / Legacy}
\begin{itemize}
\item Section \ref{sec:Lamp / Legacy Interface: Use}
\end{itemize}
"""
DUE = r"\conformance{\section}{Due Driver Conformance}\label{sec:Conformance / Due}" + "\n"
BOTH = r"\ref{sec:Conformance / Due} \ref{sec:Conformance / Lamp}"
TWO = HEAD + NORMATIVE + FAN + NORMATIVE.replace("Lamp", "Fan")
OTHER_ROOT = r"\documentclass{book}\begin{document}\section{Lamp}\end{document}"
FAN_ENTRY = r"\item \ref{drivernormative:Device Types / Fan Device / Use}"


def label(name: str) -> str:
    return rf"\subsection{{More}}\label{{sec:Device Types / Lamp Device{name}}}" + "\n"


CASES = [
    ("VS101", HEAD + r"\ref{sec:Nowhere}", HEAD + r"\ref{sec:Device Types}", HEAD + "% \\ref{sec:Nowhere}"),
    ("VS102", HEAD + label(" / More") * 2, HEAD + label(" / More"), HEAD + label(" / More") + label(" / Mores")),
    ("VS102", HEAD + label(" / more") + label(" / More"), HEAD, HEAD + r"\ref{sec:Device Types}\ref{sec:Device Types}"),
    (
        "VS201",
        HEAD + BITS % (DIM + "\n\\item[VIRTIO_LAMP_F_BLINK (0)] It blinks."),
        HEAD + BITS % (DIM + "\n\\item[VIRTIO_LAMP_F_BLINK (1)] It blinks."),
        HEAD + BITS % DIM + FAN,
    ),
    (
        "VS202",
        RESERVED + HEAD + BITS % r"\item[VIRTIO_LAMP_F_DIM (30)] It dims.",
        RESERVED + HEAD + BITS % DIM,
        RESERVED + HEAD + BITS % r"\item[VIRTIO_LAMP_F_DIM (23)] It dims.",
    ),
    (
        "VS205",
        HEAD + QUEUES % "\\item[0] lightq\n\\item[2] statusq",
        HEAD + QUEUES % "\\item[0] lightq\n\\item[1] statusq",
        HEAD + QUEUES % "\\item[0] lightq1\n\\item[\\ldots]\n\\item[2N] lightqN\n\\item[4] statusq",
    ),
    (
        "VS205",
        HEAD + QUEUES % "\\item[0] lightq\n\\item[0] statusq",
        HEAD,
        HEAD + QUEUES % "\\item[0] lightq" + FAN + QUEUES.replace("Lamp", "Fan") % "\\item[0] fanq",
    ),
    (
        "VS206",
        HEAD + BITS % DIM + QUEUES % "\\item[0] lightq\n\nlightq only exists if VIRTIO_LAMP_F_DIN is set.",
        HEAD + BITS % DIM + QUEUES % "\\item[0] lightq\n\nlightq only exists if VIRTIO_LAMP_F_DIM is set.",
        HEAD + BITS % DIM + QUEUES % "\\item[0] lightq\n\nVIRTIO_LAMP_DARK is no feature bit.",
    ),
    (
        "VS207",
        HEAD + BITS % (DIM + "\n\\item[VIRTIO_FAN_F_BLINK (1)] It blinks.") + FAN,
        HEAD + BITS % (DIM + "\n\\item[VIRTIO_LAMP_F_BLINK (1)] It blinks.") + FAN,
        HEAD + BITS % (DIM + "\n\\item[VIRTIO_BULB_F_BLINK (1)] It blinks.") + FAN,
    ),
    ("VS301", HEAD + LISTING % "struct lamp { le32 = ; le16 b; };", HEAD + LISTING % "struct lamp { le32 a; };", HEAD),
    (
        "VS302",
        HEAD + LISTING % "struct lamp { le32 brightness };",
        HEAD + LISTING % "struct lamp { le32 brightness; };",
        HEAD + LISTING % "enum lamp { DARK, BRIGHT };",
    ),
    (
        "VS501",
        HEAD + NORMATIVE + CLAUSE % ("Driver", OTHER),
        HEAD + NORMATIVE + CLAUSE % ("Driver", LISTED),
        HEAD + NORMATIVE,
    ),
    (
        "VS502",
        HEAD + NORMATIVE + CLAUSE % ("Driver", f"{LISTED}\n{LISTED}"),
        HEAD + NORMATIVE + CLAUSE % ("Driver", LISTED),
        HEAD + NORMATIVE + CLAUSE % ("Driver", f"{LISTED}\n{OTHER}"),
    ),
    (
        "VS503",
        HEAD + NORMATIVE + CLAUSE % ("Driver", f"{LISTED}\n{DEVICE}"),
        HEAD + NORMATIVE + CLAUSE % ("Driver", LISTED),
        HEAD + NORMATIVE + CLAUSE % ("Device", DEVICE),
    ),
    ("VS103", HEAD + MORE % "Device Types / Use", HEAD + MORE % f"{LAMP} / Use", HEAD + MORE % f"{LAMP} / Level / Use"),
    ("VS104", HEAD + "\\subsection{Use}", HEAD + MORE % f"{LAMP} / Use", HEAD + "\\subsection*{}"),
    (
        "VS110",
        HEAD + FAN + MORE % f"{LAMP} / Use",
        HEAD + FAN + MORE % "Device Types / Fan Device / Use",
        HEAD + FAN + MORE % "Device Types / Bulb Device / Use",
    ),
    ("VS111", HEAD + MORE % f"sec:{LAMP}", HEAD + MORE % f"{LAMP} / Use", HEAD + MORE % f"{LAMP} / Channel I/O"),
    ("VS111", HEAD + MORE % f"{LAMP}/ Use", HEAD + MORE % f"{LAMP} / Use", HEAD + MORE % f"{LAMP} / Use: sec"),
    ("VS112", HEAD + MORE % f"{LAMP} / SET_OK", HEAD + MORE % f"{LAMP} / Set OK", HEAD + "A \\_ of \\field{a_b}."),
    (
        "VS114",
        HEAD + r"\subsubsection{Use}" + NORMATIVE.replace("Use}", "ID}") + r"\paragraph{Far}",
        HEAD + NORMATIVE,
        HEAD + r"\subsubsection{Near}\paragraph{Far}",
    ),
    (
        "VS114",
        HEAD + MORE % f"{LAMP} / Use" + NORMATIVE,
        HEAD + MORE % f"{LAMP} / Use" + NORMATIVE.replace(r"\subsection", r"\subsubsection"),
        HEAD + MORE % f"{LAMP} / Useful" + NORMATIVE,
    ),
    (
        "VS114",
        HEAD + BITS % DIM + r"\subsubsection{Device configuration layout}",
        HEAD + BITS % DIM + r"\subsection{Device configuration layout}",
        HEAD + BITS % DIM + r"\subsubsection{Legacy Interface: Device configuration layout}",
    ),
    (
        "VS203",
        HEAD + BITS % DIM + MORE % f"{LAMP} / Use" + r"With VIRTIO\_LAMP\_F\_DIMM it dims.",
        HEAD + BITS % DIM + MORE % f"{LAMP} / Use" + r"With VIRTIO\_LAMP\_F\_DIM it dims.",
        HEAD + BITS % DIM + MORE % f"{LAMP} / Use" + r"With VIRTIO\_LAMP\_F\_* it dims, VIRTIO\_LAMP\_F\_XXX too.",
    ),
    (
        "VS204",
        HEAD + BITS % DIM,
        HEAD + BITS % DIM + MORE % f"{LAMP} / Use" + r"With VIRTIO\_LAMP\_F\_DIM it dims.",
        HEAD + BITS % r"\item[VIRTIO_LAMP_F_DIM (0)] VIRTIO_LAMP_F_DIM lets it dim.",
    ),
    (
        "VS208",
        HEAD + BITS % DIM + MORE % f"{LAMP} / Use" + "VIRTIO_LAMP_F_DIM (1) needs power.",
        HEAD + BITS % DIM + MORE % f"{LAMP} / Use" + "VIRTIO_LAMP_F_DIM (0) needs power.",
        HEAD + BITS % DIM + MORE % f"{LAMP} / Use" + "VIRTIO_LAMP_F_DIM (only) needs 1 lamp.",
    ),
    ("VS209", RESERVED + LATE % 5, RESERVED + LATE % 40, RESERVED.replace("23", "23, 50") + LATE % 24),
    (
        "VS212",
        HEAD + FAN.replace("62", "61"),
        HEAD + FAN,
        HEAD + FAN + r"\subsection{More}\label{sec:Device Types / Fan Device / More}" + "\n61\n",
    ),
    (
        "VS303",
        HEAD + LISTING % "struct lamp { le32 brightness; };" + r"The driver reads \field{brightnes}.",
        HEAD + LISTING % "struct lamp { le32 brightness; };" + r"The driver reads \field{brightness}.",
        HEAD + LISTING % "struct lamp { le32 brightness; };" + r"It was formerly known as \field{brightnes}.",
    ),
    (
        "VS304",
        HEAD + LISTING % "struct lamp { le32 brightness; };" + r"The driver reads \field{colour}.",
        HEAD + LISTING % "struct lamp { le32 colour; };" + r"The driver reads \field{colour}.",
        HEAD + r"The driver reads \field{colour}.",
    ),
    (
        "VS305",
        HEAD + LISTING % "struct lamp { u32 brightness; };",
        HEAD + LISTING % "struct lamp { le32 brightness; u8 hue; };",
        HEAD + r"\subsection{Legacy Interface: Use}" + LISTING % "struct lamp { u32 brightness; };",
    ),
    (
        "VS305",
        HEAD + LISTING % "struct lamp { le32 a; le32 b; be32 hue; };",
        HEAD + LISTING % "struct lamp { le32 a; le32 b; le32 hue; };",
        HEAD + LISTING % "struct lamp { be32 a; be32 hue; };",
    ),
    (
        "VS306",
        HEAD + LISTING % "#define VIRTIO_LAMP_S_ERROR 1" + "It is VIRTIO_LAMP_S_EROR then.",
        HEAD + LISTING % "#define VIRTIO_LAMP_S_ERROR 1" + "It is VIRTIO_LAMP_S_ERROR then.",
        HEAD + LISTING % "#define VIRTIO_LAMP_S_ERROR 1" + "VIRTIO_LAMP_S is how they begin, VIRTIO_LAMP_T_* others.",
    ),
    (
        "VS307",
        HEAD + LISTING % "struct lamp {\n  le32 hue; (at night)\n};",
        HEAD + LISTING % "struct lamp {\n  le32 hue; /* (at night) */\n};",
        HEAD + LISTING % "lamp_set(hue); (void) lamp_get();",
    ),
    (
        "VS310",
        HEAD + "It holds 10-byte entries. Its size is a multiple of 6 bytes.",
        HEAD + "It holds 10-byte entries. Its size is a multiple of 10 bytes.",
        HEAD + "It holds 12-byte entries. Its size is a multiple of 6 bytes.",
    ),
    (
        "VS311",
        HEAD + LISTING % "struct lamp { le32 level; le32 reserved; };",
        HEAD + LISTING % "struct lamp { le32 level; le32 reserved; };" + r"\field{level} counts.",
        HEAD + LISTING % "struct lamp { le32 level; le32 reserved; };" + "The level counts.",
    ),
    (
        "VS312",
        HEAD + LISTING % "struct lamp { le32 level; };" + "It reads the level field.",
        HEAD + LISTING % "struct lamp { le32 level; };" + r"It reads the \field{level} field.",
        HEAD + LISTING % "struct lamp { le32 level; };" + "It reads the level of light in the field.",
    ),
    (
        "VS313",
        HEAD + LISTING % "struct lamp {\n// The next three fields are late,\n// if at all.\nle32 a;\nle32 b;\n};",
        HEAD + LISTING % "struct lamp {\n// The next two fields are late.\nle32 a;\nle32 b;\n};",
        HEAD + LISTING % "struct lamp {\n// The next two fields are late.\nle32 a;\nle32 b;\nle32 c;\n};",
    ),
    (
        "VS504",
        HEAD + OLD + OLDER + LEGACY_CLAUSE,
        HEAD + OLD + LEGACY_CLAUSE,
        HEAD + OLD + r"\subsection{Legacy Interfaces}\label{sec:Lamp / Legacy}" + LEGACY_CLAUSE,
    ),
    (
        "VS505",
        HEAD + NORMATIVE + CLAUSE % ("Driver", LISTED) + DUE + r"\ref{sec:Conformance / Due}",
        HEAD
        + NORMATIVE
        + CLAUSE % ("Driver", LISTED)
        + DUE
        + r"\ref{sec:Conformance / Due} \ref{sec:Conformance / Lamp}",
        HEAD + NORMATIVE + CLAUSE % ("Driver", LISTED),
    ),
    (
        "VS506",
        TWO + CLAUSE % ("Driver", "\n".join([LISTED] * 3 + [FAN_ENTRY])),
        TWO + CLAUSE % ("Driver", "\n".join([LISTED] * 3)),
        TWO + CLAUSE % ("Driver", f"{LISTED}\n{FAN_ENTRY}"),
    ),
]


@pytest.mark.parametrize(("code", "bad", "good", "near"), CASES, ids=[case[0] for case in CASES])
def test_a_rule_finds_the_bad_text_alone(code: str, bad: str, good: str, near: str, tmp_path: Path) -> None:
    counts = [codes_in(text, tmp_path / str(number)).count(code) for number, text in enumerate((bad, good, near))]
    assert counts == [1, 0, 0]


def test_a_file_that_nobody_includes_is_found(tmp_path: Path) -> None:
    for name, text in (("lamp", r"\section{Lamp}"), ("macros", r"\newcommand{\lamp}{x}"), ("other", OTHER_ROOT)):
        (tmp_path / f"{name}.tex").write_text(text, encoding="utf-8")
    (tmp_path / "content.tex").write_text(HEAD + r"\input{fan}", encoding="utf-8")
    (tmp_path / "fan.tex").write_text(FAN, encoding="utf-8")
    linted = lint_tree(DirectoryTree(tmp_path), jobs=1, cache=False)
    assert [one.subject for one in linted.findings if one.diagnostic.code == "VS113"] == ["lamp.tex"]


def test_every_rule_over_the_model_has_cases() -> None:
    families = ("VS1", "VS2", "VS3", "VS5")
    assert {rule.code for rule in all_rules() if rule.code.startswith(families)} - {"VS113"} == {
        case[0] for case in CASES
    }
