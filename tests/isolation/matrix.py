"""Whom each page is for, written by hand from product.md §1 and never read off the views.

A rule is (audience, answer): the roles that may open the page, and what an allowed person gets for a GET with the
uid of nothing: 200 a page or a file, 302 on to another page, 404 an object that is not there, 405 a page that only
takes POST.
"""

from core.actors import DISTRICT_ROLES, SCHOOL_ROLES, Role

Rule = tuple[frozenset[Role], int]

ANYONE = frozenset[Role]()  # also without signing in
PAGE, ONWARDS, OBJECT, POST = 200, 302, 404, 405

MEMBERS = frozenset(SCHOOL_ROLES)
OFFICERS = frozenset({Role.CHAIR, Role.COMMITTEE, Role.SCHOOL_ADMIN})
WRITERS = frozenset({Role.CHAIR, Role.COMMITTEE})
READERS = WRITERS | {Role.LEADER}
CHAIR = frozenset({Role.CHAIR})
KEEPER = frozenset({Role.SCHOOL_ADMIN})

STAFF = frozenset(DISTRICT_ROLES)
DESK = frozenset({Role.DISTRICT_ADMIN, Role.REVIEWER, Role.APPROVER, Role.OFFICIAL})
JUDGES = frozenset({Role.DISTRICT_ADMIN, Role.REVIEWER, Role.APPROVER})
REVIEWER = frozenset({Role.REVIEWER})
APPROVER = frozenset({Role.APPROVER})
PUBLISHERS = frozenset({Role.DISTRICT_ADMIN, Role.APPROVER})
ADMIN = frozenset({Role.DISTRICT_ADMIN})


def _rules(audience: frozenset[Role], answer: int, app: str, names: str) -> dict[str, Rule]:
    return {f"{app}:{name}": (audience, answer) for name in names.split()}


def _common(everyone: frozenset[Role], admin: frozenset[Role], auditors: frozenset[Role]) -> dict[str, Rule]:
    return {
        **_rules(ANYONE, POST, "accounts", "sign_out type_size"),
        **_rules(ANYONE, ONWARDS, "accounts", "sign_in"),
        **_rules(everyone, PAGE, "accounts", "own password"),
        **_rules(everyone, PAGE, "accounts", "tokens"),
        **_rules(everyone, POST, "accounts", "end_sessions own_mail token_revoke"),
        **_rules(everyone, PAGE, "api", "schema docs"),
        **_rules(admin, PAGE, "accounts", "list create"),
        **_rules(admin, OBJECT, "accounts", "detail change reset stop"),
        **_rules(admin, POST, "accounts", "start"),
        **_rules(everyone, PAGE, "jobs", "list"),
        **_rules(everyone, OBJECT, "jobs", "detail progress"),
        **_rules(everyone, POST, "jobs", "stop"),
        **_rules(everyone, OBJECT, "files", "download"),
        **_rules(auditors, PAGE, "audit", "list"),
    }


SCHOOL: dict[str, Rule] = {
    **_common(MEMBERS, KEEPER, KEEPER | CHAIR),
    **_rules(MEMBERS, PAGE, "home", "index search"),
    **_rules(MEMBERS, PAGE, "members", "own"),
    **_rules(MEMBERS, PAGE, "plans", "list"),
    **_rules(MEMBERS, OBJECT, "plans", "detail wall tasks_file paper_docx paper_pdf"),
    **_rules(READERS, OBJECT, "plans", "receipt compare sheet sent"),
    **_rules(WRITERS, PAGE, "plans", "create import"),
    **_rules(WRITERS, OBJECT, "plans", "import_check import_plan import_section import_task copy delete edit head"),
    **_rules(WRITERS, OBJECT, "plans", "section_add section_edit task_add task_edit"),
    **_rules(WRITERS, POST, "plans", "import_confirm import_discard import_add import_task_act"),
    **_rules(WRITERS, POST, "plans", "section_act task_act assign ask_withdraw"),
    **_rules(MEMBERS, OBJECT, "plans", "amendments"),
    **_rules(WRITERS, OBJECT, "plans", "ask ask_new"),
    **_rules(CHAIR, POST, "plans", "answer amendment_withdraw"),
    **_rules(CHAIR, OBJECT, "plans", "submit withdraw"),
    **_rules(KEEPER, PAGE, "plans", "rules rule_add"),
    **_rules(KEEPER, OBJECT, "plans", "rule_edit"),
    **_rules(KEEPER, POST, "plans", "rule_act rules_restore"),
    **_rules(MEMBERS, PAGE, "calendar", "month list owners feed reminders"),
    **_rules(MEMBERS, POST, "calendar", "feed_act reminders_read reminder_open"),
    **_rules(ANYONE, OBJECT, "calendar", "feed_file"),
    **_rules(MEMBERS, PAGE, "records", "progress"),
    **_rules(MEMBERS, OBJECT, "records", "plan_progress task"),
    **_rules(READERS, PAGE, "records", "list"),
    **_rules(READERS, OBJECT, "records", "detail file"),
    **_rules(WRITERS, PAGE, "records", "create proposals"),
    **_rules(WRITERS, OBJECT, "records", "edit delete summary redraft"),
    **_rules(WRITERS, POST, "records", "deed_act choose"),
    **_rules(OFFICERS | {Role.GROUP_LEADER}, PAGE, "members", "list"),
    **_rules(MEMBERS, OBJECT, "members", "detail"),
    **_rules(MEMBERS, POST, "members", "reveal"),
    **_rules(OFFICERS, PAGE, "members", "create statistics groups import import_template"),
    **_rules(OFFICERS, OBJECT, "members", "change leave group_change import_detail import_undo import_faults"),
    **_rules(OFFICERS, POST, "members", "return group_move group_stop group_start"),
    **_rules(OFFICERS, POST, "members", "import_columns import_confirm import_again import_discard"),
    **_rules(KEEPER, POST, "members", "accounts_open accounts_file"),
}

