//! What a rational unit is without its numbers.

use std::fmt;

use super::Basis;
use crate::error::{Error, Result};

/// The denominator `Q` of a unit, with `s(x) = sum_j b_j f_j(x)`.
///
/// The letters are the versions of the rational-activations project.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Denominator {
    /// `1 + s(x)` (N). It may have zeros.
    Raw,
    /// `1 + sum_j |b_j| |f_j(x)|` (A).
    AbsoluteTerms,
    /// `1 + |s(x)|` (B).
    AbsoluteSum,
    /// `floor + |s(x)|` with `floor > 0`, where the sum starts at `j = 0` (C).
    Floored {
        /// The least value of the denominator; 0.1 in the rational-activations project.
        floor: f64,
    },
    /// `1 + |s(x)|` (D): coefficients carry uniform multiplicative noise of relative
    /// amplitude `noise` while training, and none otherwise.
    Noisy {
        /// The largest relative change of a coefficient; 0.1 in the rational-activations
        /// project.
        noise: f64,
    },
}

impl Denominator {
    /// The version letter of the rational-activations project.
    #[must_use]
    pub const fn letter(self) -> char {
        match self {
            Denominator::AbsoluteTerms => 'A',
            Denominator::AbsoluteSum => 'B',
            Denominator::Floored { .. } => 'C',
            Denominator::Noisy { .. } => 'D',
            Denominator::Raw => 'N',
        }
    }

    /// The denominator of a version letter, with the project's constants.
    #[must_use]
    pub const fn of_letter(letter: char) -> Option<Self> {
        Some(match letter {
            'A' | 'a' => Denominator::AbsoluteTerms,
            'B' | 'b' => Denominator::AbsoluteSum,
            'C' | 'c' => Denominator::Floored { floor: 0.1 },
            'D' | 'd' => Denominator::Noisy { noise: 0.1 },
            'N' | 'n' => Denominator::Raw,
            _ => return None,
        })
    }

    /// The number that the sum is added to.
    #[must_use]
    pub const fn offset(self) -> f64 {
        match self {
            Denominator::Floored { floor } => floor,
            _ => 1.0,
        }
    }

    /// The index `j` of the first term of the sum.
    #[must_use]
    pub const fn first(self) -> usize {
        match self {
            Denominator::Floored { .. } => 0,
            _ => 1,
        }
    }

    /// Whether it is positive everywhere, whatever the coefficients.
    #[must_use]
    pub const fn is_safe(self) -> bool {
        !matches!(self, Denominator::Raw)
    }
}

/// Basis, degrees and denominator of a unit
/// `P(x) / Q(x) = sum_i a_i f_i(x) / Q(x)`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Form {
    /// What `f_i` are.
    pub basis: Basis,
    /// The degree `m` of the numerator.
    pub numerator: usize,
    /// The degree `n` of the denominator.
    pub denominator: usize,
    /// How the denominator is made.
    pub version: Denominator,
}

impl Form {
    /// The highest degree of a numerator or denominator.
    pub const MAX_DEGREE: usize = 64;

    /// `PAU`: a raw denominator on monomials, (5, 4). Molina, Schramowski, Kersting,
    /// "Padé Activation Units", ICLR 2020, arXiv:1907.06732.
    pub const PAU: Form =
        Form { basis: Basis::Monomial, numerator: 5, denominator: 4, version: Denominator::Raw };
    /// `safe PAU`: the sum of absolute values (version A), (5, 4); likewise.
    pub const SAFE_PAU: Form = Form { version: Denominator::AbsoluteTerms, ..Form::PAU };
    /// `HP-1`: safe Padé on probabilists' Hermite polynomials, (5, 4). Biswas, Banerjee,
    /// Pandey, "Orthogonal-Padé Activation Functions", 2021, arXiv:2106.09693.
    ///
    /// That HP-1 takes this kind of Hermite polynomials and HP-2 the other, and the
    /// degrees, are inferred: no source at hand states them.
    pub const HP1: Form = Form { basis: Basis::HermiteProbabilists, ..Form::SAFE_PAU };
    /// `HP-2`: safe Padé on physicists' Hermite polynomials; see [`Self::HP1`].
    pub const HP2: Form = Form { basis: Basis::HermitePhysicists, ..Form::SAFE_PAU };

