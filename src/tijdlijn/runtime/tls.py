"""TLS as every connection between deployables uses it: mutual, 1.2 or later, one trust anchor file.

A server asks for a client certificate but lets a connection without one in (`CERT_OPTIONAL`): `/health` must
work without, and everything else answers 401 with a reason instead of a broken handshake (architecture.md
§8c). The certificates of a laptop's development CA carry a marker; strict mode, the default, refuses to trust
it.

Standard: NCSC "ICT-beveiligingsrichtlijnen voor Transport Layer Security" v2.1 (TLS ≥ 1.2); RFC 7301 (ALPN).
"""

import ssl

from cryptography import x509

from tijdlijn.domain.errors import ConfigurationInvalid
from tijdlijn.runtime.certificates import certificate_thumbprint
from tijdlijn.runtime.config.sections import TlsSection

DEVELOPMENT_MARKER_OID = "2.25.61573436805086150653641591914659452763"
"""The extension that marks the certificates of a development CA. Standard: ITU-T X.667, OIDs from a UUID."""


def server_context(tls: TlsSection, *, strict: bool) -> ssl.SSLContext:
    """Make the context of a peer listener, which asks for a client certificate and verifies it if given.

    Raises:
        ConfigurationInvalid: a file cannot be used, key and certificate do not belong together, or strict
            mode meets a development CA.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    _settle(context, tls, strict=strict)
    context.verify_mode = ssl.CERT_OPTIONAL
    return context


def client_context(tls: TlsSection, *, strict: bool) -> ssl.SSLContext:
    """Make the context of our client: it shows our certificate and verifies chain and host name of the peer.

    Raises as `server_context`.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    _settle(context, tls, strict=strict)
    return context


def _settle(context: ssl.SSLContext, tls: TlsSection, *, strict: bool) -> None:
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.options |= ssl.OP_NO_RENEGOTIATION | ssl.OP_NO_COMPRESSION
    context.set_alpn_protocols(["http/1.1"])
    faults = []
    try:
        context.load_cert_chain(tls.certificate, tls.key)
    except (OSError, ssl.SSLError):
        faults.append("tls: certificate and key cannot be used together")
    try:
        context.load_verify_locations(tls.client_ca)
        anchors = x509.load_pem_x509_certificates(tls.client_ca.read_bytes())
    except (OSError, ValueError):
        faults.append("tls.client_ca: no certificates in PEM form")
    else:
        if strict and any(map(_is_marked, anchors)):
            faults.append("tls.client_ca: a development CA is not trusted in strict mode")
    if faults:
        raise ConfigurationInvalid(faults)


def _is_marked(certificate: x509.Certificate) -> bool:
    return any(extension.oid.dotted_string == DEVELOPMENT_MARKER_OID for extension in certificate.extensions)


__all__ = ["DEVELOPMENT_MARKER_OID", "certificate_thumbprint", "client_context", "server_context"]
