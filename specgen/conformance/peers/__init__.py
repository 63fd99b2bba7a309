"""Real peers: a Linux guest whose driver uses our device, and a virtual machine whose device our driver uses."""
