//! The element types, and their bytes in files.

use half::{bf16, f16};
use nonlin_reference::Format;
use serde::{Deserialize, Serialize};

/// An element type. Every number of each of them is an `f64`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Dtype {
    /// IEEE binary32.
    F32,
    /// IEEE binary64.
    F64,
    /// IEEE binary16.
    F16,
    /// The upper half of an `f32`.
    Bf16,
}

impl Dtype {
    /// All of them.
    pub(crate) const ALL: [Dtype; 4] = [Dtype::F32, Dtype::F64, Dtype::F16, Dtype::Bf16];

    /// The name in files and tables.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Dtype::F32 => "f32",
            Dtype::F64 => "f64",
            Dtype::F16 => "f16",
            Dtype::Bf16 => "bf16",
        }
    }

    /// The format in the arbitrary-precision reference.
    pub(crate) fn format(self) -> Format {
        match self {
            Dtype::F32 => Format::F32,
            Dtype::F64 => Format::F64,
            Dtype::F16 => Format::F16,
            Dtype::Bf16 => Format::BF16,
        }
    }

    /// Whether every one of its numbers is an input.
    pub(crate) fn is_half(self) -> bool {
        matches!(self, Dtype::F16 | Dtype::Bf16)
    }

    fn fraction_bits(self) -> i32 {
        match self {
            Dtype::F32 => 23,
            Dtype::F64 => 52,
            Dtype::F16 => 10,
            Dtype::Bf16 => 7,
        }
    }

    /// The least positive normal number.
    pub(crate) fn least_normal(self) -> f64 {
        2f64.powi(self.format().least_exponent() + self.fraction_bits())
    }

    /// The exponent of two of the unit in the last place at a size.
    pub(crate) fn unit_exponent(self, size: f64) -> i32 {
        let least = self.format().least_exponent();
        if size == 0.0 { least } else { (exponent(size) - self.fraction_bits()).max(least) }
    }

    /// Parameters as implementations hold them: in f32 for elements up to that size.
    pub(crate) fn round_parameter(self, parameter: f64) -> f64 {
        if self == Dtype::F64 { parameter } else { f64::from(parameter as f32) }
    }

    /// The numbers in the bytes of an array, little-endian.
    pub(crate) fn decode(self, bytes: &[u8]) -> Vec<f64> {
        match self {
            Dtype::F32 => words(bytes).map(|b| f64::from(f32::from_le_bytes(b))).collect(),
            Dtype::F64 => words(bytes).map(f64::from_le_bytes).collect(),
            Dtype::F16 => words(bytes).map(|b| f16::from_le_bytes(b).to_f64()).collect(),
            Dtype::Bf16 => words(bytes).map(|b| bf16::from_le_bytes(b).to_f64()).collect(),
        }
    }

    /// The bytes of an array of these numbers, which the type must be able to hold.
    pub(crate) fn encode(self, numbers: &[f64]) -> Vec<u8> {
        match self {
            Dtype::F32 => numbers.iter().flat_map(|&x| (x as f32).to_le_bytes()).collect(),
            Dtype::F64 => numbers.iter().flat_map(|&x| x.to_le_bytes()).collect(),
            Dtype::F16 => numbers.iter().flat_map(|&x| f16::from_f64(x).to_le_bytes()).collect(),
            Dtype::Bf16 => numbers.iter().flat_map(|&x| bf16::from_f64(x).to_le_bytes()).collect(),
        }
    }
}

/// The whole words of `N` bytes.
fn words<const N: usize>(bytes: &[u8]) -> impl Iterator<Item = [u8; N]> {
    bytes.as_chunks::<N>().0.iter().copied()
}

/// `floor(log2 |x|)` of a finite number other than zero.
fn exponent(x: f64) -> i32 {
    let field = (x.to_bits() >> 52 & 0x7ff) as i32;
    if field > 0 { field - 1023 } else { exponent(x * 2f64.powi(64)) - 64 }
}
