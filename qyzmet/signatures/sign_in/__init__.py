"""Signing in with a certificate: beside password and second factor, by a challenge that is signed."""
