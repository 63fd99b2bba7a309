"""Each request a front end may send -> how it is read, what it needs, and what the session does and replies."""

from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeVar

from specgen.runtime.config import MAX_SIZE
from specgen.runtime.vhost_user import payloads
from specgen.runtime.vhost_user.codec import Message, encode
from specgen.runtime.vhost_user.host import SessionError
from specgen.runtime.vhost_user.requests import (
    MAX_SLOTS,
    BackEndRequest,
    Flag,
    ProtocolFeature,
    Request,
)
from specgen.runtime.vhost_user.session import Session
from specgen.runtime.vhost_user.table import MemoryTable


def answer(session: Session, message: Message) -> bytes:
    """Do what a message says; the bytes of the reply, if any.

    Raises `CodecError` for a message that makes no sense, `SessionError` for one that is refused without a reply.
    """
    rule = _RULES.get(message.request)
    try:
        reply = _obey(session, rule, message)
    except SessionError:
        if not _acknowledges(session, message) or (rule is not None and rule.replies):
            raise
        reply = payloads.U64.pack(1)
    if reply is None:
        # Asked after the message was obeyed: Linux wants the very one acknowledged that turns acknowledgements on.
        if not _acknowledges(session, message):
            return b""
        reply = payloads.U64.pack(0)
    return encode(message.request, reply, Flag.REPLY)


def _acknowledges(session: Session, message: Message) -> bool:
    return bool(message.flags & _NEED_REPLY and session.protocol & _REPLY_ACK)


class _Rule(NamedTuple):
    """How a request is handled, the protocol features it needs, and whether it always has a reply."""

    handle: Callable[[Session, Message], bytes | None]
    needs: int
    replies: bool


_Body = TypeVar("_Body")
_NONE = ProtocolFeature(0)
# As plain numbers, which are ten times as fast as flags: these are looked at with each message.
_NEED_REPLY = int(Flag.NEED_REPLY)
_REPLY_ACK = int(ProtocolFeature.REPLY_ACK)


def _obey(session: Session, rule: _Rule | None, message: Message) -> bytes | None:
    name = message.request.name
    if rule is None:
        raise SessionError(f"{name} is not supported")
    if rule.needs & ~session.protocol:
        raise SessionError(f"{name} was sent without {ProtocolFeature(rule.needs).name}")
    try:
        reply = rule.handle(session, message)
    except OSError as error:
        raise SessionError(f"{name} cannot be done: {error}") from error
    session.settle()
    return reply


def _do(
    read: Callable[[Message], _Body], act: Callable[[Session, _Body], None], needs: ProtocolFeature = _NONE
) -> _Rule:
    """A request without a reply of its own."""

    def handle(session: Session, message: Message) -> None:
        act(session, read(message))

    return _Rule(handle, int(needs), replies=False)


def _ask(
    read: Callable[[Message], _Body], act: Callable[[Session, _Body], bytes], needs: ProtocolFeature = _NONE
) -> _Rule:
    """A request with a reply."""
    return _Rule(lambda session, message: act(session, read(message)), int(needs), replies=True)


def _number(get: Callable[[Session], int], needs: ProtocolFeature = _NONE) -> _Rule:
    """A request for a 64-bit number."""
    return _ask(payloads.nothing, lambda session, _: payloads.U64.pack(get(session) & (1 << 64) - 1), needs)


def _set_owner(_session: Session, _: None) -> None:
    """Whoever holds the socket owns the device."""


def _reset_owner(session: Session, _: None) -> None:
    for number in range(len(session.rings)):
        session.rings.stopped(number)


def _set_protocol_features(session: Session, features: int) -> None:
    if beyond := features & ~session.offered:
        raise SessionError(f"protocol features {beyond:#x} were not offered")
    session.protocol = features


def _set_mem_table(session: Session, entries: tuple[payloads.MappedEntry, ...]) -> None:
    session.use_memory(MemoryTable().extended(session.host, entries))


def _add_mem_reg(session: Session, entry: payloads.MappedEntry) -> None:
    if len(session.table) >= MAX_SLOTS:
        raise SessionError(f"there are {MAX_SLOTS} regions of memory already")
    session.use_memory(session.table.extended(session.host, [entry]))


def _rem_mem_reg(session: Session, entry: payloads.MemoryEntry) -> None:
    session.use_memory(session.table.without(entry))


def _set_vring_num(session: Session, state: payloads.RingState) -> None:
    session.rings.stopped(state.ring).size = state.value


def _set_vring_addr(session: Session, address: payloads.RingAddress) -> None:
    session.rings.stopped(address.ring).address = address


def _set_vring_base(session: Session, state: payloads.RingState) -> None:
    session.rings.stopped(state.ring).base = state.value


