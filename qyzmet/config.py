"""Settings: from the environment only, checked once at start.

Every setting is named here, with its default. A setting that is malformed, unknown or missing where it must
be given is a `ConfigurationError`, whose text is one line that names the setting and what it takes.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from email.headerregistry import Address
from pathlib import Path
from urllib.parse import urlsplit

from qyzmet import mail_address
from qyzmet.files import paths

PREFIX = "QYZMET_"
DEFAULT_SECRET_KEY = "development-only-secret-key-not-for-production"  # noqa: S105 - refused in production.
MINIMUM_SECRET_LENGTH = 32
FEWEST_DIFFERENT = 8
MINIMUM_TOKEN = 16
# The umask of all processes: nothing for group and others.
OWNERS_ALONE = 0o077


class ConfigurationError(Exception):
    """A setting cannot be used; the text says which and what to do."""


@dataclass(frozen=True)
class Contact:
    """Whom people of the site's users can ask; empty where it is not named."""

    name: str
    email: str
    phone: str


@dataclass(frozen=True)
class Settings:
    """How this process runs. `environment` is production, development, demo or test."""

    environment: str
    secret_key: str
    database_url: str
    instance: Path
    base_url: str
    smtp_url: str | None
    mail_from: Address
    log_format: str
    log_level: str
    upload_limit_mb: int
    # What an organisation may keep in files that nothing holds yet; after how many days such a file goes.
    upload_quota_mb: int
    loose_document_days: int
    # Room on the disk that uploads leave to everything else.
    disk_reserve_mb: int
    trusted_proxies: int
    session_hours: int
    worker_tick_seconds: int
    # The key that opens bids: outside the database and the documents' storage. None in production until it is named.
    seal_key_file: Path | None
    # Who asks for /metrics shows it. Empty: open outside production, and not there in production.
    metrics_token: str
    # Where the program that signs listens on the signer's own computer.
    ncalayer_url: str
    # Shown on the page about contact and help.
    contact: Contact
    # Who checks electronic signatures: own, ncanode, none.
    signatures: str
    ncanode_url: str
    # Certificates of the authorities that are trusted, one or several a file.
    signature_roots: Path
    # Where lists of revoked certificates are fetched from.
    revocation_lists: tuple[str, ...]
    # What becomes of a signature while a list is missing or stale: say, refuse.
    stale_revocation_lists: str
    # Whether a signature needs a time stamp: optional, demanded.
    time_stamps: str

    @property
    def production(self) -> bool:
        return self.environment == "production"

    @property
    def demo(self) -> bool:
        return self.environment == "demo"

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")

    @property
    def documents(self) -> Path:
        """Where documents' contents lie."""
        return self.instance / "documents"

    @property
    def receiving(self) -> Path:
        """Where the pages' processes keep what is coming in, in nameless files."""
        return self.instance / "receiving"

    @property
    def mail_folder(self) -> Path:
        """Where mail goes while no SMTP server is set."""
        return self.instance / "mail"


def _one_of(name: str, value: str, choices: tuple[str, ...]) -> str:
    if value not in choices:
        raise ConfigurationError(f"{name} must be one of {', '.join(choices)}; it is {value[:60]!r}.")
    return value


def _whole(name: str, value: str, least: int, most: int) -> int:
    if not (value.isascii() and value.isdigit() and least <= int(value[:12]) <= most):
        raise ConfigurationError(f"{name} must be a whole number from {least} to {most}; it is {value[:60]!r}.")
    return int(value)


def _address(name: str, value: str, schemes: tuple[str, ...]) -> str:
    try:
        parts = urlsplit(value)
        port_is_good = parts.port is None or parts.port > 0
    except ValueError:
        parts, port_is_good = None, False
    if parts is None or not port_is_good or parts.scheme not in schemes or not parts.hostname:
        raise ConfigurationError(f"{name} must be an address that starts with {' or '.join(schemes)}://.")
    return value.rstrip("/")


def _addresses(name: str, value: str, schemes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_address(name, each, schemes) for each in value.split())


def _folder(value: str, otherwise: Path) -> Path:
    return Path(value).absolute() if value else otherwise


def _database(value: str, instance: Path) -> str:
    if not value:
        return f"sqlite:///{instance / 'qyzmet.sqlite3'}"
    for plain in ("postgresql://", "postgres://"):
        if value.startswith(plain):
            value = "postgresql+psycopg://" + value.removeprefix(plain)
    if not _names_a_database(value):
        raise ConfigurationError(
            f"{PREFIX}DATABASE_URL must start with postgresql:// or sqlite:/// and name a database, as in "
            "postgresql://user:password@server/qyzmet or sqlite:////var/lib/qyzmet/qyzmet.sqlite3."
        )
    return value


