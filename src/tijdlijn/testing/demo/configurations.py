"""The TOML of each deployable, with final addresses, keys and certificates; what a hospital would write by
hand.

The files are what `tijdlijn serve KIND --config FILE` takes, so that any process of the demo can be started
and looked at by itself.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import tomli_w

from tijdlijn.runtime.config.sections import Kind
from tijdlijn.testing.demo.folder import DemoFolder
from tijdlijn.testing.demo.plan import PlannedProcess, own_institution
from tijdlijn.testing.demo.sockets import DemoSockets
from tijdlijn.testing.development_ca import DevelopmentCa
from tijdlijn.testing.world.model import World, WorldInstitution
from tijdlijn.wire.jose.keys import DecryptionKey, SigningKey

INDEX_RECIPIENT = "oin:00000000000000000001"
CLIENT_ID = "tijdlijn"

Table = dict[str, object]


@dataclass(frozen=True, slots=True)
class Configurations:
    """Writes the configuration of every process of one demo.

    `database_urls` holds the URL of each process's own database; `dicomweb`, by slug, the address of the
    DICOMweb server of each hospital that has one.
    """

    world: World
    folder: DemoFolder
    sockets: DemoSockets
    processes: tuple[PlannedProcess, ...]
    database_urls: Mapping[str, str]
    dicomweb: Mapping[str, str]

    def write(self, process: PlannedProcess) -> Path:
        """Write one file and give its path; keys and certificates are made if they are not there."""
        self.folder.configurations.mkdir(parents=True, exist_ok=True)
        content: Table = {
            "strict": False,
            "service": {
                "kind": process.kind.value,
                "name": process.name,
                "operators": [self._host("timeline")],
            },
            "custodian": self._custodians(process),
            "listen": self._listen(process),
            "tls": self._tls(process),
            "peers": self._peers(process),
            "keys": {name: str(path) for name, path in self._keys(process).items()},
            process.kind.value: self._own_table(process),
        }
        if process.kind is not Kind.EPD:
            content["database"] = {"url": self.database_urls[process.name]}
        path = self.folder.configurations / f"{process.name}.toml"
        path.write_text(tomli_w.dumps(content), encoding="utf-8")
        return path

    def _custodians(self, process: PlannedProcess) -> list[Table]:
        one = process.institution
        if one is None:
            return []
        custodian: Table = {"ura": one.ura.value, "name": one.name, "facility_type": one.facility_type}
        return [{**custodian, "signing_key": str(self._signing_key(one))}]

    def _listen(self, process: PlannedProcess) -> Table:
        listen: Table = {
            "port": self.sockets.port(process, "peer"),
            "public_url": self.sockets.url(process, "peer"),
        }
        if "browser" in process.listeners:
            listen |= {
                "browser_port": self.sockets.port(process, "browser"),
                "browser_url": self.sockets.url(process, "browser"),
            }
        if "viewer" in process.listeners:
            listen |= {
                "viewer_port": self.sockets.port(process, "viewer"),
                "viewer_url": self.sockets.url(process, "viewer"),
            }
        return listen

    def _tls(self, process: PlannedProcess) -> Table:
        authority = DevelopmentCa.open(self.folder.authority)
        ura = process.institution.ura if process.institution else None
        issued = authority.issue(process.name, [process.host], ura)
        return {
            "certificate": str(issued.certificate),
            "key": str(issued.key),
            "client_ca": str(authority.certificate),
        }

    def _peers(self, process: PlannedProcess) -> Table:
        if process.kind not in (Kind.GATEWAY, Kind.TIMELINE):
            return {}
        national = ("directory", "index", "pseudonym")
        addresses: Table = {name: self._url(name) for name in national}
        return {**addresses, "index_recipient": INDEX_RECIPIENT}

    def _keys(self, process: PlannedProcess) -> dict[str, Path]:
        match process.kind:
            case Kind.GATEWAY:
                return {"patient_hmac": self._secret(f"{process.name}-patient")}
            case Kind.TIMELINE:
                return {"session": self._secret("timeline-session")}
            case Kind.INDEX:
                return {"index_jwe": self._index_key(), "index_hmac": self._secret("index-hmac")}
            case Kind.PSEUDONYM:
                return {"oprf": self._secret("oprf"), "signing": self._pseudonym_key()}
            case _:
                return {}

    def _own_table(self, process: PlannedProcess) -> Table:
        match process.kind:
            case Kind.GATEWAY:
                return self._gateway(process)
            case Kind.TIMELINE:
                own = own_institution(self.world)
                epd: Table = {
                    "issuer": f"{self._url('epd')}/fhir",
                    "client_id": CLIENT_ID,
                    "frame_origin": self._url("epd", "browser"),
                }
                return {"institution": own.ura.value, "gateway": self._url(own.slug), "epd": [epd]}
            case Kind.INDEX:
                jwk = self._public(
                    "pseudonym-signing", SigningKey.from_pem(self._pseudonym_key().read_bytes())
                )
                return {"recipient": INDEX_RECIPIENT, "pseudonym_jwk_file": str(jwk)}
            case Kind.PSEUDONYM:
                jwk = self._public("index-jwe", DecryptionKey.from_pem(self._index_key().read_bytes()))
                return {"recipients": [{"organization": INDEX_RECIPIENT, "jwk_file": str(jwk)}]}
            case Kind.DIRECTORY:
                return {"content": str(self._directory_content())}
            case _:
                timeline = self._url("timeline", "browser")
                client: Table = {
                    "client_id": CLIENT_ID,
                    "redirect_uri": f"{timeline}/callback",
                    "launch_url": f"{timeline}/launch",
                }
                return {"client": [client]}

    def _gateway(self, process: PlannedProcess) -> Table:
        archive = self.folder.archives / process.name
        images: Table = {"kind": "folder", "path": str(archive / "dicom")}
        if process.name in self.dicomweb:
            images = {"kind": "dicomweb", "url": self.dicomweb[process.name]}
        return {
            "archive": images,
            "reports": {"path": str(archive / "reports")},
            "patients": {"path": str(archive / "patients.toml")},
            "consents": str(archive / "consents.toml"),
        }

    def _directory_content(self) -> Path:
        institutions = [self._listed(one) for one in self.world.institutions]
        endpoints = [
            {
                "id": f"mhd-{process.name}",
                "address": self.sockets.url(process, "peer"),
                "custodians": [process.institution.ura.value],
                "network": "generic-functions",
                "dialect": "mhd-bbs",
            }
            for process in self.processes
            if process.kind is Kind.GATEWAY and process.institution
        ]
        path = self.folder.configurations / "directory-content.toml"
        content = tomli_w.dumps({"institution": institutions, "endpoint": endpoints})
        path.write_text(content, encoding="utf-8")
        return path

    def _listed(self, one: WorldInstitution) -> Table:
        listed: Table = {
            "ura": one.ura.value,
            "name": one.name,
            "short_name": one.short_name,
            "facility_type": one.facility_type,
            "phone": one.phone,
        }
        if not one.connected:
            return listed
        return {
            **listed,
            "signing_keys": [SigningKey.from_pem(self._signing_key(one).read_bytes()).public_jwk()],
        }

    def _url(self, name: str, listener: str = "peer") -> str:
        (process,) = (process for process in self.processes if process.name == name)
        return self.sockets.url(process, "browser" if listener == "browser" else "peer")

    def _host(self, name: str) -> str:
        (process,) = (process for process in self.processes if process.name == name)
        return process.host

    def _signing_key(self, one: WorldInstitution) -> Path:
        return self._pem(f"{one.slug}-signing")

    def _pseudonym_key(self) -> Path:
        return self._pem("pseudonym-signing")

    def _index_key(self) -> Path:
        return self._pem("index-jwe")

    def _pem(self, name: str) -> Path:
        return DevelopmentCa.open(self.folder.authority).issue_signing_key(self.folder.keys / f"{name}.pem")

    def _public(self, name: str, key: SigningKey | DecryptionKey) -> Path:
        path = self.folder.keys / f"{name}.jwk"
        path.write_text(key.public_jwk(), encoding="utf-8")
        return path

    def _secret(self, name: str) -> Path:
        path = self.folder.keys / f"{name}.secret"
        if not path.exists():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.touch(mode=0o600)
            path.write_bytes(secrets.token_bytes(32))
        return path
