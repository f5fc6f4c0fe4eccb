"""``python -m config.runtime.health``: does the portal in this container say it is well? For health checks."""

import http.client
import os
import sys


def main() -> int:
    """Ask ``/healthz`` as the portal's own host name; answers the exit status."""
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip().lstrip(".")
    connection = http.client.HTTPConnection("127.0.0.1", int(os.environ.get("PORT") or "8000"), timeout=5)
    try:
        connection.request("GET", "/healthz", headers={"Host": host})
        answer = connection.getresponse()
    except OSError as error:
        print(error)
        return 1
    print(answer.status, answer.read().decode(errors="replace"))
    return 0 if answer.status == 200 else 1


if __name__ == "__main__":
    sys.exit(main())