def _names_a_database(value: str) -> bool:
    if value.startswith("sqlite:///"):
        return value != "sqlite:///" and ":memory:" not in value
    try:
        parts = urlsplit(value)
        port_is_good = parts.port is None or parts.port > 0
    except ValueError:
        return False
    return value.startswith("postgresql+psycopg://") and port_is_good and bool(parts.path.strip("/"))


DEFAULTS: dict[str, str] = {
    "ENVIRONMENT": "development",
    "SECRET_KEY": "",
    "DATABASE_URL": "",
    "INSTANCE": "",
    "BASE_URL": "http://127.0.0.1:8000",
    "SMTP_URL": "",
    "MAIL_FROM": "qyzmet@localhost",
    "LOG_FORMAT": "",
    "LOG_LEVEL": "info",
    "UPLOAD_LIMIT_MB": "50",
    "UPLOAD_QUOTA_MB": "4096",
    "LOOSE_DOCUMENT_DAYS": "30",
    "DISK_RESERVE_MB": "512",
    "TRUSTED_PROXIES": "0",
    "SESSION_HOURS": "12",
    "WORKER_TICK_SECONDS": "5",
    "SEAL_KEY_FILE": "",
    "METRICS_TOKEN": "",
    "NCALAYER_URL": "wss://127.0.0.1:13579",
    "CONTACT_NAME": "",
    "CONTACT_EMAIL": "",
    "CONTACT_PHONE": "",
    "SIGNATURES": "own",
    "NCANODE_URL": "http://127.0.0.1:14579",
    "SIGNATURE_ROOTS": "",
    "REVOCATION_LISTS": "",
    "STALE_REVOCATION_LISTS": "say",
    "TIME_STAMPS": "optional",
}
# Read by the tests, by gunicorn's workers and by the command that asks for it, not by the application's settings.
_OTHERS = {"TEST_DATABASE_URL", "TEST_SERVER_GOES", "CHROMIUM", "METRICS_DIR", "SEAL_KEY_PASSPHRASE"}


def settings_from(environ: Mapping[str, str] | None = None, **overrides: str) -> Settings:
    """The settings of this process; `overrides` are given without the prefix and win.

    Raises ConfigurationError, with one line that says what is wrong.
    """
    given = os.environ if environ is None else environ
    values = {key.removeprefix(PREFIX): value for key, value in given.items() if key.startswith(PREFIX)}
    unknown = sorted(set(values) - set(DEFAULTS) - _OTHERS)
    if unknown:
        raise ConfigurationError(f"{PREFIX}{unknown[0]} is not a setting of Qyzmet. Check its spelling.")
    merged = DEFAULTS | {key: value for key, value in values.items() if key in DEFAULTS} | overrides
    environment = _one_of(PREFIX + "ENVIRONMENT", merged["ENVIRONMENT"], ("production", "development", "demo", "test"))
    instance = Path(merged["INSTANCE"]).absolute() if merged["INSTANCE"] else paths.default_instance()
    smtp = merged["SMTP_URL"]
    return Settings(
        environment=environment,
        secret_key=_secret(merged["SECRET_KEY"], environment),
        database_url=_database(merged["DATABASE_URL"], instance),
        instance=instance,
        base_url=_address(PREFIX + "BASE_URL", merged["BASE_URL"], ("http", "https")),
        smtp_url=_address(PREFIX + "SMTP_URL", smtp, ("smtp", "smtps")) if smtp else None,
        mail_from=_mail_from(merged["MAIL_FROM"]),
        log_format=_one_of(
            PREFIX + "LOG_FORMAT",
            merged["LOG_FORMAT"] or ("json" if environment == "production" else "text"),
            ("json", "text"),
        ),
        log_level=_one_of(PREFIX + "LOG_LEVEL", merged["LOG_LEVEL"], ("debug", "info", "warning", "error")),
        upload_limit_mb=_whole(PREFIX + "UPLOAD_LIMIT_MB", merged["UPLOAD_LIMIT_MB"], 1, 500),
        upload_quota_mb=_whole(PREFIX + "UPLOAD_QUOTA_MB", merged["UPLOAD_QUOTA_MB"], 100, 1_000_000),
        loose_document_days=_whole(PREFIX + "LOOSE_DOCUMENT_DAYS", merged["LOOSE_DOCUMENT_DAYS"], 2, 365),
        disk_reserve_mb=_whole(PREFIX + "DISK_RESERVE_MB", merged["DISK_RESERVE_MB"], 0, 1_000_000),
        trusted_proxies=_whole(PREFIX + "TRUSTED_PROXIES", merged["TRUSTED_PROXIES"], 0, 5),
        session_hours=_whole(PREFIX + "SESSION_HOURS", merged["SESSION_HOURS"], 1, 72),
        worker_tick_seconds=_whole(PREFIX + "WORKER_TICK_SECONDS", merged["WORKER_TICK_SECONDS"], 1, 300),
        seal_key_file=_seal_key_file(merged["SEAL_KEY_FILE"], environment, instance),
        metrics_token=_metrics_token(merged["METRICS_TOKEN"]),
        ncalayer_url=_address(PREFIX + "NCALAYER_URL", merged["NCALAYER_URL"], ("wss",)),
        contact=_contact(merged["CONTACT_NAME"], merged["CONTACT_EMAIL"], merged["CONTACT_PHONE"]),
        signatures=_one_of(PREFIX + "SIGNATURES", merged["SIGNATURES"], ("own", "ncanode", "none")),
        ncanode_url=_address(PREFIX + "NCANODE_URL", merged["NCANODE_URL"], ("http", "https")),
        signature_roots=_folder(merged["SIGNATURE_ROOTS"], instance / "signature-roots"),
        revocation_lists=_addresses(PREFIX + "REVOCATION_LISTS", merged["REVOCATION_LISTS"], ("http", "https")),
        stale_revocation_lists=_one_of(
            PREFIX + "STALE_REVOCATION_LISTS", merged["STALE_REVOCATION_LISTS"], ("say", "refuse")
        ),
        time_stamps=_one_of(PREFIX + "TIME_STAMPS", merged["TIME_STAMPS"], ("optional", "demanded")),
    )


