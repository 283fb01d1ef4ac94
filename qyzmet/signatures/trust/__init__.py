"""Whether a certificate is believed: what it says, who issued it, whom this site trusts, what was revoked."""
