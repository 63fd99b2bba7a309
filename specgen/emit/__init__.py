"""The model -> text: Python packages, and the facts as JSON. Nothing here prints; only the writer writes."""
