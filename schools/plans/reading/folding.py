"""One spelling for matching: full width, dashes and traditional characters folded, length kept.

Every character maps to exactly one, so a span found in the folded text is valid in the original.
"""

import re

_TRADITIONAL = (
    "計劃導學習會職員師務開動點來兩週個號從體歷曆標組織設維護權關懷溫離慶節競賽訓練財經費審報實總結讀書議評選舉質業輔領達訪問"
    "題興協聯誼繫網頁傳檔資產發勞調際婦兒齡歲準備與為時間舊長進還這麼們將對應該據後畫圖館園雙隻別紀錄約幹辦區縣鎮鄉場黨團隊運"
    "貧難幫險療養義愛類廣確證滿創論試談話課責辭頒勵級項專環衛樂藝術風雲電腦齊優異劇種積極參觀講壇歡飯廳廠驗檢測續繼緊綱緒編寫"
    "採納貫徹執規範圍條單統勢億萬無頭輪換屆紅謝訂稅車樓攝詩氣簡強壓決讓補遊戲聽閱簽"
)
_SIMPLE = (
    "计划导学习会职员师务开动点来两周个号从体历历标组织设维护权关怀温离庆节竞赛训练财经费审报实总结读书议评选举质业辅领达访问"
    "题兴协联谊系网页传档资产发劳调际妇儿龄岁准备与为时间旧长进还这么们将对应该据后画图馆园双只别纪录约干办区县镇乡场党团队运"
    "贫难帮险疗养义爱类广确证满创论试谈话课责辞颁励级项专环卫乐艺术风云电脑齐优异剧种积极参观讲坛欢饭厅厂验检测续继紧纲绪编写"
    "采纳贯彻执规范围条单统势亿万无头轮换届红谢订税车楼摄诗气简强压决让补游戏听阅签"
)
_PAIRS = dict(zip(map(ord, _TRADITIONAL), _SIMPLE, strict=True))
_MARKS = {
    **{ord(mark): "-" for mark in "—–―─－~～〜∼‐‑‒⁓﹣−━"},
    **{ord(mark): " " for mark in "\u3000\u00a0\u2002\u2003\u2009\t\u202f"},
    **{ord(mark): "." for mark in "．﹒"},
    **{ord(mark): "零" for mark in "〇Ｏ"},
    **{ord(mark): "x" for mark in "×✕Ｘ"},
    ord("﹔"): ";",
    ord("︰"): ":",
    ord("∶"): ":",
    ord("﹕"): ":",
    ord("﹑"): "、",
    ord("〔"): "(",
    ord("〕"): ")",
}
_WIDE = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_TABLE = {**_WIDE, **_PAIRS, **_MARKS}

_RING = re.compile(r"(?<=[一二两三四五六七八九零])○|○(?=[零一二三四五六七八九○])")
_RUN = re.compile(r"([\W_])\1{23,}")
_DIGITS = {"零": 0, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "两": 2}
_DIGITS |= dict(zip("壹贰貳叁參参肆伍陆陸柒捌玖", (1, 2, 2, 3, 3, 3, 4, 5, 6, 6, 7, 8, 9), strict=True))
HAN = "\u3400-\u9fff"


def fold(text: str) -> str:
    """Fold a text for matching; the result has the same length."""
    folded = text.translate(_TABLE)
    return _RING.sub("零", folded) if "○" in folded else folded


def number_of(token: str) -> int | None:
    """Turn "12", "十二", "二十", "元" into a number; None for anything else."""
    if token.isdecimal():
        return int(token)
    token = token.replace("拾", "十")
    if token in {"元", "正"}:
        return 1
    if "十" in token:
        tens, _, ones = token.partition("十")
        if (tens and tens not in _DIGITS) or (ones and ones not in _DIGITS):
            return None
        return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)
    return _DIGITS.get(token)


def squeeze(text: str) -> str:
    """Shorten endless runs of one sign or space: they mean nothing, and patterns need not walk them."""
    return _RUN.sub(lambda match: match.group(1) * 12, text)


def join(parts: list[str]) -> str:
    """Join wrapped lines: nothing between Chinese, one space between Latin words."""
    whole = ""
    for part in parts:
        piece = part.strip()
        if (
            whole
            and piece
            and whole[-1].isascii()
            and piece[0].isascii()
            and whole[-1].isalnum()
            and piece[0].isalnum()
        ):
            whole += " "
        whole += piece
    return whole
