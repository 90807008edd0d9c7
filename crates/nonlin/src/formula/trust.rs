//! Whether f32 can be computed with the digits that it sees.
//!
//! The short evaluations of the atoms have about 26 of the 53 bits of f64. A formula in
//! stable forms needs no more. One that cancels in a way no rule knows does: such a
//! formula is found by trying, and computed with all digits.

use super::apart::OneByOne;
use super::code::Code;
use super::registers::Digits;
use super::single::is_single;
use crate::program::Program;

/// Units of f32 by which the short evaluation may differ.
const TOLERANCE: f64 = 3.0;

/// Programs with more nodes are not tried: that would take seconds.
const MOST_NODES: usize = 2000;

/// The digits that results in f32 need, at these parameter values.
pub(super) fn digits(all: &Program, parameters: &[f64]) -> Digits {
    if all.nodes().len() > MOST_NODES {
        return Digits::All;
    }
    if is_single(all) {
        return Digits::Own;
    }
    let every: Vec<usize> = (0..all.outputs().len()).collect();
    let code = Code::of(all, &every);
    let mut alone = OneByOne::default();
    alone.prepare(&code, parameters);
    let mut at = |x: f64, digits: Digits| -> Vec<f64> { alone.at(&code, digits, x).collect() };
    let near = (-80..80).map(|i| f64::from(i) * 0.25 + 0.11);
    let powers = (-30..127).map(|i| 1.3 * f64::from(i).exp2());
    let samples = near.chain(powers.clone()).chain(powers.map(|x| -x));
    for x in samples.map(|x| f64::from(x as f32)) {
        let (few, full) = (at(x, Digits::Few), at(x, Digits::All));
        for (k, (&few, &full)) in few.iter().zip(&full).enumerate() {
            let largest = f64::from(f32::MAX);
            let (few, full) = (few.clamp(-largest, largest), full.clamp(-largest, largest));
            let unit = (full.abs() * f64::from(f32::EPSILON)).max(f64::from(f32::from_bits(1)));
            // Where the reference has no number there is nothing to compare with.
            if full.is_nan() || (few - full).abs() <= TOLERANCE * unit {
                continue;
            }
            // A result that passes through 0 loses digits in any form.
            let crosses = [0.03, 0.1, 0.3, 0.6].iter().any(|r| {
                let r = r * (1.0 + x.abs());
                at(x - r, Digits::All)[k] * full <= 0.0 || at(x + r, Digits::All)[k] * full <= 0.0
            });
            if !crosses {
                return Digits::All;
            }
        }
    }
    Digits::Few
}
