"""What stands in facts, counters and logs for an address or a network: a keyed hash nobody can turn back."""

from ipaddress import IPv6Address, ip_address, ip_network

from assay.kernel import crypto


def account(address: str) -> str:
    """Return the keyed hash of an address that somebody typed, whether or not it has an account."""
    return crypto.blind(address.strip().lower(), purpose="account")


def network(address: str) -> str:
    """Return the keyed hash of an address's network: /24 of IPv4, /48 of IPv6, which is what one customer is given."""
    try:
        host = ip_address(address)
    except ValueError:  # a socket file, or nothing at all
        return crypto.blind(address, purpose="network")
    if isinstance(host, IPv6Address) and host.ipv4_mapped is not None:
        host = host.ipv4_mapped
    return crypto.blind(str(ip_network((host, 24 if host.version == 4 else 48), strict=False)), purpose="network")


def device(key: str) -> str:
    """Return the keyed hash of what a device or a session is known by."""
    return crypto.blind(key, purpose="device")
