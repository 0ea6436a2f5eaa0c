"""The door of the frozen program: the same one that `python -m mailer_gui` enters."""

import sys

from mailer_gui.__main__ import main

if __name__ == "__main__":
    sys.exit(main())
