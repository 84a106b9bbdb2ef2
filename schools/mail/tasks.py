"""Work of a school's outbox that no one waits for."""

from celery import shared_task

from schools.mail import services
from tenants.tasks import PlaceTask


@shared_task(base=PlaceTask)
def send_letters() -> int:
    """Send what waits in the school's outbox; return how many letters left. Asks for the next try of failed ones."""
    done = services.send_waiting()
    if done.again_in is not None:
        services.send_soon(countdown=done.again_in)
    return done.sent
