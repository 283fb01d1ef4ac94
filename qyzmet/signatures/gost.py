"""GOST 34.10-2015 and its hash GOST 34.11-2015 (Streebog), as keys of Kazakhstan's authority use them.

Streebog and the curves' numbers are gostcrypto's. The arithmetic of points is ours: gostcrypto inverts by recursion,
takes half a second for one signature, and never asks whether a point lies on its curve. Tests compare the two.
Numbers stand in certificates and signatures with their least byte first.
"""

import secrets
from dataclasses import dataclass
from functools import cache

from gostcrypto import gosthash, gostsignature

# In projective coordinates (X, Y, Z), with x = X / Z² and y = Y / Z³; Z = 0 is the point at infinity.
_Point = tuple[int, int, int]
_INFINITY: _Point = (1, 1, 0)


@dataclass(frozen=True)
class Curve:
    """An elliptic curve y² = x³ + ax + b over the prime p, with a point (x, y) of the prime order q."""

    p: int
    a: int
    b: int
    q: int
    x: int
    y: int
    # Bytes of a number, and so of half a signature.
    size: int

    def holds(self, x: int, y: int) -> bool:
        """Whether these are a point of the curve."""
        return 0 <= x < self.p and 0 <= y < self.p and (y * y - x * x * x - self.a * x - self.b) % self.p == 0


@cache
def curve(bits: int) -> Curve:
    """The curve of keys of 256 or of 512 bits: paramSetA of each."""
    name = "id-tc26-gost-3410-12-512-paramSetA" if bits == 512 else "id-tc26-gost-3410-2012-256-paramSetA"
    known = gostsignature.CURVES_R_1323565_1_024_2019[name]
    size, p, q = bits // 8, known["p"], known["q"]
    if "a" in known:
        return Curve(p, known["a"], known["b"], q, known["x"], known["y"], size)
    return _from_edwards(p, q, known["e"], known["d"], known["u"], known["v"], size)


def _from_edwards(p: int, q: int, e: int, d: int, u: int, v: int, size: int) -> Curve:
    """The curve that is printed as eu² + v² = 1 + du²v² in the other form (R 1323565.1.024-2019, 5.2)."""
    s = (e - d) * pow(4, -1, p) % p
    t = (e + d) * pow(6, -1, p) % p
    x = (s * (1 + v) * pow(1 - v, -1, p) + t) % p
    y = s * (1 + v) * pow((1 - v) * u, -1, p) % p
    return Curve(p, (s * s - 3 * t * t) % p, (2 * t * t * t - t * s * s) % p, q, x, y, size)


def digest(bits: int, data: bytes) -> bytes:
    """Streebog of 256 or 512 bits; some 260 KB a second, so hash manifests and not files."""
    return bytes(gosthash.new(f"streebog{bits}", data=bytearray(data)).digest())


def verifies(bits: int, key: bytes, signature: bytes, hashed: bytes) -> bool:
    """Whether the signature of these hashed bytes was made with the private half of `key`, which is X and Y."""
    on, size = curve(bits), bits // 8
    if len(key) != 2 * size or len(signature) != 2 * size or len(hashed) != size:
        return False
    x, y = int.from_bytes(key[:size], "little"), int.from_bytes(key[size:], "little")
    r, s = int.from_bytes(signature[:size], "little"), int.from_bytes(signature[size:], "little")
    if not (on.holds(x, y) and 0 < r < on.q and 0 < s < on.q):
        return False
    inverse = pow(_number(on, hashed), -1, on.q)
    point = _add(
        on,
        _times(on, s * inverse % on.q, (on.x, on.y, 1)),
        _times(on, -r * inverse % on.q, (x, y, 1)),
    )
    return point[2] != 0 and _x(on, point) % on.q == r


def sign(bits: int, private: int, hashed: bytes) -> bytes:
    """A signature of hashed bytes, for the demonstration and the tests: nothing here hides how long it takes."""
    on, size = curve(bits), bits // 8
    e = _number(on, hashed)
    while True:
        k = 1 + secrets.randbelow(on.q - 1)
        r = _x(on, _times(on, k, (on.x, on.y, 1))) % on.q
        s = (r * private + k * e) % on.q
        if r and s:
            return r.to_bytes(size, "little") + s.to_bytes(size, "little")


def new_private_key(bits: int) -> int:
    """A private key: a number from 1 to below the order."""
    return 1 + secrets.randbelow(curve(bits).q - 1)


def public_key(bits: int, private: int) -> bytes:
    """X and Y of the public half."""
    on = curve(bits)
    point = _times(on, private, (on.x, on.y, 1))
    x = _x(on, point)
    y = point[1] * pow(point[2], -3, on.p) % on.p
    return x.to_bytes(on.size, "little") + y.to_bytes(on.size, "little")


def _number(on: Curve, hashed: bytes) -> int:
    return int.from_bytes(hashed, "little") % on.q or 1


def _x(on: Curve, point: _Point) -> int:
    return point[0] * pow(point[2], -2, on.p) % on.p


def _double(on: Curve, point: _Point) -> _Point:
    x, y, z = point
    if not y or not z:
        return _INFINITY
    p, yy = on.p, y * y % on.p
    s = 4 * x * yy % p
    m = (3 * x * x + on.a * pow(z, 4, p)) % p
    new = (m * m - 2 * s) % p
    return new, (m * (s - new) - 8 * yy * yy) % p, 2 * y * z % p


def _add(on: Curve, one: _Point, other: _Point) -> _Point:
    if not one[2]:
        return other
    if not other[2]:
        return one
    p = on.p
    (x1, y1, z1), (x2, y2, z2) = one, other
    zz1, zz2 = z1 * z1 % p, z2 * z2 % p
    u1, u2 = x1 * zz2 % p, x2 * zz1 % p
    s1, s2 = y1 * zz2 * z2 % p, y2 * zz1 * z1 % p
    if u1 == u2:
        return _double(on, one) if s1 == s2 else _INFINITY
    h, r = (u2 - u1) % p, (s2 - s1) % p
    hh = h * h % p
    hhh, v = h * hh % p, u1 * hh % p
    new = (r * r - hhh - 2 * v) % p
    return new, (r * (v - new) - s1 * hhh) % p, h * z1 * z2 % p


def _times(on: Curve, number: int, point: _Point) -> _Point:
    result = _INFINITY
    for bit in f"{number:b}":
        result = _double(on, result)
        if bit == "1":
            result = _add(on, result, point)
    return result
