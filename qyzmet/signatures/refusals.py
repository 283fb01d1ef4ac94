"""What a signature is checked for, in this order, and what its signer is told: what is wrong and what to do."""

from enum import Enum

from qyzmet.translating import gettext as _


class Check(Enum):
    """The checks in their order; the first that fails is told."""

    # Before all others: whether this site can check at all now.
    SERVICE = "service"
    CONTENT = "content"
    CHAIN = "chain"
    VALIDITY = "validity"
    REVOCATION = "revocation"
    KEY = "key"
    IIN = "iin"
    BIN = "bin"
    RIGHT = "right"
    TIME_STAMP = "time_stamp"


class SignatureRefused(Exception):
    """A signature that is not taken: by which check, and why, in the current language.

    It is `undecided` where nothing was found against it, and this site cannot tell for now.
    """

    def __init__(self, check: Check, detail: str, *, undecided: bool = False) -> None:
        super().__init__(f"{check.value}: {detail}")
        self.check = check
        self.detail = detail
        self.undecided = undecided


def turned_off() -> SignatureRefused:
    """Nothing is signed on this site."""
    return SignatureRefused(
        Check.SERVICE,
        _("This site takes no electronic signatures now. Act without a signature, or ask the administrator."),
    )


def unavailable() -> SignatureRefused:
    """The service that is asked does not answer."""
    return SignatureRefused(
        Check.SERVICE,
        _("Signatures cannot be checked now, as the service for that does not answer. Try again in some minutes."),
        undecided=True,
    )


def unreadable() -> SignatureRefused:
    """It is no signature of one signer."""
    return SignatureRefused(
        Check.CONTENT,
        _(
            "This is not a signature with one signer and their certificate. Sign in NCALayer once more and send the "
            "file .cms or .p7s as it is."
        ),
    )


def of_something_else() -> SignatureRefused:
    """It is of another content."""
    return SignatureRefused(
        Check.CONTENT,
        _(
            "This is the signature of something else. Download anew what is to be signed, and sign that without a "
            "change."
        ),
    )


def damaged() -> SignatureRefused:
    """It was changed after it had been made."""
    return SignatureRefused(
        Check.CONTENT,
        _("The signature does not fit its certificate: it was changed after signing. Sign once more."),
    )


def not_confirmed() -> SignatureRefused:
    """The service that is asked does not confirm it, and we find nothing else wrong."""
    return SignatureRefused(
        Check.CONTENT,
        _(
            "The service that checks signatures does not confirm this one: it was changed after signing, or that "
            "service does not know the certificate. Sign once more; if it is refused again, tell the administrator."
        ),
    )


def not_understood() -> SignatureRefused:
    """It was made by an algorithm that is not taken."""
    return SignatureRefused(
        Check.CONTENT,
        _(
            "The signature was made in a way that is not taken here. Taken are keys for GOST 34.10-2015 and for RSA "
            "with SHA-256. Get a new key from the National Certification Authority."
        ),
    )


def not_trusted(issuer: str) -> SignatureRefused:
    """No trusted authority issued the certificate."""
    return SignatureRefused(
        Check.CHAIN,
        _(
            "The authenticity of the signature is not confirmed: no authority that is trusted here issued the "
            "certificate (its issuer is given as “%(issuer)s”). Sign with a key of the National Certification "
            "Authority.",
            issuer=issuer,
        ),
    )


def out_of_date(since: str, until: str) -> SignatureRefused:
    """The certificate was not valid at the instant."""
    return SignatureRefused(
        Check.VALIDITY,
        _(
            "The authenticity of the signature is not confirmed: the certificate is valid from %(since)s to "
            "%(until)s. "
            "Sign with a valid key; the National Certification Authority issues a new one.",
            since=since,
            until=until,
        ),
    )


def authority_out_of_date() -> SignatureRefused:
    """An authority's certificate was not valid at the instant."""
    return SignatureRefused(
        Check.VALIDITY,
        _(
            "The authenticity of the signature is not confirmed: the certificate of the authority that issued it was "
            "not valid then. Get a new key from the National Certification Authority."
        ),
    )


