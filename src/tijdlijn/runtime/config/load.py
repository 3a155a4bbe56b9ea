"""Reading a configuration file: everything that is wrong with it, at once, each at its place in the file."""

import tomllib
from pathlib import Path

from pydantic import ValidationError

from tijdlijn.domain.errors import ConfigurationInvalid
from tijdlijn.runtime.config.model import Config
from tijdlijn.runtime.config.requirements import faults_across_sections


def load_config(path: Path) -> Config:
    """Read and check the configuration of one deployable; relative paths start at the folder of the file.

    Raises:
        ConfigurationInvalid: with every fault as `place.in.the.file: what is wrong`. No fault repeats a value
            of the file.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigurationInvalid([f"{path}: {error.strerror}"]) from error
    except UnicodeDecodeError as error:
        raise ConfigurationInvalid([f"{path}: not UTF-8"]) from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationInvalid([f"{path}: {error}"]) from error
    faults: list[str] = []
    config: Config | None = None
    try:
        config = Config.model_validate(data, context={"folder": path.parent.absolute()})
    except ValidationError as error:
        faults = [
            f"{_place(data, fault['loc'])}: {_text(fault['type'], fault['msg'])}"
            for fault in error.errors(include_url=False, include_input=False, include_context=False)
        ]
    faults += [fault for fault in faults_across_sections(data) if fault not in faults]
    if config is None or faults:
        raise ConfigurationInvalid(faults)
    return config


def _place(data: object, location: tuple[int | str, ...]) -> str:
    """Name a place as it is in the file: pydantic also names which variant of a table it took."""
    parts, last = [], len(location) - 1
    for depth, part in enumerate(location):
        if isinstance(part, int):
            parts.append(str(part))
            data = data[part] if isinstance(data, list) else None
        elif isinstance(data, dict) and part in data:
            parts.append(part)
            data = data[part]
        elif depth == last:
            parts.append(part)
    return ".".join(parts)


def _text(kind: str, message: str) -> str:
    match kind:
        case "extra_forbidden":
            return "unknown key"
        case "missing":
            return "missing"
        case _:
            return message.removeprefix("Value error, ").removeprefix("Input should be ")
