"""The production description is complete: no Docker engine is needed to know that its parts fit together."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from embedded.addresses import PROJECT

COMPOSE = PROJECT / "docker-compose.yml"
DEPLOY = PROJECT / "platform" / "deploy"
TEXT = COMPOSE.read_text(encoding="utf-8")
WHOLE: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, dict[str, Any]] = WHOLE["services"]
APP = {"web", "worker", "beat", "upgrade"}


def documented() -> dict[str, str]:
    """Return the variables of `.env.example` with their values."""
    lines = (DEPLOY / ".env.example").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def test_all_services_of_the_architecture_are_there() -> None:
    assert set(SERVICES) == APP | {"postgres", "valkey", "caddy", "backup"}


def test_only_caddy_has_ports_of_the_host() -> None:
    assert {name: service["ports"] for name, service in SERVICES.items() if "ports" in service} == {
        "caddy": ["80:80", "443:443", "443:443/udp"]
    }


def test_the_database_and_the_queue_cannot_be_reached_from_outside() -> None:
    assert WHOLE["networks"]["back"] == {"internal": True}
    assert {name: SERVICES[name]["networks"] for name in ("postgres", "valkey")} == {
        "postgres": ["back"],
        "valkey": ["back"],
    }


def test_foreign_images_are_pinned_to_a_version() -> None:
    images = {service["image"] for name, service in SERVICES.items() if name not in APP}

    assert [image for image in images if not re.fullmatch(r"[a-z/]+:\d+\.\d+(\.\d+)?(-[a-z]+)?", image)] == []
    assert SERVICES["postgres"]["image"].startswith("postgres:17.")
    assert SERVICES["backup"]["image"] == SERVICES["postgres"]["image"]


def test_base_images_are_pinned_to_a_version() -> None:
    bases = re.findall(r"^FROM (\S+)", (DEPLOY / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)

    assert len(bases) == 3
    assert [base for base in bases if not re.fullmatch(r"[a-z]+:\d+\.\d+\.\d+-[a-z-]+", base)] == []


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_every_secret_file_is_declared_and_given_to_its_service(name: str) -> None:
    service = SERVICES[name]
    given = set(service.get("secrets", []))
    words = f"{service.get('environment', {})} {service.get('command', '')}"

    assert given <= set(WHOLE["secrets"])
    assert set(re.findall(r"/run/secrets/(\w+)", words)) == given


def test_no_secret_stands_in_the_file_or_the_example() -> None:
    assert re.findall(r"(?i)(?:password|secret_key):\s*(?!/run/secrets/|\{file:)\S+", TEXT.split("\nsecrets:")[0]) == []
    assert {name for name in documented() if re.search("PASSWORD|KEY|TOKEN", name)} == set()


def test_the_script_for_secrets_writes_every_declared_one(tmp_path: Path) -> None:
    subprocess.run([DEPLOY / "make-secrets.sh", tmp_path / "secrets"], check=True, capture_output=True)
    first = {file.name: file.read_text(encoding="utf-8") for file in (tmp_path / "secrets").iterdir()}
    subprocess.run([DEPLOY / "make-secrets.sh", tmp_path / "secrets"], check=True, capture_output=True)
    second = {file.name: file.read_text(encoding="utf-8") for file in (tmp_path / "secrets").iterdir()}

    assert set(first) == set(WHOLE["secrets"])
    assert first == second
    assert first["database_url"] == f"postgres://union_login:{first['login_password']}@postgres:5432/union"
    assert (tmp_path / "secrets").stat().st_mode & 0o777 == 0o700


def test_every_variable_is_documented_and_has_a_default_or_is_demanded() -> None:
    used = re.findall(r"(?<!\$)\$\{(\w+)(:-|:\?|)([^}]*)\}", TEXT)
    example = documented()

    assert {name for name, mark, _rest in used if not mark} == set()
    assert {name for name, _mark, _rest in used} == set(example)
    assert {name: rest for name, mark, rest in used if mark == ":-"} == {
        name: example[name] for name, mark, _rest in used if mark == ":-"
    }


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"upgrade"}))
def test_every_lasting_service_is_restarted_and_watched(name: str) -> None:
    assert SERVICES[name]["restart"] == "unless-stopped"
    assert set(SERVICES[name]["healthcheck"]) >= {"test", "interval", "timeout", "retries"}


def test_everything_that_must_last_lies_in_a_named_volume() -> None:
    mounts = [mount.split(":") for service in SERVICES.values() for mount in service.get("volumes", [])]
    named = {source for source, *_rest in mounts if source.isidentifier() or source in WHOLE["volumes"]}

    assert named == set(WHOLE["volumes"])
    assert "database:/var/lib/postgresql/data" in SERVICES["postgres"]["volumes"]
    assert "queue:/data" in SERVICES["valkey"]["volumes"]


def test_mounted_files_exist() -> None:
    mounts = [mount.split(":")[0] for service in SERVICES.values() for mount in service.get("volumes", [])]

    assert [path for path in mounts if path.startswith("./") and not (PROJECT / path).exists()] == []


@pytest.mark.parametrize("name", sorted(APP))
def test_the_application_runs_without_rights(name: str) -> None:
    service = SERVICES[name]

    assert (service["read_only"], service["cap_drop"], service["security_opt"]) == (
        True,
        ["ALL"],
        ["no-new-privileges:true"],
    )


def test_a_new_database_reads_chinese_and_bears_many_schools() -> None:
    assert SERVICES["postgres"]["environment"]["POSTGRES_INITDB_ARGS"] == (
        "--encoding=UTF8 --locale-provider=builtin --builtin-locale=C.UTF-8 --lc-collate=C --lc-ctype=C.UTF-8"
    )
    assert {"-cmax_locks_per_transaction=1024", "-crecovery_init_sync_method=syncfs"} <= set(
        SERVICES["postgres"]["command"]
    )


def test_what_the_dockerfile_copies_exists_and_is_not_ignored() -> None:
    lines = re.findall(r"^COPY (?!--from)(.+)$", (DEPLOY / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
    paths = [path for line in lines for path in line.split()[:-1]]
    kept = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()

    assert [path for path in paths if not (PROJECT / path).exists()] == []
    assert [path for path in paths if f"!{path.split('/')[0]}" not in kept] == []


def test_the_image_is_safe_from_the_folder_called_platform_and_runs_as_nobody_special() -> None:
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")

    assert "PYTHONSAFEPATH=1" in text
    assert "PYTHONPATH" not in text
    assert re.findall(r"^USER (\S+)$", text, re.MULTILINE) == ["union"]


@pytest.mark.parametrize("script", sorted(DEPLOY.glob("*.sh")), ids=lambda path: path.name)
def test_scripts_are_whole_and_executable(script: Path) -> None:
    checked = subprocess.run(["bash", "-n", script], check=False, capture_output=True, text=True)

    assert (checked.returncode, checked.stderr) == (0, "")
    assert script.stat().st_mode & 0o111 == 0o111


def test_docker_reads_the_file_where_it_can(tmp_path: Path) -> None:
    """A plain reading of the interpolated file; docker's own where the client has `compose`."""
    command = [shutil.which("docker") or "docker", "compose"]
    try:
        able = subprocess.run([*command, "version"], check=False, capture_output=True).returncode == 0
    except OSError:
        able = False
    if able:
        subprocess.run([DEPLOY / "make-secrets.sh", tmp_path], check=True, capture_output=True)
        env_file = DEPLOY / ".env.example"
        argv = [*command, "--env-file", env_file, "--file", COMPOSE, "config", "--quiet"]
        read = subprocess.run(argv, check=False, capture_output=True, text=True)

        assert (read.returncode, read.stderr) == (0, "")
    assert [
        name for name, service in SERVICES.items() for needed in service.get("depends_on", {}) if needed not in SERVICES
    ] == []