def _secret(value: str, environment: str) -> str:
    if environment != "production":
        return value or DEFAULT_SECRET_KEY
    # A key of few different characters is as easily guessed as a short one.
    weak = len(value) < MINIMUM_SECRET_LENGTH or len(set(value)) < FEWEST_DIFFERENT
    if value == DEFAULT_SECRET_KEY or weak:
        raise ConfigurationError(
            f"{PREFIX}SECRET_KEY must be set to a secret of your own of at least {MINIMUM_SECRET_LENGTH}"
            " characters in production, not one character over and over."
        )
    return value


def _seal_key_file(value: str, environment: str, instance: Path) -> Path | None:
    if environment != "production":
        return Path(value).absolute() if value else instance / "seal-key"
    if not value:
        return None
    # By links too: whoever copies the folder must not get the key with it.
    if Path(value).resolve().is_relative_to(instance.resolve()) or Path(value).absolute().is_relative_to(instance):
        name = f"{PREFIX}SEAL_KEY_FILE"
        raise ConfigurationError(f"{name} must not lie inside the instance folder {instance} in production.")
    return Path(value).absolute()


def _metrics_token(value: str) -> str:
    if value and not (value.isascii() and value.isprintable() and " " not in value and len(value) >= MINIMUM_TOKEN):
        raise ConfigurationError(
            f"{PREFIX}METRICS_TOKEN must be at least {MINIMUM_TOKEN} ASCII letters, digits and signs, without spaces."
        )
    return value


def _contact(name: str, email: str, phone: str) -> Contact:
    if email:
        try:
            mail_address.read(email)
        except ValueError as error:
            raise ConfigurationError(f"{PREFIX}CONTACT_EMAIL must be an e-mail address: {error}.") from error
    return Contact(name.strip(), email.strip(), phone.strip())


def _mail_from(value: str) -> Address:
    try:
        return mail_address.read(value)
    except ValueError as error:
        raise ConfigurationError(
            f"{PREFIX}MAIL_FROM must be an e-mail address, as in no-reply@example.kz or Name <no-reply@example.kz>:"
            f" {error}."
        ) from error


def _close_to_others(path: Path) -> None:
    """Take from group and others what an earlier release or another umask left them. Raises OSError."""
    mode = path.stat().st_mode & 0o777
    if mode & OWNERS_ALONE:
        path.chmod(mode & ~OWNERS_ALONE)


def prepare_folders(settings: Settings) -> None:
    """Make the folders that the process writes to, for its own user alone, as all that it writes from now on.

    Database, documents and mail with its links for new passwords are nobody else's on the machine, whatever the umask
    with which the process was started. Raises ConfigurationError for a folder that is not writable.
    """
    os.umask(OWNERS_ALONE)
    for folder in (settings.instance, settings.documents, settings.mail_folder, settings.receiving):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            _close_to_others(folder)
            probe = folder / f".writable-{os.getpid()}"
            probe.touch()
            probe.unlink()
        except OSError as error:
            raise ConfigurationError(
                f"The folder {folder} cannot be written to ({error.strerror}). "
                f"Give it to this user or set {PREFIX}INSTANCE to another."
            ) from error
    if settings.is_sqlite:
        _close_database(Path(settings.database_url.removeprefix("sqlite:///")))


def _close_database(path: Path) -> None:
    """The same for SQLite's files, wherever they lie. Raises ConfigurationError."""
    for each in (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
        try:
            _close_to_others(each)
        except FileNotFoundError:
            continue
        except OSError as error:
            raise ConfigurationError(
                f"{each} can be read by others and is not this user's to close ({error.strerror}). "
                f"Give it to this user, or run: chmod 600 {each}"
            ) from error
