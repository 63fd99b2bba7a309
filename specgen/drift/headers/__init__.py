"""A directory of C headers -> the device IDs, feature bits and layouts in them; the only importer of C parsers."""

from specgen.drift.headers.model import HeaderField, Headers, HeaderStruct, NamedNumber
from specgen.drift.headers.read import read_headers

__all__ = ["HeaderField", "HeaderStruct", "Headers", "NamedNumber", "read_headers"]
