"""The model -> the JSON of `specgen facts`, whose shape facts.schema.json states."""

from typing import Any

from specgen.emit.clauses import ClauseFigures, clause_figures, clause_object
from specgen.emit.json_text import json_bytes
from specgen.extract.clauses import NO_CLAUSES, Clauses
from specgen.model import (
    BinaryOp,
    Common,
    ConformanceClause,
    Constant,
    DeviceId,
    DeviceType,
    FeatureBit,
    Field,
    Formula,
    IndexRange,
    LabelDef,
    Name,
    NormativeSection,
    Number,
    Reference,
    Register,
    Requirement,
    Specification,
    Struct,
    Unread,
    Virtqueue,
)
from specgen.model.clause import Reading
from specgen.source import Span

SCHEMA = "specgen-facts/1"

_Object = dict[str, Any]


def facts_document(spec: Specification, clauses: Clauses = NO_CLAUSES) -> _Object:
    """Everything the specification states, as plain values; keys in a fixed order, lists in the order of the text."""
    return {
        "schema": SCHEMA,
        "spec": {
            "title": spec.title,
            "version": spec.version,
            "revision": spec.revision,
            "files": list(spec.files),
        },
        "device_types": [_device_type(device) for device in spec.device_types],
        "common": _common(spec.common),
        "requirements": [_requirement(one, clauses.of(one)) for one in spec.requirements],
        "clauses": [_figures(figures) for figures in clause_figures(clauses)],
        "normative_sections": [_normative_section(section) for section in spec.normative_sections],
        "labels": [_label(label) for label in spec.labels],
        "references": [_reference(reference) for reference in spec.references],
        "conformance": [_conformance(clause) for clause in spec.conformance],
        "unread": [_unread(unread) for unread in spec.unread],
    }


def facts_bytes(spec: Specification, clauses: Clauses = NO_CLAUSES) -> bytes:
    """The document as UTF-8 JSON with a line for each fact, so that it can be searched and compared line by line."""
    return json_bytes(facts_document(spec, clauses))


def _place(span: Span) -> _Object:
    return {"file": span.file, "line": span.line}


def _device_type(device: DeviceType) -> _Object:
    return {
        "id": device.id,
        "name": device.name,
        "slug": device.slug,
        **_place(device.span),
        "features": [_feature(feature) for feature in device.features],
        "virtqueues": [_virtqueue(queue) for queue in device.virtqueues],
        "config": device.config,
        "structs": [_struct(struct) for struct in device.structs],
        "constants": [_constant(constant) for constant in device.constants],
    }


def _common(common: Common) -> _Object:
    return {
        "features": [_feature(feature) for feature in common.features],
        "structs": [_struct(struct) for struct in common.structs],
        "constants": [_constant(constant) for constant in common.constants],
        "device_ids": [_device_id(row) for row in common.device_ids],
        "registers": [_register(register) for register in common.registers],
    }


def _feature(feature: FeatureBit) -> _Object:
    """`requires` names every required bit once; `requires_any` keeps which of them are alternatives."""
    return {
        "name": feature.name,
        "bit": feature.bit,
        "legacy": feature.legacy,
        "requires": list(dict.fromkeys(name for names in feature.requires for name in names)),
        "requires_any": [list(names) for names in feature.requires],
        **_place(feature.span),
        "description": feature.description,
    }


def _virtqueue(queue: Virtqueue) -> _Object:
    return {
        "index": queue.index,
        "index_raw": queue.index_raw,
        "formula": None if queue.formula is None else _formula(queue.formula),
        "name": queue.name,
        "condition": queue.condition,
        "features": list(queue.features),
        **_place(queue.span),
    }


def _formula(formula: Formula) -> int | str | _Object:
    """A number, a symbol, `{"op", "left", "right"}`, or `{"first", "last"}` for a range."""
    match formula:
        case Number(value):
            return value
        case Name(name):
            return name
        case BinaryOp(op, left, right):
            return {"op": op, "left": _formula(left), "right": _formula(right)}
        case IndexRange(first, last):
            return {"first": _formula(first), "last": _formula(last)}


def _struct(struct: Struct) -> _Object:
    return {
        "name": struct.name,
        "kind": struct.kind,
        "size": struct.size,
        "legacy": struct.legacy,
        "fields": [_field(field) for field in struct.fields],
        "section": list(struct.section),
        **_place(struct.span),
    }


def _field(field: Field) -> _Object:
    """Offsets and sizes are bytes, `bits` and `bit_offset` bits; members of a nested struct stand in `fields`.

    `inner` stands in arrays of arrays only: the further lengths.
    """
    return {
        "name": field.name,
        "type": field.type,
        "count": field.count,
        "offset": field.offset,
        "size": field.size,
        "bits": field.bits,
        "bit_offset": field.bit_offset,
        "fields": [_field(inner) for inner in field.fields],
        "line": field.span.line,
        **({"inner": list(field.inner)} if field.inner else {}),
    }


def _constant(constant: Constant) -> _Object:
    return {
        "name": constant.name,
        "value": constant.value,
        "expression": constant.expression,
        "origin": constant.origin,
        "section": list(constant.section),
        **_place(constant.span),
    }


def _device_id(row: DeviceId) -> _Object:
    return {"id": row.id, "name": row.name, **_place(row.span)}


def _register(register: Register) -> _Object:
    return {
        "name": register.name,
        "function": register.function,
        "offset": register.offset,
        "direction": register.direction,
        **_place(register.span),
    }


def _requirement(requirement: Requirement, reading: Reading) -> _Object:
    """`clause` is null where the sentence was not read; `readings` stands beside it where there are several."""
    return {
        "id": requirement.id,
        "scope": requirement.scope,
        "role": requirement.role.value,
        "kind": requirement.kind.value,
        "levels": list(requirement.levels),
        "label": requirement.label,
        "section": list(requirement.section),
        **_place(requirement.span),
        "end_line": requirement.span.end_line,
        "text": requirement.text,
        "condition": requirement.condition,
        "items": [{"label": item.label, "text": item.text} for item in requirement.items],
        "fingerprint": requirement.fingerprint,
        "applies_if": list(requirement.applies_if),
        "clause": None if reading.clause is None else clause_object(reading.clause),
        **({"readings": [clause_object(one) for one in reading.readings]} if reading.readings else {}),
        "linked": requirement.linked,
    }


def _figures(figures: ClauseFigures) -> _Object:
    return {
        "scope": figures.scope,
        "sentences": figures.sentences,
        "parsed": figures.parsed,
        "ambiguous": figures.ambiguous,
        "unparsed": figures.unparsed,
    }


def _normative_section(section: NormativeSection) -> _Object:
    return {
        "role": section.role.value,
        "labels": list(section.labels),
        "title": section.title,
        "section": list(section.section),
        "scope": section.scope,
        "linked": section.linked,
        **_place(section.span),
        "end_line": section.span.end_line,
    }


def _label(label: LabelDef) -> _Object:
    return {"name": label.name, "title": label.title, **_place(label.span)}


def _reference(reference: Reference) -> _Object:
    return {"macro": reference.macro, "label": reference.label, **_place(reference.span)}


def _conformance(clause: ConformanceClause) -> _Object:
    return {
        "title": clause.title,
        "label": clause.label,
        "role": clause.role.value,
        "targets": [{"label": target.label, **_place(target.span)} for target in clause.targets],
        **_place(clause.span),
    }


def _unread(unread: Unread) -> _Object:
    return {
        **_place(unread.span),
        "end_line": unread.span.end_line,
        "stage": unread.stage,
        "reason": unread.reason,
    }
