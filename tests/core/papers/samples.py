"""Papers for tests."""

from datetime import date

from core.papers.paper import Paper, Paragraph

HOSTILE = 'A & B <b>粗</b> #eval("x") *星* _线_ $x^2$ \\n @ref [[]] ~ -- {{ x }} "引" \'单\''
SENTENCE = "以区教育工会年度工作要点为指引，围绕学校中心工作，团结动员广大教职工。"


def paper_with(*body: Paragraph, **fields: object) -> Paper:
    """A paper of these paragraphs; other fields have usual values."""
    values = {"title": "望山小学工会工作计划", "issuer": "望山小学工会", "dated": date(2026, 9, 1), **fields}
    return Paper(body=body or (Paragraph(SENTENCE),), **values)
