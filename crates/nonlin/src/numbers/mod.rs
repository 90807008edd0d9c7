//! The numbers that formulas are evaluated in.

mod dual;
mod extended;
mod isa;
mod lanes;
mod marks;
mod pack;
mod piecewise;
mod quick;
mod scalar;
mod simd;
mod taylor;

pub use dual::{Dual, Tangent};
pub(crate) use extended::Extended;
pub(crate) use isa::Isa;
pub use lanes::{Domain, Lanes, MODERATE, Memory};
pub(crate) use marks::Marks;
pub use pack::Pack;
pub(crate) use piecewise::{
    FEW_TERMS, Grid, HALF_TERMS, INTERVALS, Lookup, SHORT_TERMS, TERMS, TWICE_AS_MANY, Terms,
};
pub use quick::Quick;
pub use simd::{V32, V64};
pub use taylor::Taylor;
