//! Element types, and what NumPy stores them as.

use half::slice::HalfBitsSliceExt;
use half::{bf16, f16};
use nonlin::Element;

/// An element type and what NumPy stores it as: half precision as its bits, since
/// NumPy itself has no bfloat16.
pub(crate) trait Stored: Element {
    type Bits: numpy::Element + Send + Sync;
    fn elements(bits: &[Self::Bits]) -> &[Self];
    fn elements_mut(bits: &mut [Self::Bits]) -> &mut [Self];
}

macro_rules! stored {
    ($($t:ty, $bits:ty, |$slice:ident| $elements:expr, $elements_mut:expr;)+) => {
        $(impl Stored for $t {
            type Bits = $bits;
            fn elements($slice: &[$bits]) -> &[Self] {
                $elements
            }
            fn elements_mut($slice: &mut [$bits]) -> &mut [Self] {
                $elements_mut
            }
        })+
    };
}
stored! {
    f32, f32, |bits| bits, bits;
    f64, f64, |bits| bits, bits;
    f16, u16, |bits| bits.reinterpret_cast(), bits.reinterpret_cast_mut();
    bf16, u16, |bits| bits.reinterpret_cast(), bits.reinterpret_cast_mut();
}

/// Runs `$body` with `$T` the element type of that name.
macro_rules! by_dtype {
    ($dtype:expr, |$T:ident| $body:expr) => {
        match $dtype {
            "float32" => {
                type $T = f32;
                $body
            }
            "float64" => {
                type $T = f64;
                $body
            }
            "float16" => {
                type $T = half::f16;
                $body
            }
            "bfloat16" => {
                type $T = half::bf16;
                $body
            }
            other => Err(pyo3::exceptions::PyTypeError::new_err(format!(
                "there are no kernels for {other}, only for float32, float64, float16 and bfloat16"
            ))),
        }
    };
}
pub(crate) use by_dtype;
