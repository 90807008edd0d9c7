//! Power-of-two bounds: all that is kept of an error or of a magnitude.

/// The statement "the absolute value is at most `2^exponent`".
///
/// Exponents are 64-bit, far wider than MPFR's, so that the error of a
/// saturated function (`tanh(1e300)` is 1 but for `2^-2.9e300`) can still be
/// stated; beyond `±2^60` they stick at [`Bound::LIMIT`] and
/// [`Bound::UNKNOWN`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Bound(i64);

const STICK: i64 = 1 << 60;

/// MPFR's default exponent range is ±(2^30 - 1).
pub(crate) const RANGE: i64 = 1 << 30;

impl Bound {
    /// No error at all.
    pub(crate) const EXACT: Bound = Bound(i64::MIN);
    /// The error of a limit such as `exp(-1e30) = 0`.
    pub(crate) const LIMIT: Bound = Bound(-STICK);
    /// Nothing is known.
    pub(crate) const UNKNOWN: Bound = Bound(i64::MAX);

    /// At most `2^exponent`.
    pub(crate) fn power(exponent: i64) -> Bound {
        if exponent >= STICK { Bound::UNKNOWN } else { Bound(exponent.max(-STICK)) }
    }

    /// The bound `2^e` as `e`, for bounds other than `EXACT` and `UNKNOWN`.
    pub(crate) fn exponent(self) -> i64 {
        self.0
    }

    /// Whether this is no more than what underflow of MPFR's range leaves.
    /// Such an error, and a zero that has it, is one of a limit.
    pub(crate) fn is_limit(self) -> bool {
        self.0 <= -(RANGE / 2)
    }

    /// The bound of a sum.
    pub(crate) fn plus(self, other: Bound) -> Bound {
        match (self, other) {
            (Bound::EXACT, known) | (known, Bound::EXACT) => known,
            (a, b) if a.max(b) == Bound::UNKNOWN => Bound::UNKNOWN,
            (a, b) => Bound::power(a.max(b).0 + 1),
        }
    }

    /// The bound of a product.
    pub(crate) fn times(self, other: Bound) -> Bound {
        if self == Bound::EXACT || other == Bound::EXACT {
            Bound::EXACT
        } else if self == Bound::UNKNOWN || other == Bound::UNKNOWN {
            Bound::UNKNOWN
        } else {
            Bound::power(self.0 + other.0)
        }
    }

    /// The bound times `2^shift`.
    pub(crate) fn shifted(self, shift: i64) -> Bound {
        self.times(Bound::power(shift))
    }
}
