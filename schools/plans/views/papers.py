"""A plan to take along: an official paper for Word and as PDF. Both take well under a second, so no job."""

from uuid import UUID

from django.conf import settings
from django.http import HttpResponse

from core.access import signed_in
from core.exports import download
from core.papers.paper import Paper
from core.papers.pdf import PDF_TYPE, pdf_of
from core.papers.word import DOCX_TYPE, docx_of
from schools.plans.services.papers import paper_of
from schools.plans.views.register import visible_plan
from schools.requests import SchoolRequest


@signed_in
def paper_docx(request: SchoolRequest, uid: UUID) -> HttpResponse:
    """The plan as a Word file."""
    paper = _paper(request, uid)
    return download(f"{paper.title}.docx", docx_of(paper), DOCX_TYPE)


@signed_in
def paper_pdf(request: SchoolRequest, uid: UUID) -> HttpResponse:
    """The plan as a PDF."""
    paper = _paper(request, uid)
    return download(f"{paper.title}.pdf", pdf_of(paper, font_folder=settings.FONT_DIR), PDF_TYPE)


def _paper(request: SchoolRequest, uid: UUID) -> Paper:
    return paper_of(visible_plan(request, uid), issuer=f"{request.school.name}工会")
