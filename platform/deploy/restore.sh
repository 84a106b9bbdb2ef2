#!/usr/bin/env bash
# Restore a backup that backup.sh made:   restore.sh FOLDER [--replace]
# The database ($PGDATABASE, named as when it was backed up) must not exist; --replace keeps the present one under another name.
# Stop web, worker and beat first. Connection: the PG* variables, PGPASSWORD_FILE.
set -euo pipefail

source=${1:?which backup folder}
database=${PGDATABASE:-union}
export PGPASSWORD=${PGPASSWORD:-}
[ -z "${PGPASSWORD_FILE:-}" ] || PGPASSWORD=$(cat "$PGPASSWORD_FILE")

ask() { psql --no-psqlrc --quiet --no-align --tuples-only --set ON_ERROR_STOP=1 --set name="$database" --dbname postgres "$@"; }

(cd "$source" && sha256sum --check --quiet SHA256SUMS) || { echo "backup is damaged, nothing was changed" >&2; exit 1; }

if [ "$(ask <<<"SELECT count(*) FROM pg_database WHERE datname = :'name'")" != 0 ]; then
  if [ "${2:-}" != --replace ]; then
    echo "database $database exists; add --replace to put it aside, nothing was changed" >&2
    exit 1
  fi
  aside="${database}_before_$(date '+%Y%m%d%H%M%S')"
  ask --set aside="$aside" <<'SQL'
SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = :'name' \g /dev/null
ALTER DATABASE :"name" RENAME TO :"aside";
SQL
  echo "the former database is now $aside"
fi

# Roles that are there already make CREATE ROLE fail, which is no harm; what is missing after it stops the restore below.
psql --no-psqlrc --quiet --dbname postgres --file "$source/roles.sql" 2>&1 | grep -v 'already exists' || true
pg_restore --create --exit-on-error --dbname postgres "$source/database.dump"
if [ -f "$source/media.tar.gz" ] && [ -n "${MEDIA_ROOT:-}" ]; then
  mkdir -p "$MEDIA_ROOT"
  tar --extract --gzip --file="$source/media.tar.gz" --directory="$MEDIA_ROOT"
fi
echo "restored $database from $source"
