//! The numbers that formulas are evaluated in.

mod dual;
mod pack;
mod quick;
mod scalar;
mod simd;
mod taylor;

pub use dual::{Dual, Tangent};
pub use pack::Pack;
pub use quick::Quick;
pub use simd::{Lanes, V32, V64};
pub use taylor::Taylor;
