#!/usr/bin/env bash
# Write the secrets of a new installation into files, once. Existing files are left alone.
# Keep a copy of the folder in a safe place.
set -euo pipefail

folder=${1:-${SECRETS_FOLDER:-./secrets}}
mkdir -p "$folder"
chmod 700 "$folder" # the files are mounted one by one, so containers can read them and other users cannot

random() { head -c "$1" /dev/urandom | od -An -v -tx1 | tr -d ' \n'; }

keep() { # keep NAME VALUE
  local file="$folder/$1"
  if [ -e "$file" ]; then
    echo "kept    $file"
  else
    printf '%s' "$2" >"$file"
    chmod 444 "$file"
    echo "written $file"
  fi
}

keep secret_key "$(random 48)"
keep email_url "" # empty: no mail is sent; else smtp+ssl://user:password@host:465
keep postgres_password "$(random 24)"
keep login_password "$(random 24)"
keep database_url "postgres://union_login:$(cat "$folder/login_password")@postgres:5432/union"
keep admin_database_url "postgres://postgres:$(cat "$folder/postgres_password")@postgres:5432/postgres"
