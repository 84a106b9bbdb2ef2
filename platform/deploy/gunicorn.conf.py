"""How gunicorn serves the site, in the demo and in production; figures by environment."""  # noqa: INP001 -- a file by itself, no package

import os
from pathlib import Path

bind = os.environ.get("BIND", "0.0.0.0:8000")
worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
timeout = 60
graceful_timeout = 8
keepalive = 5
# A worker's database connection grows with every school it serves (scale.md 1.3), so workers are renewed.
max_requests = 2000
max_requests_jitter = 400
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 -- a heartbeat, kept off slow disks
control_socket_disable = True
accesslog = None
errorlog = "-"
loglevel = "warning"
