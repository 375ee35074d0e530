"""`ipdesk forget`, `export` and `tidy`: the commands about what is kept of people."""

import click

from bot.terminal.environment import configured


@click.command()
@click.argument("person")
def forget(person: str) -> int:
    """Erase what one person asked and said, and every copy of it."""
    from bot.terminal.privacy import forget_person

    click.echo(forget_person(configured(), person), err=True)
    return 0


@click.command()
@click.argument("person")
def export(person: str) -> int:
    """Write all that is kept of one person, as JSON."""
    from bot.terminal.privacy import export_person

    click.echo(export_person(configured(), person))
    return 0


@click.command()
def tidy() -> int:
    """Erase what the settings no longer allow to be kept; the server does so by itself."""
    from bot.terminal.privacy import tidy_up

    click.echo(tidy_up(configured()), err=True)
    return 0
