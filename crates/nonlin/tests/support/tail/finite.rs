//! Finite results for finite inputs.

use nonlin::{Activation, Element, bf16, f16};
use nonlin_reference::{all_bf16, all_f16, bit_patterns_f32, bit_patterns_f64};

use super::{Domain, both};

/// The first finite input of an element type with a result that is not finite.
pub fn unfinite<T: Element>(
    activation: &Activation,
    inputs: &[f64],
    domain: Domain,
) -> Option<f64> {
    let number = |x: &f64| T::from_f64(*x).to_f64();
    let inputs: Vec<f64> =
        inputs.iter().map(number).filter(|x| x.is_finite() && domain.has(*x)).collect();
    let (y, gx) = both::<T>(activation, &inputs);
    inputs
        .into_iter()
        .zip(y.iter().zip(&gx))
        .find(|(_, (y, g))| !(y.is_finite() && g.is_finite()))
        .map(|(x, _)| x)
}

/// Inputs of each element type: every one of half precision, 65,536 of the others.
pub struct Inputs {
    f16: Vec<f64>,
    bf16: Vec<f64>,
    f32: Vec<f64>,
    f64: Vec<f64>,
}

impl Inputs {
    pub fn new() -> Inputs {
        let f32: Vec<f64> = bit_patterns_f32((1 << 16) + 1).map(f64::from).collect();
        let f64 = bit_patterns_f64((1 << 48) + 1).collect();
        Inputs {
            f16: all_f16().map(f64::from).collect(),
            bf16: all_bf16().map(f64::from).collect(),
            f32,
            f64,
        }
    }

    /// What is not finite, in words.
    pub fn faults(&self, activation: &Activation, domain: Domain) -> Vec<String> {
        let found = [
            ("f16", unfinite::<f16>(activation, &self.f16, domain)),
            ("bf16", unfinite::<bf16>(activation, &self.bf16, domain)),
            ("f32", unfinite::<f32>(activation, &self.f32, domain)),
            ("f64", unfinite::<f64>(activation, &self.f64, domain)),
        ];
        let faults = found
            .iter()
            .filter_map(|(name, x)| x.map(|x| format!("not finite in {name} at {x:e}")));
        faults.collect()
    }
}
