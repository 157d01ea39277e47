"""The ways in which a tenant can be told to cheat."""

from enum import StrEnum


class Fault(StrEnum):
    """One way to cheat, or to be broken."""

    DISCOVERED_ISSUER = "discovered_issuer"  # describes itself as somebody else
    WRONG_ISSUER = "wrong_issuer"
    WRONG_AUDIENCE = "wrong_audience"
    SECOND_AUDIENCE = "second_audience"
    OTHER_PARTY = "other_party"  # azp
    EXPIRED = "expired"
    ISSUED_LONG_AGO = "issued_long_ago"
    NOT_YET = "not_yet"
    UNSIGNED = "unsigned"  # alg none
    HASHED_WITH_KEY = "hashed_with_key"  # HS256 with the public key as the secret
    HASHED_OWN = "hashed_own"  # HS256 with the client's secret
    BROKEN_SIGNATURE = "broken_signature"
    OWN_KEY = "own_key"  # brings its key along in the header
    WEAK_KEY = "weak_key"
    UNKNOWN_KEY = "unknown_key"
    WRONG_NONCE = "wrong_nonce"
    NO_NONCE = "no_nonce"
    WRONG_AT_HASH = "wrong_at_hash"
    UNSAID = "unsaid"  # no ID token
    SWAPPED_SUBJECT = "swapped_subject"  # the userinfo endpoint speaks of somebody else
    MIXED_UP = "mixed_up"  # the answer names another issuer
    UNNAMED = "unnamed"  # the answer names none though that was announced
    OTHER_TENANT = "other_tenant"  # Microsoft: issuer and tenant differ
    STALE = "stale"  # max_age is passed over: says that they signed in there an hour ago
    SILENT = "silent"  # says not when they signed in, though asked
    FUTURE = "future"  # auth_time is tomorrow
    WORDY_TIME = "wordy_time"  # auth_time is a text
    TEXT_AMR = "text_amr"  # a text instead of a list
    NESTED_AMR = "nested_amr"
    HUGE_AMR = "huge_amr"
    LOW_ACR = "low_acr"  # less than was asked for
    SLOW = "slow"
    BROKEN = "broken"  # 500
    HUGE = "huge"
    MOVED = "moved"  # answers, but somewhere else
    LOOP = "loop"  # redirects to itself
    PRIVATE_KEYS = "private_keys"  # its keys are said to be at an address inside our network
    KEYS_ELSEWHERE = "keys_elsewhere"  # its keys are said to be at somebody else's, on the open internet
    NOT_JSON = "not_json"
