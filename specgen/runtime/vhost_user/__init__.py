"""Both ends of vhost-user: a device served over a Unix socket, and such a device as the transport of a driver."""
