//! Every 101st f32 there is, for every function, at every SIMD level: 42 million
//! inputs each. `examples/every_input.rs` runs all of them.

mod support;

use nonlin::Activation;
use nonlin_reference::Format;
use rayon::prelude::*;
use support::every_input::{Finding, compare, vector_levels};
use support::judge::Judge;

/// A prime: the inputs fall on every bit pattern of the last places.
const STRIDE: u64 = 101;
/// Inputs of a piece of work.
const PIECE: u64 = 1 << 20;

/// Units in the last place; near a zero of the largest term.
const VALUE: f64 = 2.0;
const SLOPE: f64 = 2.0;

/// Two have an interval from -3/4 to 0, where their arm falls fast: slopes, likewise.
const WIDE: [&str; 2] = ["zorro_symmetric", "zorro_asymmetric"];
const WIDE_SLOPE: f64 = 2.25;

#[test]
fn every_101st_input() {
    let levels = vector_levels();
    for function in nonlin::tuned_functions() {
        let activation = Activation::from(*function);
        let judge = Judge::new(&activation, Format::F32);
        let count = (1u64 << 32).div_ceil(STRIDE);
        let findings = (0..count.div_ceil(PIECE))
            .into_par_iter()
            .map(|piece| {
                let inputs = piece * PIECE..((piece + 1) * PIECE).min(count);
                compare(&judge, &levels, inputs.map(|i| (i * STRIDE) as u32))
            })
            .reduce(
                || vec![Finding::default(); levels.len()],
                |mut a, b| {
                    a.iter_mut().zip(&b).for_each(|(a, b)| a.merge(b));
                    a
                },
            );
        for (i, (level, found)) in levels.iter().zip(&findings).enumerate() {
            let what = format!("{activation} at {level}: {found:?}");
            assert!(found.value.worst.ulp <= VALUE, "{what}");
            let slope = if WIDE.contains(&function.id()) { WIDE_SLOPE } else { SLOPE };
            assert!(found.slope.worst.ulp <= slope, "{what}");
            for errors in [&found.value, &found.slope] {
                assert_eq!((errors.nan, errors.infinite, errors.wrong), (0, 0, 0), "{what}");
            }
            // Levels that round a multiply-add once have the same bits.
            if i > 0 && level.is_fused() && levels[i - 1].is_fused() {
                assert!(found.same_as_before >= count, "{what}");
            }
        }
    }
}
