"""A Report as Markdown; pictures are told in words."""

from bot.checklists.reporting.report import Block, Heading, Paragraph, Report, Table


def as_markdown(report: Report) -> str:
    """The whole report."""
    return "\n\n".join(_block(block) for block in report.blocks) + "\n"


def _block(block: Block) -> str:
    if isinstance(block, Heading):
        return f"{'#' * block.level} {_line(block.text)}"
    if isinstance(block, Paragraph):
        return _line(block.text)
    if isinstance(block, Table):
        lines = [_row(block.header), _row(tuple("---" for _ in block.header)), *(_row(row) for row in block.rows)]
        return "\n".join(lines)
    return f"*{_line(block.words)}*"


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join("<br>".join(_line(line).replace("|", "\\|") for line in cell.split("\n")) for cell in cells) + " |"


def _line(text: str) -> str:
    """One line in which what people typed is no markup."""
    text = " ".join(text.split()).replace("\\", "\\\\")
    for sign in "*_`[]<>#":
        text = text.replace(sign, f"\\{sign}")
    return text
