"""How our commands end: results on stdout, one plain line on stderr, 0 done, 1 failed, 2 bad usage."""

import sys

import click

from indexer.errors import BrokenSnapshot, ContentProblem, UnusableModel


def run(command: click.Command, program: str) -> int:
    """Runs a click command and returns the exit status."""
    try:
        result = command.main(prog_name=program, standalone_mode=False)
    except click.UsageError as error:
        click.echo(f"{program}: {error.format_message().splitlines()[0]}", err=True)
        return 2
    except click.ClickException as error:
        click.echo(f"{program}: {error.format_message()}", err=True)
        return 1
    except (ContentProblem, BrokenSnapshot, UnusableModel) as error:
        click.echo(str(error), err=True)
        return 1
    except click.Abort:
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    return result if isinstance(result, int) else 0
