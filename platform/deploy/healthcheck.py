"""Ask this container's web server for a path, as the proxy would; exit 0 when it answers 200."""  # noqa: INP001 -- a file by itself, no package

import http.client
import os
import sys

host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip().lstrip(".") or "localhost"
line = http.client.HTTPConnection("127.0.0.1", 8000, timeout=6)
try:
    line.request("GET", sys.argv[1], headers={"Host": host, "X-Forwarded-Proto": "https"})
    status = line.getresponse().status
except OSError as error:
    sys.exit(f"no answer: {error}")
sys.exit(0 if status == http.HTTPStatus.OK else f"status {status}")
