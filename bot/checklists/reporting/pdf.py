"""A Report as a PDF on A4, with a font that has Vietnamese letters."""

import io
from pathlib import Path
from typing import TYPE_CHECKING

from bot.checklists.reporting.report import Block, Heading, Paragraph, Picture, Report, Table

if TYPE_CHECKING:
    from fpdf import FPDF

_FONT = "DejaVu"
_SIZES = {1: 17, 2: 13, 3: 11}
_BODY, _SMALL, _LINE = 9.5, 8.5, 5.2  # points, points, millimetres
_PICTURE = 105  # millimetres wide
_MOST_CELL = 4_000


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
    for block in report.blocks:
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
    with pdf.table(
        width=int(pdf.epw), col_widths=_widths(block), headings_style=head, line_height=_LINE, padding=1, text_align="LEFT"
    ) as table:
        for cells in (block.header, *block.rows):
            row = table.row()
            for cell in cells:
                row.cell(cell[:_MOST_CELL])
    pdf.ln(2)


def _widths(block: Table) -> tuple[int, ...]:
    """By the longest cell of a column, within bounds."""
    rows = (block.header, *block.rows)
    longest = [max(len(row[column]) for row in rows) for column in range(len(block.header))]
    return tuple(min(60, max(12, length)) for length in longest)
