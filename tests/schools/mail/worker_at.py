"""The real worker, to whom it is a moment of the caller's choice ($MOMENT): on Sundays nobody is told anything."""

import os

import time_machine
from celery.__main__ import main

if __name__ == "__main__":
    time_machine.travel(os.environ["MOMENT"]).start()
    main()
