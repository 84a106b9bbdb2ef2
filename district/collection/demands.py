"""What a campaign demands of every document: kind, parts and areas; all that is missing is said at once."""

from collections.abc import Sequence

from core.areas import Area
from core.documents import DocumentKind
from district.collection.documents import PlanDocument


def unfit_for(document: PlanDocument, kind: str) -> list[str]:
    """Sentences about why a campaign for documents of `kind` cannot take `document`, empty when it can."""
    if document.kind != kind:
        wanted, given = DocumentKind(kind).label, DocumentKind(document.kind).label
        return [f"这次征集收的是{wanted}，不收{given}。"]
    if not document.title.strip():
        return [f"{DocumentKind(kind).label}没有标题。"]
    if kind == DocumentKind.PLAN:
        return [] if document.tasks else ["计划里还没有任务，请先导入或添加。"]
    if document.tasks:
        return ["工作小结里不能有任务。"]
    return [] if any(section.body.strip() for section in document.sections) else ["小结里还没有内容。"]


def missing_in(document: PlanDocument, *, sections: Sequence[str], areas: Sequence[str]) -> list[str]:
    """Sentences about what `document` lacks, empty when nothing.

    A part is there when a heading holds its words and a text or a task stands under it or below it; an area is there
    when a task is in it.
    """
    absent = [wanted for wanted in sections if not _has_part(document, wanted)]
    covered = {task.area for task in document.tasks}
    uncovered = [str(Area(area).label) for area in areas if area not in covered]
    found = []
    if absent:
        found.append(f"缺少“{'”“'.join(absent)}”部分，或其中没有内容。")
    if uncovered:
        found.append(f"没有“{'”“'.join(uncovered)}”领域的任务。")
    return found


def _has_part(document: PlanDocument, wanted: str) -> bool:
    filled = {task.section_uid for task in document.tasks}
    for at, section in enumerate(document.sections):
        if wanted not in section.title:
            continue
        below = [section]
        for later in document.sections[at + 1 :]:
            if later.level <= section.level:
                break
            below.append(later)
        if any(part.body.strip() or part.uid in filled for part in below):
            return True
    return False
