"""The pages' HTML and style."""

from html import escape

from assay.sandbox.mail.message import Message, split_links

STYLE = """
:root { color-scheme: light dark; --ink: light-dark(#1c2024, #e8eaed); --soft: light-dark(#565d66, #a9b0b8);
  --line: light-dark(#d9dde2, #363b42); --page: light-dark(#ffffff, #15181b); --accent: light-dark(#0b5cad, #7cb8f5); }
body { margin: 0 auto; max-width: 60rem; padding: 1.5rem 1rem 4rem; font: 16px/1.5 system-ui, sans-serif;
  color: var(--ink); background: var(--page); }
h1 { font-size: 1.4rem; margin: 0; } h2 { font-size: 1rem; margin: 2rem 0 .5rem; }
p.stand-in { color: var(--soft); margin: .25rem 0 1.5rem; }
a { color: var(--accent); overflow-wrap: anywhere; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
ul.mails { list-style: none; margin: 0; padding: 0; border-top: 1px solid var(--line); }
ul.mails li { display: grid; grid-template-columns: 1fr auto; gap: 0 1rem; padding: .7rem 0;
  border-bottom: 1px solid var(--line); }
ul.mails .who, time { color: var(--soft); font-size: .9rem; } ul.mails a { font-weight: 600; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; }
dt { color: var(--soft); } dd { margin: 0; }
pre { white-space: pre-wrap; font: inherit; border: 1px solid var(--line); border-radius: 8px; padding: 1rem; }
iframe { width: 100%; height: 36rem; border: 1px solid var(--line); border-radius: 8px; background: #ffffff; }
button { font: inherit; padding: .4rem .8rem; border: 1px solid var(--line); border-radius: 6px;
  background: none; color: inherit; }
nav { display: flex; gap: 1rem; align-items: center; margin-bottom: 1rem; }
"""


def inbox(messages: list[Message]) -> str:
    rows = "".join(
        f'<li><a href="/messages/{escape(mail.id)}">{escape(mail.subject)}</a>{_time(mail)}'
        f'<span class="who">to {escape(", ".join(mail.to))}</span></li>'
        for mail in messages
    )
    empty = "<p>No mail yet. Whatever the product sends appears here; reload the page to look again.</p>"
    delete = '<form method="post" action="/delete"><button>Delete all</button></form>' if messages else ""
    found = f'<ul class="mails">{rows}</ul>' if messages else empty
    return _page("Mail", f'<nav><a href="/">Reload</a>{delete}</nav>{found}')


def mail(message: Message) -> str:
    facts = {"From": message.sender, "To": ", ".join(message.to)}
    listed = "".join(f"<dt>{name}</dt><dd>{escape(value)}</dd>" for name, value in facts.items())
    parts = [f'<nav><a href="/">All mail</a></nav><dl>{listed}<dt>Caught</dt><dd>{_time(message)}</dd></dl>']
    if message.links:
        links = "".join(f"<li>{_link(link)}</li>" for link in message.links)
        parts.append(f"<h2>Links in this mail</h2><ul>{links}</ul>")
    if message.text:
        shown = "".join(_link(piece) if is_link else escape(piece) for piece, is_link in split_links(message.text))
        parts.append(f"<h2>Text</h2><pre>{shown}</pre>")
    if message.html:
        # Shown without scripts, forms and foreign addresses: the frame and the answer it loads both forbid them.
        frame = f'<iframe title="HTML form of the mail" src="/messages/{escape(message.id)}/html"'
        parts.append(f'<h2>HTML</h2>{frame} sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>')
    return _page(message.subject, "".join(parts))


def lost() -> str:
    return _page("There is no such page", '<p><a href="/">All mail</a></p>')


def _page(title: str, body: str) -> str:
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)} · mail catcher</title>'
        '<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/style.css"></head>'
        f'<body><main><h1>{escape(title)}</h1><p class="stand-in">A stand-in for a mail server: '
        f"it catches every mail and sends none on.</p>{body}</main></body></html>"
    )


def _link(address: str) -> str:
    return f'<a href="{escape(address)}">{escape(address)}</a>'


def _time(message: Message) -> str:
    return f'<time datetime="{message.at.isoformat()}">{message.at:%d %b %H:%M:%S} UTC</time>'
