"""Automatic numbering of Word for the demo plans, as a school clerk's multi-level list has it."""

from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.text.paragraph import Paragraph

_ABSTRACT_ID = "90"


class WordList:
    """A list of three levels (一、 / （一） / 1.) whose numbers Word itself draws."""

    def __init__(self, document: Document, *, chinese_format: str, item_pattern: str) -> None:
        """Add the list to the document; chinese_format is Word's name of the counting, item_pattern like "%3."."""
        self._root: BaseOxmlElement = document.part.numbering_part.element
        self._next_id = 90
        abstract = _element("abstractNum", abstractNumId=_ABSTRACT_ID)
        abstract.append(_element("multiLevelType", val="multilevel"))
        levels = ((chinese_format, "%1、"), (chinese_format, "（%2）"), ("decimal", item_pattern))
        for level, (number_format, pattern) in enumerate(levels):
            abstract.append(_level(level, number_format, pattern))
        # Word wants all abstract lists before the first list that uses one.
        self._root.insert(0, abstract)
        self._main_id = self._add_list(restart_items=False)
        self._current_id = self._main_id

    def restart_items(self) -> None:
        """Let the next item begin at 1 again without a numbered heading before it (below a month's name)."""
        self._current_id = self._add_list(restart_items=True)

    def number(self, paragraph: Paragraph, level: int) -> None:
        """Give a paragraph the next number of its level (0, 1 or 2)."""
        if level < 2:  # noqa: PLR2004 - level 2 holds the items
            self._current_id = self._main_id
        properties = paragraph._p.get_or_add_pPr()
        numbering = properties.get_or_add_numPr()
        numbering.get_or_add_ilvl().val = level
        numbering.get_or_add_numId().val = self._current_id

    def _add_list(self, *, restart_items: bool) -> int:
        number = self._next_id
        self._next_id += 1
        element = _element("num", numId=str(number))
        element.append(_element("abstractNumId", val=_ABSTRACT_ID))
        if restart_items:
            override = _element("lvlOverride", ilvl="2")
            override.append(_element("startOverride", val="1"))
            element.append(override)
        self._root.append(element)
        return number


def _level(level: int, number_format: str, pattern: str) -> BaseOxmlElement:
    element = _element("lvl", ilvl=str(level))
    element.append(_element("start", val="1"))
    element.append(_element("numFmt", val=number_format))
    element.append(_element("suff", val="nothing"))
    element.append(_element("lvlText", val=pattern))
    element.append(_element("lvlJc", val="left"))
    return element


def _element(name: str, **attributes: str) -> BaseOxmlElement:
    element = OxmlElement(f"w:{name}")
    for key, text in attributes.items():
        element.set(qn(f"w:{key}"), text)
    return element