SCHOOL |= {
    **_rules(MEMBERS, PAGE, "api", "plans tasks"),
    **_rules(MEMBERS, OBJECT, "api", "plan task progress"),
    **_rules(READERS, PAGE, "api", "records"),
    **_rules(READERS, OBJECT, "api", "record record_file"),
    **_rules(WRITERS, POST, "api", "record_files"),
    **_rules(WRITERS, POST, "api", "imports import_confirm"),
    **_rules(WRITERS, OBJECT, "api", "import"),
    **_rules(CHAIR, POST, "api", "submit"),
}

DISTRICT: dict[str, Rule] = {
    "healthz": (ANYONE, PAGE),
    "readyz": (ANYONE, PAGE),
    **_common(STAFF, ADMIN, ADMIN),
    **_rules(ANYONE, PAGE, "home", "index"),
    **_rules(STAFF, PAGE, "home", "desk search"),
    **_rules(DESK, PAGE, "schools", "list"),
    **_rules(DESK, OBJECT, "schools", "detail"),
    **_rules(ADMIN, PAGE, "schools", "open code import import_template"),
    **_rules(ADMIN, OBJECT, "schools", "import_preview import_report reset change suspend close reopen"),
    **_rules(ADMIN, POST, "schools", "import_stop resume host_add host_remove"),
    **_rules(ADMIN, PAGE, "settings", "figures workdays"),
    **_rules(ADMIN, OBJECT, "settings", "figure"),
    **_rules(ADMIN, POST, "settings", "workday_remove"),
    **_rules(DESK, PAGE, "collection", "list"),
    **_rules(DESK, OBJECT, "collection", "board entry version compare amendment"),
    **_rules(ADMIN, PAGE, "collection", "create"),
    **_rules(ADMIN, OBJECT, "collection", "edit assign extend exempt"),
    **_rules(PUBLISHERS, OBJECT, "collection", "unlock"),
    **_rules(ADMIN, POST, "collection", "announce archive remind expect release"),
    **_rules(JUDGES, PAGE, "review", "queue ties tie_add"),
    **_rules(ADMIN, OBJECT, "review", "tie_edit"),
    **_rules(JUDGES, POST, "review", "tie_withdraw"),
    **_rules(JUDGES, OBJECT, "review", "page sheet"),
    **_rules(REVIEWER, OBJECT, "review", "return abstain"),
    **_rules(REVIEWER, POST, "review", "begin save skip remark_add remark_edit remark_delete"),
    **_rules(APPROVER, PAGE, "review", "approvals"),
    **_rules(APPROVER, OBJECT, "review", "decide"),
    **_rules(APPROVER, POST, "review", "agree send_back one_more"),
    **_rules(DESK, PAGE, "review", "rubrics"),
    **_rules(DESK, OBJECT, "review", "rubric results"),
    **_rules(ADMIN, PAGE, "review", "rubric_create"),
    **_rules(ADMIN, OBJECT, "review", "rubric_edit"),
    **_rules(ADMIN, POST, "review", "rubric_copy rubric_take"),
    **_rules(PUBLISHERS, OBJECT, "review", "publish"),
    **_rules(DESK, PAGE, "api", "schools campaigns facts"),
    **_rules(DESK, OBJECT, "api", "school campaign board submissions submission"),
    **_rules(JUDGES, OBJECT, "api", "reviews"),
    **_rules(DESK, PAGE, "dashboards", "plans tracker definitions"),
    **_rules(DESK, OBJECT, "dashboards", "school"),
}

MATRIX = {"school": SCHOOL, "district": DISTRICT}
