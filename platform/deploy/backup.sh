#!/usr/bin/env bash
# Back up database, roles and uploads into $BACKUP_FOLDER/<time>/, and delete backups older than $KEEP_DAYS days.
#   backup.sh             one backup now
#   backup.sh --nightly   one every night at $BACKUP_AT, for ever
#   backup.sh --check     exit 1 when the newest good backup is older than 26 hours
# Connection: the PG* variables; PGPASSWORD_FILE names a file with the password.
set -euo pipefail

folder=${BACKUP_FOLDER:?where to}
database=${PGDATABASE:-union}
export PGPASSWORD=${PGPASSWORD:-}
[ -z "${PGPASSWORD_FILE:-}" ] || PGPASSWORD=$(cat "$PGPASSWORD_FILE")

say() { printf '%s %s\n' "$(date '+%F %T')" "$1"; }

back_up() {
  local name part target
  name=$(date '+%Y-%m-%d_%H%M%S')
  part="$folder/.$name" target="$folder/$name"
  rm -rf "$folder"/.20* # what an interrupted backup left
  mkdir -p "$part"
  pg_dumpall --roles-only --no-role-passwords >"$part/roles.sql"
  # The catalogue of many schools makes pg_dump choose a very slow plan unless merge joins are off.
  PGOPTIONS='-c enable_mergejoin=off' pg_dump --format=custom --dbname="$database" --file="$part/database.dump"
  pg_restore --list "$part/database.dump" >/dev/null # a dump that cannot be read back is none
  if [ -n "${MEDIA_ROOT:-}" ] && [ -d "$MEDIA_ROOT" ]; then
    tar --create --gzip --file="$part/media.tar.gz" --directory="$MEDIA_ROOT" .
  fi
  (cd "$part" && sha256sum -- * >SHA256SUMS)
  mv "$part" "$target"
  find "$folder" -mindepth 1 -maxdepth 1 -type d -name '20*' -mtime "+${KEEP_DAYS:-30}" -exec rm -rf {} +
  say "backup complete: $target ($(du -sh "$target" | cut -f1))"
}

seconds_until() { # seconds_until HH:MM
  local then
  then=$(date -d "today $1" +%s)
  [ "$then" -gt "$(date +%s)" ] || then=$(date -d "tomorrow $1" +%s)
  echo $((then - $(date +%s)))
}

case "${1:-}" in
  "") back_up ;;
  --check)
    recent=$(find "$folder" -mindepth 1 -maxdepth 1 -type d -name '20*' -mmin -1560 | head -n 1)
    since_start=$(($(date +%s) - $(stat -c %Y /proc/1)))
    [ -n "$recent" ] || [ "$since_start" -lt 93600 ]
    ;;
  --nightly)
    trap 'exit 0' TERM INT
    while true; do
      sleep "$(seconds_until "${BACKUP_AT:-02:30}")" &
      wait $!
      bash "$0" || say "BACKUP FAILED" # a shell of its own: set -e does not work to the left of ||
    done
    ;;
  *) echo "usage: backup.sh [--nightly|--check]" >&2; exit 2 ;;
esac
