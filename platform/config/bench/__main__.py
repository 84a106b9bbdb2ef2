"""`make bench`: own servers in a folder of their own, one line a figure, exit 1 when one is over its limit."""

import logging
import os
import sys
from pathlib import Path

from embedded.addresses import PROJECT
from embedded.folders import make_var
from embedded.postgres import SUPERUSER, start_postgres
from embedded.progress import run_main
from embedded.services import wipe
from embedded.valkey import start_valkey


def main() -> int:
    """Measure all figures on a database that is made for this run and thrown away."""
    place = Path(os.environ.get("UNION_VAR") or PROJECT / "var") / "bench"
    wipe(place)
    var = make_var(place)
    try:
        postgres, valkey = start_postgres(var), start_valkey(var)
        os.environ |= {
            "UNION_VAR": str(var), "MEDIA_ROOT": str(var / "media"), "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            "DEBUG": "0", "STATIC_ROOT": str(var / "static"),
            "DATABASE_URL": postgres.url(), "ADMIN_DATABASE_URL": postgres.admin_dsn,
            "PLAIN_DATABASE_URL": postgres.url(user=SUPERUSER),
            "REDIS_URL": valkey.url, "CACHE_URL": valkey.cache_url,
        }  # fmt: skip
        return _measure()
    finally:
        wipe(var)


def _measure() -> int:
    import django  # noqa: PLC0415 -- the settings need the servers' addresses

    django.setup()
    logging.disable(logging.WARNING)  # addresses that take no GET are tried too
    from django.conf import settings  # noqa: PLC0415 -- as above
    from django.core.management import call_command  # noqa: PLC0415 -- as above
    from django.db import connection  # noqa: PLC0415 -- as above

    from config.bench.figures import FIGURES  # noqa: PLC0415 -- as above
    from tenants.management.commands.prepare_database import prepare  # noqa: PLC0415 -- as above

    prepare(settings.DATABASES["default"], os.environ["ADMIN_DATABASE_URL"])
    call_command("migrate_all", verbosity=0, stdout=open(os.devnull, "w"))  # noqa: PTH123, SIM115 -- ends with us
    call_command("collectstatic", interactive=False, verbosity=0)
    import config.wsgi  # noqa: F401, PLC0415 -- as above; loads, freezes and collects as the served process does

    over = 0
    for measure in FIGURES:
        for verdict in measure():
            over += verdict.is_over
            sys.stdout.write(f"{verdict}\n")
            sys.stdout.flush()
    connection.close()
    return 1 if over else 0


if __name__ == "__main__":
    run_main(main)
