"""specgen: the virtio specification as a typed model, a linter and a generator of Python packages."""

__version__ = "0.1.0"
