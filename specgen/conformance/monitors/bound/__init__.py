"""Monitors written by hand, each bound to the ID of the requirement it judges: modules with a mapping `BOUND`."""
