"""Which addresses lead into the server's own network, and a transport that never connects to one."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    import httpx2

NOT_PUBLIC = "address not public"
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def is_public(address: str) -> bool:
    """Whether an IP address lies in the open Internet: neither private, loopback, link-local, shared nor reserved."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo or (None,))[0]
        if inner is None and ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFF_FFFF)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def is_local(url: str) -> bool:
    """Whether a URL names this machine or a private address as it stands, without asking the DNS."""
    host = (urlsplit(url).hostname or "").rstrip(".")
    if host.endswith((".localhost", ".local", ".internal")) or not ("." in host or ":" in host):
        return True
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return not is_public(host)


def guarded_transport() -> httpx2.AsyncBaseTransport:
    """A transport that resolves a name itself, refuses it if any of its addresses is not public, and connects to the
    very address it checked: a name that answers differently the second time (DNS rebinding) gains nothing."""
    import httpcore2
    import httpx2

    class PublicOnly(httpcore2.AnyIOBackend):
        async def connect_tcp(self, host, port, timeout=None, local_address=None, socket_options=None):  # noqa: ASYNC109
            try:
                loop = asyncio.get_running_loop()
                entries = await asyncio.wait_for(loop.getaddrinfo(host, port, type=socket.SOCK_STREAM), timeout)
            except (OSError, UnicodeError) as error:
                raise httpcore2.ConnectError(type(error).__name__) from None
            found = {entry[4][0] for entry in entries}
            if not all(is_public(address) for address in found):
                raise httpcore2.ConnectError(NOT_PUBLIC)
            first = min(found, key=lambda address: (":" in address, address))
            return await super().connect_tcp(first, port, timeout, local_address, socket_options)

    transport = httpx2.AsyncHTTPTransport(trust_env=False)
    transport._pool = httpcore2.AsyncConnectionPool(
        ssl_context=httpx2.create_ssl_context(trust_env=False), network_backend=PublicOnly()
    )
    return transport
