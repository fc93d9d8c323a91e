"""A certificate of one's own, for servers of this machine that go by any name."""

import subprocess
from pathlib import Path


def self_signed(folder: Path, name: str) -> Path:
    """A certificate for ``name`` (``IP:127.0.0.1``, ``DNS:example.com``) and its key, in one file.

    Takes openssl.
    """
    key, certificate, both = folder / "key.pem", folder / "cert.pem", folder / "both.pem"
    subprocess.run(
        (
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"),
            *("-subj", "/CN=localhost", "-addext", f"subjectAltName={name}"),
            *("-keyout", key, "-out", certificate),
        ),
        check=True,
        capture_output=True,
    )
    both.write_bytes(certificate.read_bytes() + key.read_bytes())
    return both
