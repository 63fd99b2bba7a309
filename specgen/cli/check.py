"""`specgen check balloon`: a suite of workloads against a peer -> a verdict on every requirement."""

import argparse
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from specgen.cli.arguments import add_reading, add_spec
from specgen.cli.output import write_output
from specgen.cli.patch_argument import add_patches, with_patches
from specgen.cli.spec_argument import Opened, open_specification
from specgen.cli.terminal import Terminal
from specgen.diagnostics import SpecgenError

if TYPE_CHECKING:
    from specgen.conformance.judgement import Judgement
    from specgen.conformance.selection import Selection
    from specgen.model import Specification

DESCRIPTION = """\
The device and the driver are built from the text
given. Against `pair` they run with each other in one process, against `linux` Linux's driver runs on that device under
User Mode Linux, against `qemu` that driver runs QEMU's device. The exit code is 1 where a requirement is violated, or
where no check notices a mutant."""
EXAMPLES = """\
  specgen check balloon
  specgen check balloon ../virtio-spec --patch series.mbox --against linux
  specgen check balloon ../virtio-spec --against qemu --output-format junit -o qemu.xml --trace traces
  specgen check balloon ../virtio-spec --select balloon-drv --replay traces/*.jsonl
"""
PEERS = ("pair", "linux", "qemu")
FORMATS = ("text", "json", "junit", "github")
_LAST_SEED = (1 << 32) - 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The device type, SPEC, the peer, what counts and how to show it."""
    parser.add_argument(
        "device",
        metavar="DEVICE",
        help="the device type; one without behaviour is judged by how it comes up",
    )
    add_spec(parser)
    parser.add_argument("--against", choices=PEERS, help="whom to judge (default: pair)")
    parser.add_argument("--mutants", action="store_true", help="run devices and drivers that break a rule each, too")
    parser.add_argument("--seed", type=_seed, default=0, metavar="N", help="choose workloads by this (default: 0)")
    rules = parser.add_argument_group("requirements")
    for option, about in (
        ("--select", "only these IDs, beginnings of IDs (split, balloon-drv) or patterns; repeatable, and with commas"),
        ("--ignore", "not these"),
    ):
        rules.add_argument(option, type=_names, action="extend", metavar="IDS", default=[], help=about)
    traces = parser.add_argument_group("traces")
    traces.add_argument("--trace", metavar="DIR", type=Path, help="save the traces of the run in DIR, as JSON lines")
    traces.add_argument(
        "--replay", metavar="FILE", type=Path, nargs="+", action="extend", default=[],
        help="judge these saved traces, and run nothing",
    )  # fmt: skip
    output = parser.add_argument_group("output")
    output.add_argument("--output-format", choices=FORMATS, default="text", help="how to show it (default: text)")
    output.add_argument("-o", "--output", metavar="FILE", help="write to FILE instead of standard output")
    add_patches(parser)
    add_reading(parser)


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Judge and show; 1 where something is violated. SpecgenError where a peer is missing or nothing can be judged."""
    from specgen.cli.reading import read_model
    from specgen.conformance.peers.installed import need_peer
    from specgen.conformance.runs import record
    from specgen.conformance.selection import Selection
    from specgen.model import Kind

    _check(arguments)
    peer = arguments.against or ("traces" if arguments.replay else "pair")
    if not arguments.replay:
        need_peer(peer)
    opened = with_patches(open_specification(arguments.spec, terminal), arguments, terminal)
    specification = read_model(opened, arguments, terminal)
    _check_device(arguments.device, peer, specification)
    if not arguments.replay:
        _say_doubts(arguments.device, specification, opened, terminal)
    selection = Selection(tuple(arguments.select), tuple(arguments.ignore))
    selection.check(one.id for one in specification.requirements if one.kind is Kind.NORMATIVE)
    judgement = _judge(arguments, peer, opened, specification, terminal)
    if not arguments.no_cache and not arguments.replay:
        record(judgement)
    return _show(judgement, selection, arguments, terminal)


