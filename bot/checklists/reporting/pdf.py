"""A Report as a PDF on A4, with a font that has Vietnamese letters."""

import io
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, cast

from bot.checklists.reporting.report import Block, Heading, Paragraph, Picture, Report, Table

if TYPE_CHECKING:
    from fpdf import FPDF

_FONT = "DejaVu"
_SIZES = {1: 17, 2: 13, 3: 11}
_BODY, _SMALL, _LINE = 9.5, 8.5, 5.2  # points, points, millimetres
_PICTURE = 105  # millimetres wide
_MOST_CELL, _MOST_LINE = 4_000, 300
_PADDING, _SLACK = 1, 1.5  # millimetres around a cell's text, and what the measure of a word is short of
_MOST_WORD, _MOST_COLUMN = 0.45, 0.6  # of a page's width: a hash may be broken
_ABOVE = 14  # millimetres that a heading takes


def as_pdf(report: Report) -> bytes:
    """The whole report."""
    from fpdf import FPDF

    pdf = FPDF(format="A4")
    pdf.set_title(report.title)
    pdf.set_lang(report.language)
    pdf.set_auto_page_break(auto=True, margin=16)
    for style, file in (("", "DejaVuSans.ttf"), ("B", "DejaVuSans-Bold.ttf")):
        pdf.add_font(_FONT, style, str(_fonts() / file))
    pdf.add_page()
    for block, after in zip(report.blocks, (*report.blocks[1:], None), strict=True):
        if isinstance(block, Heading) and pdf.will_page_break(_ABOVE + _beginning(pdf, after)):
            pdf.add_page()
        _write(pdf, block)
    return bytes(pdf.output())


def _fonts() -> Path:
    """Matplotlib brings DejaVu, which has every Vietnamese letter."""
    import matplotlib

    return Path(matplotlib.get_data_path()) / "fonts" / "ttf"


def _write(pdf: "FPDF", block: Block) -> None:
    if isinstance(block, Heading):
        pdf.ln(3)
        pdf.set_font(_FONT, "B", _SIZES[block.level])
        pdf.multi_cell(0, _SIZES[block.level] * 0.55, block.text, new_x="LMARGIN", new_y="NEXT")
        pdf.ln(1.5)
    elif isinstance(block, Paragraph):
        pdf.set_font(_FONT, "", _BODY)
        pdf.multi_cell(0, _LINE, block.text, align="L", new_x="LMARGIN", new_y="NEXT")
        pdf.ln(1)
    elif isinstance(block, Table):
        _table(pdf, block)
    elif isinstance(block, Picture):
        from fpdf.enums import Align

        pdf.image(io.BytesIO(block.png), x=Align.C, w=_PICTURE, alt_text=block.words)
        pdf.ln(2)


def _table(pdf: "FPDF", block: Table) -> None:
    from fpdf.fonts import FontFace

    pdf.set_font(_FONT, "", _SMALL)
    head = FontFace(emphasis="BOLD", fill_color=(233, 245, 242))
    widths = _widths(pdf, block)
    with pdf.table(
        width=int(pdf.epw), col_widths=widths, headings_style=head, line_height=_LINE, padding=_PADDING, text_align="LEFT"
    ) as table:
        for cells in (block.header, *block.rows):
            row = table.row()
            for cell in cells:
                row.cell(cell[:_MOST_CELL])
    pdf.ln(2)


def _widths(pdf: "FPDF", block: Table) -> tuple[float, ...]:
    """Wide enough for the longest word of each column; what is left goes to those whose texts are longer."""
    columns = list(zip(block.header, *block.rows, strict=True))
    least = [min(max(_wide(pdf, cell.split()) for cell in column), pdf.epw * _MOST_WORD) for column in columns]
    wanted = [min(max(_wide(pdf, cell.split("\n")) for cell in column), pdf.epw * _MOST_COLUMN) for column in columns]
    more = [max(0.0, want - need) for need, want in zip(least, wanted, strict=True)]
    left = max(0.0, pdf.epw - sum(least)) / (sum(more) or 1.0)
    return tuple(need + extra * left for need, extra in zip(least, more, strict=True))


def _wide(pdf: "FPDF", texts: "Iterable[str]") -> float:
    """Millimetres of the widest, in bold as in a header, with the space around it."""
    pdf.set_font(_FONT, "B", _SMALL)
    found = max((pdf.get_string_width(text[:_MOST_LINE]) for text in texts), default=0.0)
    pdf.set_font(_FONT, "", _SMALL)
    return found + 2 * _PADDING + _SLACK


def _beginning(pdf: "FPDF", block: Block | None) -> float:
    """The height of what must not be parted from the heading above it: two lines, or the head and first row of a table."""
    if not isinstance(block, Table):
        return 2 * _LINE
    pdf.set_font(_FONT, "B", _SMALL)
    shares = _widths(pdf, block)
    widths = [share / sum(shares) * pdf.epw - 2 * _PADDING - _SLACK for share in shares]
    heights = []
    for cells in (block.header, *block.rows[:1]):
        lines = [
            len(cast("list[str]", pdf.multi_cell(width, _LINE, cell[:_MOST_CELL], dry_run=True, output="LINES")))
            for width, cell in zip(widths, cells, strict=True)
        ]
        heights.append(max(lines) * _LINE + 2 * _PADDING)
    return sum(heights)