def revoked(since: str) -> SignatureRefused:
    """The certificate was revoked."""
    return SignatureRefused(
        Check.REVOCATION,
        _(
            "The authenticity of the signature is not confirmed: the certificate was revoked on %(since)s. Sign with "
            "another key; the National Certification Authority issues a new one.",
            since=since,
        ),
    )


def authority_revoked() -> SignatureRefused:
    """An authority's certificate was revoked."""
    return SignatureRefused(
        Check.REVOCATION,
        _(
            "The authenticity of the signature is not confirmed: the certificate of the authority that issued it was "
            "revoked. Get a new key from the National Certification Authority."
        ),
    )


def lists_stale() -> SignatureRefused:
    """Whether it was revoked is not known well enough, and the site is set to refuse then."""
    return SignatureRefused(
        Check.REVOCATION,
        _(
            "It is not known whether the certificate was revoked: the lists of revoked certificates on this site are "
            "not fresh. Your key is not at fault. Try again later; the administrator sees to the lists."
        ),
        undecided=True,
    )


def not_for_signing() -> SignatureRefused:
    """The key is one for signing in, or for something else."""
    return SignatureRefused(
        Check.KEY,
        _(
            "This key is not for signing documents. Choose the key for signing; its file's name begins with GOST or "
            "RSA, not with AUTH."
        ),
    )


def of_another_person(name: str) -> SignatureRefused:
    """The certificate is another person's."""
    return SignatureRefused(
        Check.IIN,
        _(
            "The IIN of the certificate (%(name)s) is not the IIN of who is signed in here. Sign with your own key, "
            "or "
            "sign in as the person whose key it is.",
            name=name,
        ),
    )


def of_no_organisation() -> SignatureRefused:
    """The certificate is a person's, and an organisation's is needed."""
    return SignatureRefused(
        Check.BIN,
        _(
            "The certificate is a natural person's and names no organisation. Sign with the key that was issued to "
            "you "
            "for the organisation for which you act."
        ),
    )


def of_another_organisation(name: str) -> SignatureRefused:
    """The certificate is for another organisation."""
    return SignatureRefused(
        Check.BIN,
        _(
            "The BIN of the certificate (%(name)s) is not the BIN of the organisation for which you act. Sign with "
            "the "
            "key for that organisation, or act for the other one.",
            name=name,
        ),
    )


def not_the_head() -> SignatureRefused:
    """The act is the first head's."""
    return SignatureRefused(
        Check.RIGHT,
        _(
            "This is signed with the key of the organisation's first head. The certificate says that it is somebody "
            "else's. Sign with the first head's key, or hand over to the head."
        ),
    )


def no_right_to_sign() -> SignatureRefused:
    """The act needs the right to sign."""
    return SignatureRefused(
        Check.RIGHT,
        _(
            "This is signed by the first head or by somebody with the right to sign. The certificate grants neither: "
            "get a key with the right to sign from the National Certification Authority, or hand over to the head."
        ),
    )


def no_employee() -> SignatureRefused:
    """The act needs an employee's certificate."""
    return SignatureRefused(
        Check.RIGHT,
        _(
            "The certificate does not say that its owner is an employee. Sign with the key that the organisation had "
            "issued to you."
        ),
    )


def no_time_stamp() -> SignatureRefused:
    """A time stamp is demanded."""
    return SignatureRefused(
        Check.TIME_STAMP,
        _("The signature has no time stamp, and this site demands one. Sign once more, with a time stamp."),
    )


def time_stamp_not_understood() -> SignatureRefused:
    """A time stamp is demanded, and this one is by an algorithm that is not taken."""
    return SignatureRefused(
        Check.TIME_STAMP,
        _(
            "The time stamp was made in a way that is not taken here, and this site demands one. Tell the "
            "administrator."
        ),
    )


def time_stamp_wrong() -> SignatureRefused:
    """The time stamp cannot be believed."""
    return SignatureRefused(
        Check.TIME_STAMP,
        _("The time stamp is not of this signature, or not of an authority that is trusted here. Sign once more."),
    )
