"""What a web page, a copy protection or a scanner left in the text: taken out, and said so."""

from __future__ import annotations

import re

from schools.plans.reading.folding import fold
from schools.plans.reading.headings import is_guiding
from schools.plans.reading.numbering import marker_at
from schools.plans.reading.shapes import Block, Grid, Line, Page
from schools.plans.reading.titles import is_plan_title

_SHIFTED = re.compile(r"\s*。[ㄒㄋㄎㄆㄊㄈǘòňǎ]")
_LOST_BYTES = {"ǘ": b"\xfe\xa3", "ㄈ": b"\xfd\xa3", "ㄊ": b"\xae\xa3"}
_SHIFT_ENDS = 40
_OPENS = re.compile(r"\s*[（][一二三四五六七八九十１２３４５６７８９][）]")
_URL = re.compile(r"[(（【\[]?\s*(?:https?://|www\.)[\w./?=&%#:~-]+\s*[)）】\]]?", re.ASCII)
_JUNK = re.compile(r"(?<![\w@.])[!-~]{5,}(?![\w@])", re.ASCII)
_JUNK_SIGNS = re.compile(r"[\[\]@^`|{}\\~#$&]")
_PINYIN = re.compile(
    r"(?<=[\u3400-\u9fff])[(（][a-zA-Z]*[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿ][a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿ]*[)）]"
)
_PLAIN_PINYIN = re.compile(r"(?<=[\u3400-\u9fff])[(（][a-z]{1,6}[)）](?=[\u3400-\u9fff，。、；])")
_HAN = re.compile(r"[\u3400-\u9fff]")
_NOISE_TAIL = re.compile(r"(?<=[\u3000-\uffef,.;:!?)\"])\s+([!-~]{2,14}(?: [!-~]{1,6})?)\s*$")
_NOISE_ANY = re.compile(r"(?<=[\u3000-\uffef,.;:!?)\"])\s+(?=\S*[A-Za-z(|?*])[!-~]{1,14}(?: [!-~]{1,6})?$")
_NOISE_SIGN = re.compile(r"[\[\]@^`|{}\\~#$&*<>=%;'?+!_\d-]")
_NOISY = 3
_LONGEST_NOTE = 200
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad\u202a-\u202e]")
_TAIL = re.compile(
    r"【[^】]*】\s*相关(?:文章|阅读|推荐)[:]?|★?\s*(?:其他类似内容|相关(?:文章|推荐|阅读|内容|范文)|猜你喜欢|您?你?可能(?:还)?(?:关注|感兴趣)的(?:文档|文章|内容)|你可能(?:还)?喜欢|推荐(?:阅读|文章)|延伸阅读|热门(?:文章|推荐)|最新文章|.{0,40}的?延伸阅读.*|看过本文的|大家都在看)[:]?.*"
)
_DROP = re.compile(
    r"时间[:]\s*\d{4}-\d\d-\d\d.*|我要投稿|.*我要投稿$|免责声明.*|版权声明.*|.*版权归.*所有.*|(?:上|下)一篇[:].*|(?:本文|文章|内容|资料)来源[:].*|转载请.*|查看(?:剩余|更多|全文).*"
    r"|点击(?:下载|查看|展开).*|.*延伸阅读.*|.*(?:写作|撰写)(?:注意事项|技巧|要点).*|格式:\s*(?:DOC|PDF).*|字号:.*|(?![\d(（]|[一二三四五六七八九十]+、)[^。<]*>[^。<]*>.*|.*_第\d+页|全文预览已结束|下载本文档|文档简介|版权说明.*|展开全文|返回(?:顶部|首页|列表)|(?:浏览|阅读|点击)(?:次数|量|数)?[:]\s*\d+.*|(?:责任)?编辑[:].{0,12}|(?:来源|作者|发布时间|发布日期|发布者)[:].{0,90}"
    r"|.*(?:小编|供大家参考|欢迎阅读|仅供参考|欢迎下载|希望(?:能)?(?:对大家|对您|对你|可以帮助|能帮助)).*|(?:该文章|本文)(?:主要)?(?:介绍|是|为|主要).*|您(?:现在|当前)的位置.*|当前位置[:].*|首页\s*[>»].*|.{0,20}word(?:文档)?下载.*"
    r"|(?:更多|关注).{0,20}(?:公众号|请关注|敬请).*|扫码.*|(?:-\s*)?约\s*[\d.]+\s*(?:千字|万字|页|字)|(?:-\s*)?\d{4}-\d\d-\d\d\s*发布.*|(?:-\s*)?举报|.*(?:免费使用|会员权益|开通会员).*|打印本页.*|【?字体[:].*|分享到.*"
)
_PAGE_NUMBER = re.compile(
    r"-+\s*\d{1,3}\s*-+|第\s*\d{1,3}\s*页(?:[,/\s]*共\s*\d{1,3}\s*页)?|\d{1,3}\s*/\s*\d{1,3}\s*页?|Page\s*\d+.*|-\s*\d{1,3}"
)
_PIECE_AGAIN = re.compile(
    r"[【(]?(?:.{0,20}篇\s*[一二三四五六七八九十\d]+|第\s*[一二三四五六七八九十\d]+\s*篇)[】)]?[:]?.{0,30}"
)


