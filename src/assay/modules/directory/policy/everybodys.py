"""Domains that are no one company's.

A proof needs the DNS of the domain itself, so this is a help for whoever mistypes and a second fence, not the first:
nobody who lacks the DNS of a public suffix could prove it.
"""

from typing import Final

RESERVED: Final = frozenset(
    {"local", "localhost", "internal", "invalid", "test", "arpa", "onion", "alt", "lan", "home"}
)

_SECOND: Final = ("ac", "co", "com", "edu", "gob", "gov", "ltd", "me", "net", "nhs", "or", "org", "plc", "sch")
_COUNTRIES: Final = (
    "ar",
    "au",
    "br",
    "cn",
    "hk",
    "id",
    "il",
    "in",
    "jp",
    "ke",
    "kr",
    "mx",
    "my",
    "ng",
    "nz",
    "ph",
    "pk",
)
_MORE: Final = ("pl", "sg", "th", "tr", "tw", "ua", "uk", "vn", "za")
_HOSTS: Final = (
    *("appspot.com", "azurewebsites.net", "blogspot.com", "cloudfront.net", "firebaseapp.com", "fly.dev", "github.io"),
    *("gitlab.io", "herokuapp.com", "netlify.app", "onrender.com", "pages.dev", "s3.amazonaws.com", "vercel.app"),
    *("web.app", "workers.dev", "wordpress.com", "myshopify.com", "onmicrosoft.com", "okta.com", "ngrok.io", "eu.org"),
)
SUFFIXES: Final = frozenset(
    {*_HOSTS, *(f"{second}.{country}" for second in _SECOND for country in (*_COUNTRIES, *_MORE))}
)

FREE_MAIL: Final = frozenset(
    {
        *("126.com", "163.com", "aol.com", "duck.com", "fastmail.com", "freenet.de", "gmail.com", "gmx.at", "gmx.ch"),
        *("gmx.com", "gmx.de", "gmx.net", "googlemail.com", "hey.com", "hotmail.co.uk", "hotmail.com", "hotmail.fr"),
        *("icloud.com", "laposte.net", "libero.it", "live.com", "mac.com", "mail.com", "mail.ru", "me.com", "msn.com"),
        *("naver.com", "orange.fr", "outlook.com", "outlook.de", "pm.me", "posteo.de", "proton.me", "protonmail.com"),
        *("qq.com", "rediffmail.com", "seznam.cz", "t-online.de", "tuta.com", "tutanota.com", "web.de", "wp.pl"),
        *("yahoo.co.jp", "yahoo.co.uk", "yahoo.com", "yahoo.de", "yahoo.fr", "yandex.com", "yandex.ru", "zoho.com"),
    }
)
