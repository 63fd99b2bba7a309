"""Mock devices and drivers for tests: a made-up device type that echoes, and hands that write rings byte by byte."""
