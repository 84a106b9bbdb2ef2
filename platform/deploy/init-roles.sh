#!/usr/bin/env bash
# Run by the PostgreSQL image when its volume is new: the login of web, worker and beat, with no rights of its own.
# All other roles, and the database, are made by `manage.py prepare_database`.
set -euo pipefail

psql --no-psqlrc --set ON_ERROR_STOP=1 --set password="$(cat "$LOGIN_PASSWORD_FILE")" \
  --username "${POSTGRES_USER:-postgres}" --dbname postgres <<'SQL'
CREATE ROLE union_login LOGIN NOINHERIT PASSWORD :'password';
SQL
