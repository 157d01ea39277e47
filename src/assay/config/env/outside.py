"""Where the product may call to, and who may call it from a browser."""

from dataclasses import dataclass, field

from assay.config import variables


@dataclass(frozen=True, kw_only=True)
class Outside:
    """Where the product may call to, and who may call it from a browser."""

    outbound_private: tuple[str, ...] = field(
        metadata=variables.described(
            variables.names,
            example="sso.intranet.example.com:443",
            about="Private places (host:port) that addresses typed by users may name, such as an identity provider in "
            "your own network. Everything else that is not public is refused.",
            default="",
        )
    )
    outbound_allowed: tuple[str, ...] = field(
        metadata=variables.described(
            variables.hosts,
            example="*.okta.com,login.example.com",
            about="Hosts that addresses typed by users may name, such as a customer's identity provider, comma between "
            "them: a name, everything below one (*.example.com), or the word public for all of the open internet. "
            "Empty: none, which production does not take for a decision.",
            default="",
        )
    )
    cors_origins: tuple[str, ...] = field(
        metadata=variables.described(
            variables.origins,
            example="https://tools.example.com",
            about="Web origins whose scripts may read the API with a key of their own, comma between them. Cookies are "
            "never accepted from there.",
            default="",
        )
    )
    secret_scanning_keys: str = field(
        metadata=variables.described(
            str.strip,
            example="https://api.github.com/meta/public_keys/secret_scanning",
            about="Public keys of the code host that reports API keys found in public: an address, or a file of the "
            "same form; empty: reports are refused.",
            default="",
        )
    )
    security_contact: str = field(
        metadata=variables.described(
            variables.contact,
            example="mailto:security@assay.example.com",
            about="Where people report weaknesses (security.txt), a mailto: or https: address; empty: security@ the "
            "host of BASE_URL.",
            default="",
        )
    )
    dns_servers: tuple[tuple[str, int], ...] = field(
        metadata=variables.described(
            variables.servers,
            example="127.0.0.1,192.0.2.53:5353",
            about="Name servers that are asked for the proof of a domain, all of which have to agree: addresses, with "
            "a port where it is not 53, comma between them; empty: those of the system. Let them be resolvers of yours "
            "that validate DNSSEC.",
            default="",
        )
    )
    osv_url: str = field(
        metadata=variables.described(
            variables.place,
            example="https://api.osv.dev",
            about="The list of known weaknesses (OSV, or a mirror of it) that is asked every day about the name and "
            "version of each package that runs here. It cannot be left out: what nobody looks for is not absent.",
            default="https://api.osv.dev",
        )
    )
    breach_list_url: str = field(
        metadata=variables.described(
            variables.optional(variables.web_address),
            example="https://api.pwnedpasswords.com/range/",
            about="A list of leaked passwords to be asked by range (five digits of a hash are sent, no password); "
            "empty: none is asked, which production takes only with BREACH_LIST_NONE_ACCEPTED.",
            default="",
        )
    )
    breach_list_none_accepted: bool = field(
        metadata=variables.described(
            variables.flag,
            example="false",
            about="Says that somebody decided to run production without a list of leaked passwords: a password that "
            "everybody knows is then taken.",
            default="false",
        )
    )