def clean(blocks: list[Block], page: Page) -> tuple[list[Block], list[str]]:
    """Drop web furniture and junk; give what is left and Chinese sentences about what was dropped."""
    plain_pinyin = sum(len(_PLAIN_PINYIN.findall(block.text)) for block in blocks if isinstance(block, Line)) >= 3
    noisy = sum(1 for block in blocks if isinstance(block, Line) and _noise_at(block.text)) >= _NOISY
    kept: list[Block] = []
    dropped: list[int] = []
    repaired: list[int] = []
    tail = False
    for block in blocks:
        if isinstance(block, Grid):
            if not tail:
                kept.append(block)
            continue
        bare = block.folded.strip()
        tail = (tail and not _starts_again(bare)) or bool(_TAIL.fullmatch(bare))
        if tail or (len(bare) <= _LONGEST_NOTE and _DROP.fullmatch(bare)) or _PAGE_NUMBER.fullmatch(bare):
            page.mark(block.number, block.last, "skipped")
            if bare:
                dropped.append(block.number)
            continue
        text = _repair(_without_noise(block.text) if noisy else block.text, plain_pinyin=plain_pinyin)
        if text.strip() != block.text.strip():
            repaired.append(block.number)
        if not text.strip() and block.text.strip():
            page.mark(block.number, block.last, "skipped")
        if text.strip() or not block.text.strip():
            kept.append(block if text == block.text else block.with_text(text))
    return kept, _sentences(dropped, repaired)


def _noise_at(text: str) -> bool:
    """Tell a line that ends in random signs behind a space, as copy protection leaves them."""
    match = _NOISE_TAIL.search(text)
    return bool(
        match
        and len(match.group(1)) >= 5
        and re.search(r"[A-Za-z]", match.group(1))
        and _NOISE_SIGN.search(match.group(1))
    )


def _without_noise(text: str) -> str:
    """Where copy protection is at work, take every Latin tail behind a space and every line of random signs."""
    if not _HAN.search(text):
        return "" if re.search(r"[A-Za-z]", text) and len(text.strip()) <= 16 else text
    return _NOISE_ANY.sub("", text.rstrip())


def _starts_again(bare: str) -> bool:
    marker = marker_at(bare)
    if marker and marker.kind == "cn" and marker.number == 1:
        return is_guiding(bare[marker.end :])
    return bool(_PIECE_AGAIN.fullmatch(bare)) and (is_plan_title(bare) or len(bare) <= 6)


def _repair(text: str, *, plain_pinyin: bool) -> str:
    text = _INVISIBLE.sub("", text)
    if _SHIFTED.match(text):
        text = _shifted_back(text.lstrip())
    if "(" in text or "（" in text:
        text = _PINYIN.sub("", text)
        if plain_pinyin:
            text = _PLAIN_PINYIN.sub("", text)
    if "://" in text or "www." in text:
        text = _URL.sub("", text)
    return _JUNK.sub(_junk, text)


def _shifted_back(text: str) -> str:
    """Undo what a converter does that loses one byte of GBK before "（一）": "。ㄒ唬┱J真" is "（一）認真"."""
    begin, rest = text[:_SHIFT_ENDS], text[_SHIFT_ENDS:]
    raw = begin.encode("gb18030", "replace")
    for filled in (raw, raw[:4] + _LOST_BYTES.get(text[1], b"") + raw[4:]):
        for end in [at + 1 for at, byte in enumerate(filled) if byte < 0x80 and at > 4]:
            try:
                head, tail = (b"\xa1" + filled[:end]).decode("gb18030"), filled[end:].decode("gb18030")
            except UnicodeDecodeError:
                continue
            if _OPENS.match(head):
                return head.strip() + tail + rest
    return text


def _junk(match: re.Match[str]) -> str:
    """Take out a run of signs only if no person would type it: letters or digits mixed with brackets and signs."""
    run = match.group()
    signs = len(_JUNK_SIGNS.findall(run))
    is_mail = re.fullmatch(r"[\w.-]+@[\w-]+(\.\w+)+", run)
    is_bracketed = re.fullmatch(r"\[\s*[\w.-]+\s*\].*|\*+.*|#+\s?.*|[\w%+-]+(?:[#&|]\w+)?", run)
    mixed = re.search(r"[A-Za-z]", run) and signs
    return "" if mixed and not is_mail and not is_bracketed else run


def _sentences(dropped: list[int], repaired: list[int]) -> list[str]:
    said = []
    if dropped:
        said.append(f"{spans(dropped)}是网页上的附加文字，没有读入。")
    if repaired:
        said.append(f"{spans(repaired)}去掉了网址、乱码或注音。")
    return said


def spans(numbers: list[int]) -> str:
    """Name line numbers in Chinese: 第3行, 第3—5行、第9行."""
    runs: list[tuple[int, int]] = []
    for number in sorted(set(numbers)):
        if runs and number <= runs[-1][1] + 2:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    shown = [f"第{first}行" if first == last else f"第{first}—{last}行" for first, last in runs]
    return "、".join(shown[:6]) + ("等" if len(shown) > 6 else "")


def folded_equal(first: str, second: str) -> bool:
    """Compare two lines without regard to spaces and width."""
    return re.sub(r"\s", "", fold(first)) == re.sub(r"\s", "", fold(second))
