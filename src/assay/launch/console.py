"""What the person at the keyboard reads: one line per step, with its seconds."""

import click


def step(what: str, seconds: float) -> None:
    click.echo(f"  {click.style('✓', fg='green')} {what:<34}{seconds:6.1f} s")


def note(sentence: str) -> None:
    click.echo(f"  {click.style('·', fg='yellow')} {sentence}")


def problem(sentence: str) -> None:
    click.echo(f"  {click.style('!', fg='red')} {sentence}", err=True)


def plain(line: str) -> None:
    click.echo(line)


def heading(words: str) -> None:
    click.echo(click.style(words, bold=True))


def banner(lines: list[tuple[str, str]]) -> None:
    width = max(len(name) for name, _ in lines)
    rule = "─" * (width + 3 + max(len(text) for _, text in lines))
    body = [f"  {click.style(name.ljust(width), bold=True)}   {text}" for name, text in lines]
    click.echo("\n".join(["", f"  {rule}", *body, f"  {rule}", ""]))
