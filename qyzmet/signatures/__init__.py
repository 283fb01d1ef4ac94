"""Electronic digital signatures: reading them, checking them, and the lists of certificates that were revoked.

`checking` is what others ask. Nothing here knows of procedures, people or pages.
"""
