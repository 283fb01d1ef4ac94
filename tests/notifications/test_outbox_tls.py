"""Speaking to an SMTP server over an encrypted line, and never giving a password away."""

import datetime as dt
import ipaddress
import smtplib
import ssl
from email.headerregistry import Address
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from qyzmet import clock
from qyzmet.notifications.transports import Letter, Smtp, Unreachable, compose
from tests.notifications.test_outbox import READY_SECONDS, TEXT, Mailbox, mailbox, server, url
from tests.ports import free_port

__all__ = ["mailbox", "server"]  # Fixtures.


def a_letter() -> Letter:
    """Something to send."""
    return Letter("<1@qyzmet>", "head@example.kz", "Мерзім", TEXT, "kk", clock.now())


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for 127.0.0.1 that nobody has signed but itself, with its key."""

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])

    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(clock.wall() - dt.timedelta(days=1))
        .not_valid_after(clock.wall() + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "certificate.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + built.public_bytes(serialization.Encoding.PEM))
    return path


def test_starttls_and_a_password_are_used_where_the_server_offers_them(mailbox: Mailbox, certificate: Path):
    """The line is encrypted before the password is sent, and an unknown certificate is refused."""
    seen: list[tuple[bytes, bytes]] = []

    def authenticate(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object) -> AuthResult:
        assert isinstance(data, LoginPassword)
        seen.append((data.login, data.password))
        return AuthResult(success=data.password == b"p@ss:word", handled=False)

    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    server = Controller(
        mailbox,
        hostname="127.0.0.1",
        port=free_port(),
        ready_timeout=READY_SECONDS,
        tls_context=context,
        auth_required=True,
        authenticator=authenticate,
    )
    server.start()
    try:
        address = url(server).replace("://", "://user:p%40ss%3Aword@")
        letter = compose(a_letter(), Address("", "q", "localhost"))
        with pytest.raises(Unreachable, match="certificate verify failed"):
            Smtp(address).send(letter)
        trusting = ssl.create_default_context(cafile=str(certificate))
        transport = Smtp(address, tls=trusting)
        transport.send(letter)
        transport.close()
        with pytest.raises(Unreachable, match="535"):
            Smtp(address.replace("p%40ss", "wrong"), tls=trusting).send(letter)
    finally:
        server.stop()
    assert seen[0] == (b"user", b"p@ss:word")
    assert len(mailbox.letters) == 1


def test_a_password_is_never_sent_in_the_clear(monkeypatch: pytest.MonkeyPatch, server: Controller):
    """To another machine that offers no encryption no password is sent."""
    port = int(url(server).rsplit(":", 1)[1])
    plain = smtplib.SMTP.__init__

    def to_this_machine(self: smtplib.SMTP, host: str = "", *args: object, **kwargs: object) -> None:
        plain(self, "127.0.0.1", *args, **kwargs)

    # Only the name of the host is another machine's: the server is still the real one here.
    monkeypatch.setattr(smtplib.SMTP, "__init__", to_this_machine)
    with pytest.raises(Unreachable, match="no encryption"):
        Smtp(f"smtp://user:secret@mail.example.kz:{port}").send(compose(a_letter(), Address("", "q", "localhost")))
