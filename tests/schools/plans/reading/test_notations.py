"""Notations that schools use, each in a small document of our own: text, months, rhythm of every task."""
# ruff: noqa: E501 - documents and expectations stand side by side

from __future__ import annotations

import pytest

from schools.plans.reading import read_text

Task = tuple[str, list[int], str | None]


def tasks_of(text: str) -> list[Task]:
    """Read a text that holds one plan; give text, months and recurrence of its tasks."""
    [plan] = read_text(text).plans
    return [(task.text, list(task.months), task.recurrence) for task in plan.tasks]


def plain(*texts: str) -> list[Task]:
    """Expect tasks without month and rhythm."""
    return [(text, [], None) for text in texts]


def dated(*pairs: tuple[str, list[int]]) -> list[Task]:
    """Expect tasks with months and without rhythm."""
    return [(text, months, None) for text, months in pairs]


HEAD = "2024年青禾小学工会工作计划\n一、指导思想\n以服务教职工为本。\n"

CASES: dict[str, tuple[str, list[Task]]] = {
    "goals hold no tasks": (
        HEAD + "二、工作目标\n1、建成模范职工之家。\n2、满意率达95%。\n三、主要工作\n1、召开教代会。\n2、慰问老教师。",
        plain("召开教代会。", "慰问老教师。"),
    ),
    "goals with content are work": (
        HEAD + "二、工作内容及目标\n1、召开教代会。\n2、做好体检。",
        plain("召开教代会。", "做好体检。"),
    ),
    "a line that introduces its items is a heading": (
        HEAD + "二、主要工作\n1、坚持五必访：\n（1）生病必访。\n（2）婚丧必访。\n2、做好体检。",
        plain("生病必访。", "婚丧必访。", "做好体检。"),
    ),
    "a numbered heading with prose only is a task": (
        HEAD + "二、主要工作\n（一）加强学习\n组织教职工学习法律。\n（二）送温暖\n走访困难教职工。",
        plain("加强学习 组织教职工学习法律。", "送温暖 走访困难教职工。"),
    ),
    "one-line headings are tasks": (
        HEAD + "二、主要工作\n（一）完成创建工作。\n（二）做好信息报送。",
        plain("完成创建工作。", "做好信息报送。"),
    ),
    "marks are mixed in one list": (
        HEAD + "二、主要工作\n1.开展家访。\n2、评选标兵。\n3 组织竞赛。\n4．整理档案。",
        plain("开展家访。", "评选标兵。", "组织竞赛。", "整理档案。"),
    ),
    "another mark nests": (
        HEAD + "二、主要工作\n1、抓学习\n1.组织讲座。\n2.撰写心得。\n2、抓活动\n1.组织春游。",
        plain("组织讲座。", "撰写心得。", "组织春游。"),
    ),
    "enclosed numbers": (
        HEAD + "二、主要工作\n㈠抓学习\n①学习法规；②撰写心得。\n㈡抓活动\n⑴组织拔河；\n⑵组织跳绳。",
        plain("学习法规；", "撰写心得。", "组织拔河；", "组织跳绳。"),
    ),
    "numbers without mark": (
        "工会工作计划\n一指导思想\n以人为本。\n二工作重点\n1召开教代会\n2组织体检\n3慰问老教师",
        plain("召开教代会", "组织体检", "慰问老教师"),
    ),
    "a lost digit": (
        HEAD + "二、主要工作\n1.召开教代会。\n.维护权益。\n3.组织体检。",
        plain("召开教代会。", "维护权益。", "组织体检。"),
    ),
    "decimal numbers": (
        "工会工作计划\n1.指导思想\n以人为本。\n2.工作措施\n2.1加强学习\n2.1.1组织讲座\n2.1.2交流心得\n2.2慰问老教师",
        plain("组织讲座", "交流心得", "慰问老教师"),
    ),
    "yi shi, er shi under a heading": (
        HEAD + "二、工作重点\n（一）抓学习\n一是组织讲座。\n二是交流心得。\n（二）抓民主\n首先，召开教代会。\n其次，公开校务。",
        plain("组织讲座。", "交流心得。", "召开教代会。", "公开校务。"),
    ),
    "yi shi within an item stays in it": (
        HEAD + "二、工作重点\n1、公开校务。公开的重点：\n一是收费；\n二是招生。\n2、召开教代会。",
        plain("公开校务。公开的重点：一是收费；二是招生。", "召开教代会。"),
    ),
    "numbers parted by commas stay in the sentence": (
        HEAD + "二、主要工作\n（一）民主管理\n成立教代会，做好以下几点：1. 建言献策，2. 参与监督，3. 反映诉求。\n（二）慰问老教师。",
        plain("民主管理 成立教代会，做好以下几点：1. 建言献策，2. 参与监督，3. 反映诉求。", "慰问老教师。"),
    ),
    "a second list that goes on leaves the item above a task": (
        HEAD + "二、主要工作\n1、抓学习\n(1)组织讲座。\n(2)交流心得。\n2、抓师德\n围绕服务开展活动。\n⑶评选标兵。\n(4)练基本功。",
        plain("组织讲座。", "交流心得。", "抓师德 围绕服务开展活动。", "评选标兵。", "练基本功。"),
    ),
    "an item of several paragraphs": (
        HEAD + "二、主要工作\n1、开展师德教育。\n组织演讲。\n组织家访。\n2、召开教代会。",
        plain("开展师德教育。组织演讲。组织家访。", "召开教代会。"),
    ),
    "closing words and signature belong to no item": (
        HEAD + "二、主要工作\n1、召开教代会。\n2、组织体检。\n通过以上措施，把工会建成职工之家。\n青禾小学工会\n2024年2月20日",
        plain("召开教代会。", "组织体检。"),
    ),
    "a situation review holds no tasks": (
        "工会2023年总结暨2024年工作计划\n一、2023年工作回顾\n1、开了教代会。\n二、存在问题\n1、宣传不够。\n三、2024年工作计划\n1、办好简报。",
        plain("办好简报。"),
    ),
    "a heading glued to a paragraph": (
        "2024年工会工作计划\n一、指导思想\n努力建成模范职工之家。二、主要工作：\n1.召开教代会。\n2.组织体检。",
        plain("召开教代会。", "组织体检。"),
    ),
    "the whole text on one line": (
        "2024年工会工作计划 一、指导思想 以人为本。二、主要工作 1、召开教代会；2、组织体检。三、月份安排 三月份：1、三八活动；2、植树。四月份：1、春游。",
        [("召开教代会；", [], None), ("组织体检。", [], None), ("三八活动；", [3], None), ("植树。", [3], None), ("春游。", [4], None)],
    ),
    "month labels": (
        HEAD + "二、月份安排\n二月份：\n1、制定计划\n2、收缴会费\n十一月：\n1、演讲\n十二月份、XX年元月：\n1、慰问",
        dated(("制定计划", [2]), ("收缴会费", [2]), ("演讲", [11]), ("慰问", [12, 1])),
    ),
    "two months in a row": (
        HEAD + "二、月份安排\n六月份：\n1、教代会\n七、八月份：\n1、疗休养\n2、7月5日培训\n八月份―九月份：\n1、招生",
        dated(("教代会", [6]), ("疗休养", [7, 8]), ("7月5日培训", [7]), ("招生", [8, 9])),
    ),
    "bimonthly ordinals": (
        "2012学年工会计划\n一、1———2月\n1、慰问\n二、3———4月\n1、春游\n2、三八活动\n三、9—10月\n1、教师节\n四、11———12月\n1、长跑",
        dated(("慰问", [1, 2]), ("春游", [3, 4]), ("三八活动", [3, 4]), ("教师节", [9, 10]), ("长跑", [11, 12])),
    ),
    "ordinals before single months": (
        "工会月度计划\n一、二月份\n1、计划\n二、三月份\n1、三八活动\n三、四月份\n1、春游",
        dated(("计划", [2]), ("三八活动", [3]), ("春游", [4])),
    ),
    "month numbers glued to the first item": (
        HEAD + "二、月份安排\n11、慰问\n2、计划\n21、培训\n31、三八活动\n2、春游\n61、教代会\n7组织疗养\n91、教师节\n101、国庆活动\n2、登山\n121、总结",
        dated(
            ("慰问", [1]), ("计划", [1]), ("培训", [2]), ("三八活动", [3]), ("春游", [3]), ("教代会", [6]),
            ("组织疗养", [7]), ("教师节", [9]), ("国庆活动", [10]), ("登山", [10]), ("总结", [12]),
        ),
    ),
    "label and text on one line": (
        HEAD + "二、月份安排\n三月份 三八节活动\n四月份：春游；植树\n五月 表彰先进\n十一月 冬季长跑",
        dated(("三八节活动", [3]), ("春游；植树", [4]), ("表彰先进", [5]), ("冬季长跑", [11])),
    ),
    "unnumbered entries under a month": (
        "2024年工会月份工作安排\n2月\n制定计划\n团拜会\n3月（师德月）\n1.三八活动\n2.家访\n7月、8月\n疗休养",
        dated(("制定计划", [2]), ("团拜会", [2]), ("三八活动", [3]), ("家访", [3]), ("疗休养", [7, 8])),
    ),
    "a month split over two lines": (
        "2024年工会月份工作安排\n一\n月\n1、慰问\n二\n月\n1、计划\n十\n月份\n1、登山",
        dated(("慰问", [1]), ("计划", [2]), ("登山", [10])),
    ),
    "half-width comma and space": (
        HEAD + "二、月份安排\n4月份\n1, 春游\n2, 植树\n5月份\n1, 演讲",
        dated(("春游", [4]), ("植树", [4]), ("演讲", [5])),
    ),
    "a month in brackets behind the activity": (
        HEAD + "二、主要工作\n1、坚持活动：\n(1)金点子评选(二月)\n(2)羽毛球比赛（四月）\n2、组织体检。",
        dated(("金点子评选(二月)", [2]), ("羽毛球比赛（四月）", [4]), ("组织体检。", [])),
    ),
    "months told in prose": (
        HEAD + "二、主要工作\n1、今年4月组织春游。\n2、五月份：上旬召开教代会，月底评先。\n3、3月至5月开展读书活动。\n4、9月10日表彰教师。\n5、7—8月组织疗养。",
        dated(
            ("今年4月组织春游。", [4]), ("上旬召开教代会，月底评先。", [5]), ("3月至5月开展读书活动。", [3, 4, 5]),
            ("9月10日表彰教师。", [9]), ("7—8月组织疗养。", [7, 8]),
        ),
    ),
    "no month is guessed": (
        HEAD + "二、主要工作\n1、组织三八、五一、教师节活动。\n2、学习《关于做好5月工作的通知》和2019年3月印发的办法。\n3、利用3·15宣传维权。\n4、坚持一月一次例会。\n5、用3个月装修书吧。",
        [
            ("组织三八、五一、教师节活动。", [], None),
            ("学习《关于做好5月工作的通知》和2019年3月印发的办法。", [], None),
            ("利用3·15宣传维权。", [], None),
            ("坚持一月一次例会。", [], "monthly"),
            ("用3个月装修书吧。", [], None),
        ],
    ),
    "bullets": (
        "# 2025年工会工作要点\n## 一、总体要求\n围绕中心。\n## 二、重点工作\n- 召开教代会\n- 抓学习\n  * 组织讲座\n  * 交流心得\n- 组织体检",
        plain("召开教代会", "组织讲座", "交流心得", "组织体检"),
    ),
    "traditional script": (
        "二〇二四學年第一學期工會工作計劃\n一、指導思想\n團結教職員工。\n二、主要工作\n1、每週組織學習。\n三、月份安排\n九月份：\n1, 慶祝教師節\n十月份：\n1, 登山",
        [("每週組織學習。", [], "weekly"), ("慶祝教師節", [9], None), ("登山", [10], None)],
    ),
    "pinyin brackets": (
        "2024年工會工作計劃\n一、指導思想\n團結。\n二、工作重點\n1、做好設(shè)計(jì)。\n2、開展評選。",
        plain("做好設計。", "開展評選。"),
    ),
    "anti-copy junk and links": (
        HEAD + "二、主要工作\n1、召开教代会。Z[]8X@IPe\n2、组织体检。(https://www.example.com)",
        plain("召开教代会。", "组织体检。"),
    ),
    "web furniture": (
        "工会计划网\n时间:2024-03-01 10:00:00 我要投稿\n下面是小编为大家整理的工会工作计划，仅供参考。\n2024年工会工作计划\n一、指导思想\n服务。\n二、主要工作\n1、召开教代会。\n2、组织体检。\n【2024年工会工作计划】相关文章：\n1.工会总结\n2.工会贺信",
        plain("召开教代会。", "组织体检。"),
    ),
    "a flattened month table": (
        "2024年工会行事历\n月份\n内容\n备注\n1-2月\n走访老教师\n3月\n三八节活动\n工会牵头\n4-6月\n1.春游\n2.教代会（5月14日—30日）\n7-8月\n疗休养",
        dated(("走访老教师", [1, 2]), ("三八节活动", [3]), ("春游", [4, 5, 6]), ("教代会（5月14日—30日）", [5]), ("疗休养", [7, 8])),
    ),
    "a flattened week table": (
        "2024学年第二学期工会计划\n一、周次安排\n周次\n日期\n工作内容\n负责处室\n0\n2.12-2.18\n制定计划\n工会\n1\n2.19-2.25\n1.小组长会议\n2.体检动员\n工会、医务室\n2\n2.26-3.4\n收缴会费\n财务室\n二、其他\n1、完成临时任务。",
        dated(("制定计划", [2]), ("小组长会议", [2]), ("体检动员", [2]), ("收缴会费", [2, 3]), ("完成临时任务。", [])),
    ),
    "columns of theme, key point and measure": (
        "2024年工会工作安排表\n时间\n工作主题\n工作重点\n具体措施\n一\n月\n送温暖\n慰问困难教职工\n1.走访家庭\n2.发放慰问金\n二\n月\n计划月\n制定计划\n1.开委员会",
        dated(("走访家庭", [1]), ("发放慰问金", [1]), ("开委员会", [2])),
    ),
    "weeks with dates": (
        HEAD + "二、周工作安排\n第一周（2月26日—3月3日）：1、制定计划；2、开委员会。\n第二周（3.4-3.10）\n三八节活动\n第三周：植树",
        dated(("制定计划；", [2, 3]), ("开委员会。", [2, 3]), ("三八节活动", [3]), ("植树", [])),
    ),
    "a tab-separated table": (
        "2024年工会行事历\n月份\t工作内容\t负责人\n一月\t慰问\t张\n二月\t计划\t李\n三月\t三八节活动\t王",
        dated(("慰问", [1]), ("计划", [2]), ("三八节活动", [3])),
    ),
    "a Markdown table": (
        "# 2024年工会行事历\n\n| 月份 | 工作内容 | 负责人 |\n|---|---|---|\n| 3月 | 1. 三八节活动<br>2. 计划 | 王 |\n| 4-5月 | 运动会（4月20日） | 李 |",
        dated(("三八节活动", [3]), ("计划", [3]), ("运动会（4月20日）", [4])),
    ),
    "nesting by indentation": (
        "# 2025年工会工作计划\n## 主要工作\n1. 抓学习\n   1. 组织讲座\n   2. 交流心得\n2. 召开教代会\n## 其他\n- 抓宣传\n  - 办简报\n- 管好经费",
        plain("组织讲座", "交流心得", "召开教代会", "办简报", "管好经费"),
    ),
    "labels in brackets, glued months, rhythms": (
        "2024年工会月份安排\n五六月份：\n1、教代会\n（十月）\n1、登山\n【11月】\n1、拔河\n2024年12月\n1、总结\n每月：\n1、例会",
        [("教代会", [5, 6], None), ("登山", [10], None), ("拔河", [11], None), ("总结", [12], None), ("例会", [], "monthly")],
    ),
    "a heading gives its months": (
        "2024年工会工作计划\n第一阶段：准备阶段（2月—3月）\n1、制定计划\n第二阶段：总结阶段（12月）\n1、总结表彰\n2、7月补办培训",
        dated(("制定计划", [2, 3]), ("总结表彰", [12]), ("7月补办培训", [7])),
    ),
    "headings without number on one line": (
        "青禾中学2021学年度第二学期工会工作计划 主要目标: 巩固成果,作出新的贡献。 工作思路: 1、加强研究。 2、发扬传统。 主要工作: 一、组织学习 1、学习《工会法》。 2、每月学习一次。 二、工作安排: 二月份: 1、制定计划。 三月份: 1、三八活动。",
        [("学习《工会法》。", [], None), ("每月学习一次。", [], "monthly"), ("制定计划。", [2], None), ("三八活动。", [3], None)],
    ),
    "everything glued": (
        "青禾小学2025年度工会工作计划在新的形势下,为了做好服务,特制定本计划。一、工作目标2025年的核心目标包括:1.加强组织建设。2.丰富文化生活。二、实施步骤:1.组织建设1-2月:制定计划。3月:完善组织。2.福利与关怀4月:开展调研。5月:组织体检。",
        dated(("制定计划。", [1, 2]), ("完善组织。", [3]), ("开展调研。", [4]), ("组织体检。", [5])),
    ),
    "copy-protected lines": (
        "xx小学工会工作计划 Y3(MKq\n -OU{99$aS\n一、民主建设 Z[]8X@IPe\n1、召开教代会。 ,c?(\n|tF\n2、公开校务。 UA2KY}pz5\n二、权益 K*b* ]hf{\n1、掌握职工生活状况。 oD\\t4]?E\n2、慰问困难教职工。 \nk0ai#3iJ\n3、组织活动。 =H;'.!77Hx",
        plain("召开教代会。", "公开校务。", "掌握职工生活状况。", "慰问困难教职工。", "组织活动。"),
    ),
    "activities with months as ordinals' text": (
        "工会2024年活动安排\n一、三月——女教师插花活动\n二、五月——青年教师演讲\n三、九月——教师节表彰会",
        dated(("三月——女教师插花活动", [3]), ("五月——青年教师演讲", [5]), ("九月——教师节表彰会", [9])),
    ),
    "numbers glued to months and counts": (
        HEAD + "二、主要工作\n1.9月18日举行结对仪式。\n2.10日前上报名册。\n3.11月开展演讲。\n4．５月评优。\n5.2026年春游。\n6.100名会员体检。\n7.整理档案。",
        [
            ("9月18日举行结对仪式。", [9], None), ("10日前上报名册。", [], None), ("11月开展演讲。", [11], None),
            ("５月评优。", [5], None), ("2026年春游。", [], None), ("100名会员体检。", [], None), ("整理档案。", [], None),
        ],
    ),
    "numbers glued to months, other marks": (
        HEAD + "二、主要工作\n1、3月组织植树。\n2、4月春游。\n3、活动：\n(1)5月拔河。\n（2）9—10月登山。\n（3）12月慰问。",
        dated(("3月组织植树。", [3]), ("4月春游。", [4]), ("5月拔河。", [5]), ("9—10月登山。", [9, 10]), ("12月慰问。", [12])),
    ),
    "decimals are no numbers": (
        HEAD + "二、主要工作\n1.慰问困难教师，\n1.5万元由会费支出。\n2.植树。\n3.12植树节时进行。\n3.体检\n0.5天公假。",
        plain("慰问困难教师，1.5万元由会费支出。", "植树。3.12植树节时进行。", "体检 0.5天公假。"),
    ),
    "numbers glued to months on one line": (
        HEAD + "二、主要工作\n1.3月召开教代会。2.4月组织春游。3.10月登山。",
        dated(("3月召开教代会。", [3]), ("4月组织春游。", [4]), ("10月登山。", [10])),
    ),
    "requirements hold no tasks": (
        HEAD + "二、主要工作\n1、召开教代会。\n三、几点要求\n小组长按月上报记录。\n四、工作要求\n1.高度重视。\n2.加强协作。\n五、注意事项\n按时参加。",
        plain("召开教代会。"),
    ),
    "backing holds tasks only as items": (
        HEAD + "二、主要工作\n1、召开教代会。\n三、组织保障\n工会主席总负责。\n四、保障措施\n1.落实经费预算。\n2.健全小组。",
        plain("召开教代会。", "落实经费预算。", "健全小组。"),
    ),
    "yi shi, er shi as the only numbers": (
        "青禾职校工会2026年工作要点\n总的要求是：服务大局。重点抓好以下工作：\n一是抓学习，每两周学习一次。\n二是抓民主。12月底前召开教代会。",
        [("抓学习，每两周学习一次。", [], "biweekly"), ("抓民主。12月底前召开教代会。", [12], None)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_notation(name: str) -> None:
    text, expected = CASES[name]

    assert tasks_of(text) == expected


RHYTHMS = {
    "每周一组织学习": "weekly",
    "洗车时间为每周一、三、五": "weekly",
    "做到隔周有理论学习": "biweekly",
    "每两周组织一次学习": "biweekly",
    "双周召开例会": "biweekly",
    "每月一评，一期一小结，一年一总结": "monthly",
    "坚持一月一次学习": "monthly",
    "每个月举办生日会": "monthly",
    "每两月组织一次义工活动": "bimonthly",
    "每两个月开展一次活动": "bimonthly",
    "双月召开会议": "bimonthly",
    "每个季度组织一次交流": "quarterly",
    "每季度中间月份组织生日会": "quarterly",
    "每学期上交心得": "term",
    "开好一期一次的座谈会": "term",
    "教代会每年召开一次": "year",
    "组织一年一度的运动会": "year",
    "坚持每天锻炼一小时": None,
    "定期召开座谈会": None,
    "完成年度考核": None,
    "每年级评一名标兵": None,
    "每期简报按时上交": None,
}


@pytest.mark.parametrize("sentence", RHYTHMS)
def test_recurrence(sentence: str) -> None:
    [task] = tasks_of(f"{HEAD}二、主要工作\n1、{sentence}。")

    assert task == (f"{sentence}。", [], RHYTHMS[sentence])
