"""Size classes: what is sealed is filled up to one of few sizes, so that its size tells little.

Padmé (Nikitin and others, 2019): of a size of n bits only the highest few, about log₂ n of them, can be seen. A
content over 4 KiB grows by 7 % at most, one over 64 KiB by 4 %; nobody can tell 48,000,000 tenge from 9,000,000,
nor one document from another of about its size.
"""

# Forms and letters are all of one size.
SMALLEST = 4096


def padded_size(size: int) -> int:
    """The size that a content of `size` bytes is filled up to."""
    if size <= SMALLEST:
        return SMALLEST
    exponent = size.bit_length() - 1
    hidden = exponent - exponent.bit_length()
    step = 1 << hidden
    return (size + step - 1) // step * step
