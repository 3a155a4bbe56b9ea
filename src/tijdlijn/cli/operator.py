"""Who runs a command, as the system knows them; the environment is not believed."""

import os
import pwd


def operator() -> str:
    """Give the name of the operating system's user, or its number where that has no name."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"uid {os.getuid()}"
