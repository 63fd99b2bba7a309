r"""Each rule of VS4 and VS6 finds its bad case, and neither its good case nor its near miss.

The cases are short texts of the project's own; `@` stands for a driver normative section's macro.
"""

from pathlib import Path

import pytest
from lint.small_text import codes_in

from specgen.lint.registry import all_rules

DRIVER = r"\drivernormative{\subsection}{Light}{Device Types / Lamp / Light}"

CASES: dict[str, tuple[str, str, str]] = {
    "VS401": ("The driver MUST light the lamp.", "The driver lights the lamp.", "@\nThe driver MUST light the lamp."),
    "VS402": ("@\nThe driver must wait.", "@\nThe driver MUST wait.", "@\nThe driver MUST wait should the lamp fail."),
    "VS403": (
        "@\nThe driver MUST\nnot wait.",
        "@\nThe driver MUST NOT wait.",
        "@\nIt MUST wait. Should it fail, it ends.",
    ),
    "VS404": ("@\nThe driver MAY NOT wait.", "@\nThe driver MUST NOT wait.", "@\nThe driver MAY choose not to wait."),
    "VS405": (
        "@\nThe driver MOST NOT wait.",
        "@\nThe driver MUST NOT wait.",
        "The driver sends CAN frames to the CAN bus.",
    ),
    "VS406": (
        "@\nIt MUST wait. It MUST end. The driver SHALL NOT stop.",
        "@\nIt MUST wait. It MUST end.",
        "Words such as MUST, MUST NOT, SHALL, SHALL NOT are explained, and MUST first.",
    ),
    "VS407": (
        "@\nThe device MUST wait.",
        "@\nThe driver MUST wait.",
        "@\nReads of the lamp by the device MUST end; buffers from the device MUST be kept.",
    ),
    "VS408": (
        "@\nThe MUST wait for the lamp.",
        "@\nThe driver MUST wait.",
        "It holds to all of the MUST or SHOULD sentences.",
    ),
    "VS411": (
        (
            "@\nThe driver MUST light the red lamp before reading the small counter.\n\n"
            "The driver MUST light the red lamp before it reads the small counter."
        ),
        "@\nThe driver MUST light the red lamp before reading the small counter.",
        (
            "@\nThe driver MUST light the red lamp before reading the small counter.\n\n"
            "The driver MUST light the red lamp unless it reads the small counter before.\n\n"
            "The driver MUST light the red lamp before reading the Lower Level of the small counter."
        ),
    ),
    "VS414": (
        "@\nThe driver MUST light the lamp at night.\n\nThe driver SHOULD light the lamp at night.",
        "@\nThe driver MUST light the lamp at night.\n\nThe driver SHOULD light the lamp at dawn.",
        "@\nThe driver MUST light the lamp at night.\n\nThe driver SHALL light the lamp at night.",
    ),
    "VS413": ("The driver should wait.", "The driver waits.", "@\nThe driver SHOULD wait."),
    "VS415": (
        "@\nReserved bits MUST be zero.",
        "@\nThe driver MUST set reserved bits to zero.",
        "@\nThe driver reads the bits. It MUST ignore reserved ones.",
    ),
    "VS601": (
        "Light \\emph{the\nthe} lamp.",
        "Light the lamp.",
        "It knows that that lamp is lit; \\field{lamp} lamp \\field{lamp}.",
    ),
    "VS602": ("It waits for a notifcation.", "It waits for a notification.", "The lamp wasn't lit by HDA."),
    "VS603": (
        "The lantern, the lantern, the lantern, the lantern; one lanntern.",
        "The lantern, the lantern, the lantern, the lantern.",
        "The lantern, the lantern, the lantern, the lantern; two lanterns.",
    ),
    "VS604": ("The colour of the lamp.", "The color of the lamp.", "The writeable part of the lamp."),
    "VS605": (
        "A lamp is an lamp; send a event.",
        "A lamp is a lamp; send an event.",
        "A STATE request, a USB lamp, an SA, a ones' complement.",
    ),
    "VS606": (
        "The lamp MUST contains oil.",
        "The lamp MUST contain oil.",
        "All that lamps can do is wait; requests are reads.",
    ),
    "VS608": ("When a such an lamp burns.", "When such a lamp burns.", "The \\field{a} and the a, b and c lamps."),
    "VS609": (
        "It sends VIRTIO_LAMP_ON command.",
        "It sends the VIRTIO_LAMP_ON command.",
        "Send any VIRTIO_LAMP_ON command.",
    ),
    "VS610": (
        "If VIRTIO_LAMP_F_RED negotiated, wait.",
        "If VIRTIO_LAMP_F_RED is negotiated, wait.",
        "If negotiated, the lamp waits.",
    ),
    "VS611": (
        "The status filed is larger then that.",
        "The status field is larger than that.",
        "A claim filed by it, and then more.",
    ),
    "VS612": ("Each virtual queue waits.", "Each virtqueue waits.", "The virtual lamp has a queue."),
    "VS613": (
        "@\nThe driver MUST wait",
        "@\nThe driver MUST wait.",
        "@\nThe driver MUST:\n\\begin{itemize}\\item wait\\end{itemize}",
    ),
    "VS615": (
        "Blink, fade, etc.. The lamp waits.",
        "Blink, fade, etc. The lamp waits.",
        "Lamps, fans, etc., and so on...",
    ),
    "VS616": (
        "The lamp waits.The driver ends it.",
        "The lamp waits. The driver ends it.",
        "See lamp.example.org and 1.2; i.e. this.",
    ),
    "VS617": ("The lamp waits , then ends.", "The lamp waits, then ends.", "Modes are 2 : dual."),
    "VS618": ("The lamp is dark - i.e. not lit.", "The lamp is dark, i.e., not lit.", "The value is 3 - e of it."),
    "VS619": (
        "The lamp waits.\\footnote{It is dark.}",
        "The lamp waits\\footnote{It is dark.}.",
        "It (see below)\\footnote{It is dark.} waits.",
    ),
    "VS620": (
        "The lamp waits\\footnote{It is dark}.",
        "The lamp waits\\footnote{It is dark.}.",
        "It\\footnote{Is it dark? (No.)} waits.",
    ),
    "VS621": (
        "One of \\ref{sec:a}\n\\ref{sec:b}.",
        "One of \\ref{sec:a},\n\\ref{sec:b}.",
        "See \\ref{sec:a}~\\nameref{sec:a}.",
    ),
    "VS630": ("The lamp waits. \nIt ends.", "The lamp waits.\nIt ends.", "The lamp waits.\n\nIt ends."),
    "VS631": (
        "\\begin{lstlisting}\nle32\tred;\n\\end{lstlisting}",
        "\\begin{lstlisting}\nle32 red;\n\\end{lstlisting}",
        "The lamp\twaits.",
    ),
    "VS632": ('A "dark" lamp.', "A ``dark'' lamp.", '\\begin{lstlisting}\n"dark"\n\\end{lstlisting}'),
    "VS633": ("Lamps 0..7 wait.", "Lamps 0\\ldots 7 wait.", "The path ../lamp waits."),
    "VS634": ("It \\em{never} waits.", "It \\emph{never} waits.", "It {\\em never} waits."),
    "VS635": (
        "The C #define lines.",
        "The C \\#define lines.",
        "The value\\footnote{See \\url{a/#lamp}.} waits; lamp \\#1.",
    ),
    "VS636": ("Read field{red} now.", "Read \\field{red} now.", "Read \\myfield{red} and the field \\field{red}."),
    "VS637": ("Read {lamp_red} now.", "Read \\field{lamp_red} now.", "Read \\field {lamp_red} and {red}."),
    "VS638": ("Read \\field {red} now.", "Read \\field{red} now.", "Read \\field{struct red} now."),
    "VS639": (
        "Read \\field{reds array} now.",
        "Read the \\field{reds} array now.",
        "Read \\field{struct red} and \\field{Control bits}.",
    ),
    "VS641": (
        "The mask is 0x7ffffffff.",
        "The mask is 0x7fffffff.",
        "The masks are 0xffffffffffff and 0xffffffffffffffff.",
    ),
    "VS642": (
        "The counter crossed_the line.",
        "The counter crossed the line.",
        "The \\field{end_of} and avail_event values.",
    ),
    "VS650": (
        "\\begin{description}\\item[ RED (1)] It is red.\\end{description}",
        "\\begin{description}\\item[RED (1)] It is red.\\end{description}",
        "\\begin{description}\\item[RED or blue] It is red.\\end{description}",
    ),
    "VS651": (
        "\\begin{description}\\item[VIRTIO_LAMP_F_RED(1)] It is red.\\end{description}",
        "\\begin{description}\\item[VIRTIO_LAMP_F_RED (1)] It is red.\\end{description}",
        "\\begin{description}\\item[rows(1)] It has rows.\\end{description}",
    ),
}


def found(text: str, directory: Path) -> list[str]:
    body = text.replace("@", DRIVER)
    end = "\\section{End}\\label{sec:End}\n\nIt ends.\n"
    return codes_in(f"\\chapter{{Lamps}}\\label{{sec:Lamps}}\n\n{body}\n\n{end}", directory)


@pytest.mark.parametrize("code", CASES)
def test_a_rule_finds_its_bad_case_only(code: str, tmp_path: Path) -> None:
    bad, good, near_miss = CASES[code]
    assert code in found(bad, tmp_path / "bad")
    assert code not in found(good, tmp_path / "good")
    assert code not in found(near_miss, tmp_path / "near")


def test_every_rule_of_the_two_families_has_cases() -> None:
    assert {rule.code for rule in all_rules() if rule.code.startswith(("VS4", "VS6"))} == set(CASES)
