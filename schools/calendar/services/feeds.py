"""A person's feed: open it, choose what it shows, give it a new address, close it."""

from uuid import uuid4

from django.db import transaction

from accounts.models import User
from audit.services import record
from core.actors import Actor
from core.errors import InvalidInputError
from schools.calendar.models import Feed, FeedScope


@transaction.atomic
def open_feed(user: User, scope: str, *, actor: Actor) -> Feed:
    """Open one's own feed, or let it show something else under the same address. Raises InvalidInputError."""
    if scope not in FeedScope.values:
        message = "请选择订阅的内容。"
        raise InvalidInputError(message)
    feed, created = Feed.objects.select_for_update(of=("self",)).get_or_create(user=user, defaults={"scope": scope})
    if created:
        record("feed.open", feed, actor=actor, after={"scope": scope})
    elif feed.scope != scope:
        before, feed.scope = feed.scope, scope
        feed.save(update_fields=["scope", "updated_at"])
        record("feed.change", feed, actor=actor, before={"scope": before}, after={"scope": scope})
    return feed


@transaction.atomic
def renew_feed(user: User, *, actor: Actor) -> None:
    """Give one's own feed a new address; the old one is found no more."""
    feed = Feed.objects.select_for_update(of=("self",)).filter(user=user).first()
    if feed is not None:
        feed.uid = uuid4()
        feed.save(update_fields=["uid", "updated_at"])
        record("feed.renew", feed, actor=actor)


@transaction.atomic
def close_feed(user: User, *, actor: Actor) -> None:
    """Close one's own feed for good."""
    feed = Feed.objects.select_for_update(of=("self",)).filter(user=user).first()
    if feed is not None:
        record("feed.close", feed, actor=actor)
        feed.delete()
