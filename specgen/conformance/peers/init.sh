#!/bin/busybox sh
# The first process of the guest: it mounts what tools need, then runs each line that the console brings.
/bin/busybox mkdir -p /bin /dev /proc /sys /tmp
/bin/busybox --install -s /bin
export PATH=/bin
mount -t devtmpfs none /dev
mount -t proc none /proc
mount -t sysfs none /sys
mount -t tmpfs -o size=95% none /tmp
stty -echo -opost
echo specgen-guest-ready
while read -r line; do
    eval "$line"
    status=$?
done
poweroff -f