    /// How many coefficients the numerator has.
    #[must_use]
    pub const fn numerators(&self) -> usize {
        self.numerator + 1
    }

    /// How many coefficients the denominator has.
    #[must_use]
    pub const fn denominators(&self) -> usize {
        self.denominator + 1 - self.version.first()
    }

    /// How many coefficients there are: first the numerator's, from `a_0` on, then the
    /// denominator's.
    #[must_use]
    pub const fn coefficients(&self) -> usize {
        self.numerators() + self.denominators()
    }

    /// The largest relative change of a coefficient in training, if there is any.
    pub(crate) fn noise(&self) -> Option<f64> {
        match self.version {
            Denominator::Noisy { noise } if noise > 0.0 => Some(noise),
            _ => None,
        }
    }

    /// The form itself, if its degrees and constants are allowed.
    ///
    /// # Errors
    ///
    /// If a degree is above [`Self::MAX_DEGREE`], or a floor or noise is out of its range.
    pub fn checked(self) -> Result<Self> {
        let wrong = |reason: String| Err(Error::RationalForm { reason });
        for (name, degree) in [("m", self.numerator), ("n", self.denominator)] {
            if degree > Self::MAX_DEGREE {
                return wrong(format!(
                    "{name} = {degree} is not allowed; degrees go up to {}",
                    Self::MAX_DEGREE
                ));
            }
        }
        match self.version {
            Denominator::Floored { floor } if !(floor.is_finite() && floor >= 1e-6) => {
                wrong(format!("floor = {floor} is not allowed; it must be at least 1e-6"))
            }
            Denominator::Noisy { noise } if !(0.0..1.0).contains(&noise) => {
                wrong(format!("noise = {noise} is not allowed; it must be in [0, 1)"))
            }
            _ => Ok(self),
        }
    }

    /// The shortest name that it has: `hp1`, `safe_pau(m=7,n=6)`,
    /// `opau(basis=legendre,version=B)`.
    fn named(&self) -> (&'static str, Form) {
        match (self.basis, self.version) {
            (Basis::Monomial, Denominator::Raw) => ("pau", Form::PAU),
            (Basis::Monomial, _) => ("safe_pau", Form::SAFE_PAU),
            (Basis::HermiteProbabilists, Denominator::AbsoluteTerms) => ("hp1", Form::HP1),
            (Basis::HermitePhysicists, Denominator::AbsoluteTerms) => ("hp2", Form::HP2),
            (basis, Denominator::Raw) => ("opau", Form { basis, ..Form::PAU }),
            (basis, _) => ("safe_opau", Form { basis, ..Form::SAFE_PAU }),
        }
    }
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, standard) = self.named();
        let mut arguments = Vec::new();
        if name.ends_with("opau") {
            arguments.push(format!("basis={}", self.basis));
        }
        if self.numerator != standard.numerator {
            arguments.push(format!("m={}", self.numerator));
        }
        if self.denominator != standard.denominator {
            arguments.push(format!("n={}", self.denominator));
        }
        if self.version != standard.version {
            arguments.push(format!("version={}", self.version.letter()));
            match self.version {
                Denominator::Floored { floor } if floor != 0.1 => {
                    arguments.push(format!("floor={floor}"));
                }
                Denominator::Noisy { noise } if noise != 0.1 => {
                    arguments.push(format!("noise={noise}"));
                }
                _ => {}
            }
        }
        f.write_str(name)?;
        if arguments.is_empty() { Ok(()) } else { write!(f, "({})", arguments.join(",")) }
    }
}
