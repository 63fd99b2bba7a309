"""Rules over the linked model: for each a bad text, a good one, and one that only looks bad."""

from pathlib import Path

import pytest
from lint.small_text import codes_in

from specgen.lint.registry import all_rules

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
]


@pytest.mark.parametrize(("code", "bad", "good", "near"), CASES, ids=[case[0] for case in CASES])
def test_a_rule_finds_the_bad_text_alone(code: str, bad: str, good: str, near: str, tmp_path: Path) -> None:
    counts = [codes_in(text, tmp_path / str(number)).count(code) for number, text in enumerate((bad, good, near))]
    assert counts == [1, 0, 0]


def test_every_rule_over_the_model_has_cases() -> None:
    families = ("VS1", "VS2", "VS3", "VS5")
    assert {rule.code for rule in all_rules() if rule.code.startswith(families)} == {case[0] for case in CASES}
