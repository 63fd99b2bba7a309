"""The generated balloon at work: a host that serves it, the commands it takes, and what it can say of itself."""
