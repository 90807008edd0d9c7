//! SIMD levels, chosen at run time.

use std::fmt;
use std::str::FromStr;

use crate::error::Error;

/// An instruction set that kernels are compiled for.
///
/// Compiled without optimisation (`opt-level` 0 or 1) there is the scalar one only: the others
/// would be slower than it, and keep every intermediate result on the stack, which overflows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Level {
    /// One element at a time; every machine.
    Scalar,
    /// 128-bit vectors (x86-64-v2).
    Sse42,
    /// 256-bit vectors with fused multiply-add (x86-64-v3).
    Avx2,
    /// 512-bit vectors (Ice Lake and later, Zen 4 and later).
    Avx512,
    /// 128-bit vectors of 64-bit Arm.
    Neon,
}

impl Level {
    /// All levels, weakest first.
    pub const ALL: [Level; 5] =
        [Level::Scalar, Level::Sse42, Level::Avx2, Level::Avx512, Level::Neon];

    /// The strongest level of this machine.
    #[must_use]
    pub fn detect() -> Level {
        let strongest = Level::ALL.into_iter().rev().find(|level| level.is_available());
        strongest.unwrap_or(Level::Scalar)
    }

    /// The level itself, if this machine has it.
    pub(crate) fn checked(self) -> crate::error::Result<Self> {
        if self.is_available() {
            return Ok(self);
        }
        Err(Error::LevelUnavailable {
            level: self.name(),
            available: Level::available().into_iter().map(Level::name).collect(),
        })
    }

    /// Whether this machine has the level.
    #[must_use]
    pub fn is_available(self) -> bool {
        let machine = fearless_simd::Level::new();
        let _ = machine;
        match self {
            Level::Scalar => true,
            #[cfg(all(target_arch = "x86_64", not(unoptimised)))]
            Level::Sse42 => machine.as_sse4_2().is_some(),
            #[cfg(all(target_arch = "x86_64", not(unoptimised)))]
            Level::Avx2 => machine.as_avx2().is_some(),
            #[cfg(all(target_arch = "x86_64", not(unoptimised)))]
            Level::Avx512 => machine.as_avx512().is_some(),
            #[cfg(all(target_arch = "aarch64", not(unoptimised)))]
            Level::Neon => machine.as_neon().is_some(),
            #[allow(unreachable_patterns)]
            _ => false,
        }
    }

    /// The levels of this machine, weakest first.
    #[must_use]
    pub fn available() -> Vec<Level> {
        Level::ALL.into_iter().filter(|level| level.is_available()).collect()
    }

    /// Whether it has a multiply-add that rounds once.
    #[must_use]
    pub const fn is_fused(self) -> bool {
        matches!(self, Level::Avx2 | Level::Avx512 | Level::Neon)
    }

    /// The usual name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Level::Scalar => "scalar",
            Level::Sse42 => "SSE4.2",
            Level::Avx2 => "AVX2",
            Level::Avx512 => "AVX-512",
            Level::Neon => "NEON",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Level {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let plain = |s: &str| s.to_ascii_lowercase().replace(['-', '.', '_'], "");
        Level::ALL
            .into_iter()
            .find(|level| plain(level.name()) == plain(text))
            .ok_or_else(|| Error::UnknownLevel { name: text.to_owned() })
    }
}