def _get_vring_base(session: Session, state: payloads.RingState) -> bytes:
    ring = session.rings.stopped(state.ring)
    session.rings.unkick(state.ring)
    return payloads.STATE.pack(state.ring, ring.base)


def _set_vring_kick(session: Session, file: payloads.RingDescriptor) -> None:
    ring = session.rings[file.ring]
    if file.descriptor is None and not session.protocol & ProtocolFeature.INBAND_NOTIFICATIONS:
        raise SessionError(f"ring {file.ring} has no kick descriptor, and rings are not polled")
    session.host.use_kick(file.ring, file.descriptor)
    ring.kicked = True


def _set_vring_call(session: Session, file: payloads.RingDescriptor) -> None:
    session.rings.check(file.ring)
    session.host.use_call(file.ring, file.descriptor)


def _set_vring_err(session: Session, file: payloads.RingDescriptor) -> None:
    session.rings.check(file.ring)
    session.host.use_error(file.ring, file.descriptor)


def _set_vring_enable(session: Session, state: payloads.RingState) -> None:
    ring = session.rings[state.ring]
    ring.enabled = bool(state.value)
    if ring.enabled and session.protocol & ProtocolFeature.INBAND_NOTIFICATIONS:
        # Linux then passes no kick descriptor at all, not even as one that is missing.
        ring.kicked = True


def _vring_kick(session: Session, state: payloads.RingState) -> None:
    session.rings[state.ring].kicked = True
    session.settle()
    session.kicked(state.ring)


def _set_backend_req_fd(session: Session, descriptor: int) -> None:
    session.host.use_channel(descriptor)


def _get_config(session: Session, access: payloads.ConfigAccess) -> bytes:
    if access.size > MAX_SIZE:
        return b""
    return payloads.pack_config(access.offset, session.device.read_config(access.offset, access.size))


def _set_config(session: Session, access: payloads.ConfigAccess) -> None:
    session.device.write_config(access.offset, access.data)


def _reset_device(session: Session, _: None) -> None:
    session.reset()


_RULES: Mapping[Request | BackEndRequest, _Rule] = {
    Request.GET_FEATURES: _number(Session.features),
    Request.SET_FEATURES: _do(payloads.number, Session.negotiate),
    Request.SET_OWNER: _do(payloads.nothing, _set_owner),
    Request.RESET_OWNER: _do(payloads.nothing, _reset_owner),
    Request.SET_MEM_TABLE: _do(payloads.memory_table, _set_mem_table),
    Request.SET_VRING_NUM: _do(payloads.ring_state, _set_vring_num),
    Request.SET_VRING_ADDR: _do(payloads.ring_address, _set_vring_addr),
    Request.SET_VRING_BASE: _do(payloads.ring_state, _set_vring_base),
    Request.GET_VRING_BASE: _ask(payloads.ring_state, _get_vring_base),
    Request.SET_VRING_KICK: _do(payloads.ring_descriptor, _set_vring_kick),
    Request.SET_VRING_CALL: _do(payloads.ring_descriptor, _set_vring_call),
    Request.SET_VRING_ERR: _do(payloads.ring_descriptor, _set_vring_err),
    Request.GET_PROTOCOL_FEATURES: _number(lambda session: session.offered),
    Request.SET_PROTOCOL_FEATURES: _do(payloads.number, _set_protocol_features),
    Request.GET_QUEUE_NUM: _number(lambda session: len(session.rings), ProtocolFeature.MQ),
    Request.SET_VRING_ENABLE: _do(payloads.ring_state, _set_vring_enable),
    Request.SET_BACKEND_REQ_FD: _do(payloads.one_descriptor, _set_backend_req_fd, ProtocolFeature.BACKEND_REQ),
    Request.GET_CONFIG: _ask(payloads.config_access, _get_config, ProtocolFeature.CONFIG),
    Request.SET_CONFIG: _do(payloads.config_access, _set_config, ProtocolFeature.CONFIG),
    Request.RESET_DEVICE: _do(payloads.nothing, _reset_device, ProtocolFeature.RESET_DEVICE),
    Request.VRING_KICK: _do(payloads.ring_state, _vring_kick, ProtocolFeature.INBAND_NOTIFICATIONS),
    Request.GET_MAX_MEM_SLOTS: _number(lambda _: MAX_SLOTS, ProtocolFeature.CONFIGURE_MEM_SLOTS),
    Request.ADD_MEM_REG: _do(payloads.memory_entry, _add_mem_reg, ProtocolFeature.CONFIGURE_MEM_SLOTS),
    Request.REM_MEM_REG: _do(payloads.removed_entry, _rem_mem_reg, ProtocolFeature.CONFIGURE_MEM_SLOTS),
    Request.SET_STATUS: _do(payloads.number, Session.set_status, ProtocolFeature.STATUS),
    Request.GET_STATUS: _number(lambda session: session.device.status, ProtocolFeature.STATUS),
}
