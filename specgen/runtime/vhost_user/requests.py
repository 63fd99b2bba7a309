"""The numbers of the vhost-user protocol: requests, header flags, and the bits of both kinds of features."""

from enum import IntEnum, IntFlag


class Request(IntEnum):
    """What a front end asks of a back end."""

    # Of the device and its memory.
    GET_FEATURES = 1
    SET_FEATURES = 2
    SET_OWNER = 3
    RESET_OWNER = 4
    SET_MEM_TABLE = 5
    SET_LOG_BASE = 6
    SET_LOG_FD = 7
    # Of one ring.
    SET_VRING_NUM = 8
    SET_VRING_ADDR = 9
    SET_VRING_BASE = 10
    GET_VRING_BASE = 11
    SET_VRING_KICK = 12
    SET_VRING_CALL = 13
    SET_VRING_ERR = 14
    # What came with protocol features; some is for single device types.
    GET_PROTOCOL_FEATURES = 15
    SET_PROTOCOL_FEATURES = 16
    GET_QUEUE_NUM = 17
    SET_VRING_ENABLE = 18
    SEND_RARP = 19
    NET_SET_MTU = 20
    SET_BACKEND_REQ_FD = 21
    IOTLB_MSG = 22
    SET_VRING_ENDIAN = 23
    # Configuration space, and the state of a migration.
    GET_CONFIG = 24
    SET_CONFIG = 25
    CREATE_CRYPTO_SESSION = 26
    CLOSE_CRYPTO_SESSION = 27
    POSTCOPY_ADVISE = 28
    POSTCOPY_LISTEN = 29
    POSTCOPY_END = 30
    GET_INFLIGHT_FD = 31
    SET_INFLIGHT_FD = 32
    GPU_SET_SOCKET = 33
    # What came last.
    RESET_DEVICE = 34
    VRING_KICK = 35
    GET_MAX_MEM_SLOTS = 36
    ADD_MEM_REG = 37
    REM_MEM_REG = 38
    SET_STATUS = 39
    GET_STATUS = 40
    GET_SHARED_OBJECT = 41
    SET_DEVICE_STATE_FD = 42
    CHECK_DEVICE_STATE = 43


class BackEndRequest(IntEnum):
    """What a back end sends over the channel it was given for requests of its own."""

    CONFIG_CHANGE = 2
    VRING_CALL = 4


class Flag(IntFlag):
    """Flags of a message header."""

    VERSION = 1
    """The version of the protocol, in bits 0 and 1."""
    REPLY = 4
    NEED_REPLY = 8


class ProtocolFeature(IntFlag):
    """What both ends of the socket agree on, apart from the device's features."""

    MQ = 1 << 0
    REPLY_ACK = 1 << 3
    BACKEND_REQ = 1 << 5
    CONFIG = 1 << 9
    RESET_DEVICE = 1 << 13
    INBAND_NOTIFICATIONS = 1 << 14
    CONFIGURE_MEM_SLOTS = 1 << 15
    STATUS = 1 << 16


SPOKEN = (
    ProtocolFeature.MQ
    | ProtocolFeature.REPLY_ACK
    | ProtocolFeature.BACKEND_REQ
    | ProtocolFeature.CONFIG
    | ProtocolFeature.RESET_DEVICE
    | ProtocolFeature.STATUS
)
"""What both ends here offer or accept unless told otherwise: no in-band notifications, a message for each."""

PROTOCOL_FEATURES = 1 << 30
"""The feature bit that says that protocol features exist; it belongs to the socket, not to the device."""

NO_DESCRIPTOR = 1 << 8
"""In the number that comes with a kick, call or error descriptor: there is none. The bits below hold the ring."""

MAX_REGIONS = 8
"""The most regions a memory table has."""
MAX_SLOTS = 32
"""The most regions where they are added one by one."""
