"""A recording of a balloon -> a page with the host's memory over time, step by step."""

from specgen.cli.page import Column, Heading, Page, Paragraph, Table
from specgen.cli.views.serving import size_text
from specgen.conformance.balloon.demo import Recording, Sample

_ROWS = 36
_BAR = 60
_COLUMNS = (
    Column("s", "quiet", right=True),
    Column("on the host", "number", right=True),
    Column("█ on the host, ▒ in the balloon", "strong"),
)


def demo_page(recording: Recording) -> Page:
    """A bar for each moment, under the step it belongs to."""
    samples, steps = recording
    every = max(1, len(samples) // _ROWS)
    # The last sample of a stretch shows what came of it.
    shown = samples[every - 1 :: every]
    whole = max((max(sample.resident, sample.resident + sample.actual) for sample in samples), default=1)
    page: list[Heading | Paragraph | Table] = [Heading("The guest's memory on the host", _summary(samples))]
    for number, (begin, text) in enumerate(steps):
        end = steps[number + 1][0] if number + 1 < len(steps) else float("inf")
        rows = tuple(_row(sample, whole) for sample in shown if begin <= sample.time < end)
        page += [Table(text, _COLUMNS, rows)] if rows else [Paragraph(text, "quiet")]
    return tuple(page)


def _summary(samples: list[Sample]) -> str:
    most = max((sample.resident for sample in samples), default=0)
    last = samples[-1].resident if samples else 0
    return f"{size_text(most)} at most, {size_text(last)} at the end"


def _row(sample: Sample, whole: int) -> tuple[str, str, str]:
    bars = "█" * round(_BAR * sample.resident / whole) + "▒" * round(_BAR * sample.actual / whole)
    return f"{sample.time:.1f}", size_text(sample.resident), bars or "▏"