def _check(arguments: argparse.Namespace) -> None:
    """SpecgenError for options that exclude each other, and for files that are not there."""
    if arguments.replay and (arguments.trace or arguments.mutants):
        option = "--trace" if arguments.trace else "--mutants"
        raise SpecgenError(f"--replay runs nothing, so {option} has no meaning with it", hint="use one of them")
    for file in arguments.replay:
        if not file.is_file():
            raise SpecgenError(f"there is no trace {file}", hint="--trace DIR saves traces")
    if arguments.trace is not None and arguments.trace.exists() and not arguments.trace.is_dir():
        raise SpecgenError(f"{arguments.trace} is no directory", hint="--trace DIR saves a file for each workload")
    if arguments.trace is not None and any(arguments.trace.glob("*.jsonl")):
        raise SpecgenError(f"{arguments.trace} holds traces already", hint="name another directory, or remove them")


def _check_device(slug: str, peer: str, specification: "Specification") -> None:
    """SpecgenError where the text has no such device type, or nothing is written of what it does for that peer."""
    from specgen.emit.behaviour import behaviours

    slugs = [device.slug for device in specification.device_types]
    if slug not in slugs:
        from difflib import get_close_matches

        near = get_close_matches(slug, slugs, n=1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(slugs) or 'none'}"
        raise SpecgenError(f"there is no device type {slug[:100]!r}", hint=hint)
    if slug not in behaviours() and peer in {"linux", "qemu"}:
        raise SpecgenError(
            f"{slug} has no behaviour to judge: its device and driver are skeletons",
            hint=f"against pair they are judged by how they come up; there is behaviour for {', '.join(behaviours())}",
        )


def _say_doubts(slug: str, specification: "Specification", opened: Opened, terminal: Terminal) -> None:
    """Print which behaviour is bound to reworded requirements; SpecgenError where the text leaves no device to run."""
    from specgen.cli.messages import findings_text
    from specgen.conformance.built import doubts_of
    from specgen.emit.behaviour import behaviours

    doubts = doubts_of(specification, slug) if slug in behaviours() else ()
    # The sample says everything in words of its own, which were looked at with the behaviour.
    if doubts and not terminal.quiet and not opened.is_sample:
        print(findings_text(doubts, opened.tree, terminal.paint_error), file=sys.stderr)


def _judge(
    arguments: argparse.Namespace, peer: str, opened: Opened, specification: "Specification", terminal: Terminal
) -> "Judgement":
    judge: Callable[..., Judgement] = import_module("specgen.conformance.suite").judge
    with terminal.steps() as say:
        return judge(
            arguments.device,
            peer,
            specification,
            opened.source,
            traces=arguments.trace,
            replay=tuple(arguments.replay),
            mutants=arguments.mutants,
            seed=arguments.seed,
            note=say,
        )


def _show(judgement: "Judgement", selection: "Selection", arguments: argparse.Namespace, terminal: Terminal) -> int:
    from specgen.cli.views.check import judgement_page, summary

    shown = selection.of(judgement)
    if arguments.output_format == "text":
        from specgen.cli.render import page_text

        page = judgement_page(shown)
        text = page_text(page, colorful=terminal.colorful and arguments.output in {None, "-"})
    else:
        from specgen.conformance.formats import render

        text = render(arguments.output_format, shown)
    write_output(text.encode("utf-8", "backslashreplace"), arguments.output)
    if arguments.output_format != "text" or arguments.output not in {None, "-"}:
        terminal.note(summary(shown))
    return int(bool(shown.violated or shown.survivors))


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _seed(text: str) -> int:
    if not text.isdecimal() or int(text) > _LAST_SEED:
        raise argparse.ArgumentTypeError(f"{text[:40]!r} is not a number from 0 to {_LAST_SEED}")
    return int(text)
