"""Passing on the district's reminder of what the school still has to hand in, to those who write and submit plans."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from core.actors import Role
from core.templatetags.ui import cn_deadline
from schools.mail import facade as mail
from tenants.models import School


@transaction.atomic
def pass_on_reminder(school: School, *, title: str, due_at: datetime, close_at: datetime) -> int:
    """Write a letter to each chair and committee member of `school` who wants mail; return how many."""
    writers = Q(roles__contains=[Role.CHAIR.value]) | Q(roles__contains=[Role.COMMITTEE.value])
    lines = [
        f"区教育工会提醒：贵校还没有完成“{title}”的报送。",
        f"截止时间：{cn_deadline(due_at)}；{cn_deadline(close_at)}后不再受理。",
        "",
        f"去报送：{mail.address_in(school, 'home:index')}",
        f"不想再收邮件，可在“我的账号”里关闭：{mail.address_in(school, 'accounts:own')}",
        "",
        school.place_name,
    ]
    subject = f"催办：{title}（{school.place_name}）"
    letters = [
        mail.write_letter(user, subject=subject, body="\n".join([f"{user.name}，您好：", "", *lines]))
        for user in User.objects.filter(writers, is_active=True).order_by("pk")
    ]
    mail.send_soon()
    return sum(letter is not None for letter in letters)
