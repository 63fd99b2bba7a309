"""What generated devices and drivers stand on: standard library only, and no I/O outside the transports."""
