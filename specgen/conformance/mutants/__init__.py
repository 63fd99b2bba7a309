"""Devices and drivers that each break one rule, to show that the check of it would notice: modules with `MUTANTS`."""
