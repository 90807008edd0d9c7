//! The truth about a function at the inputs of a type, computed once and kept in
//! files.

use crate::Failure;
use crate::dtype::Dtype;
use crate::exchange::{Work, read, write};
use nonlin_reference::rug::Float;
use nonlin_reference::{Compact, CompactEvaluation, Reference, Want};

/// To be raised when the layout of files or the way of evaluation changes.
const VERSION: u64 = 1;
/// Bytes of a number in a file: its two parts and the exponent.
const NUMBER: usize = 20;
/// Bytes of a point: value, two derivatives, and whether they are proved.
const POINT: usize = 3 * NUMBER + 1;

/// The truth at one input.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Point {
    /// The input.
    pub(crate) x: f64,
    /// The value.
    pub(crate) value: Compact,
    /// The derivative.
    pub(crate) slope: Compact,
    curvature: Compact,
    /// Whether these are proved. They may not be at infinities, where some
    /// formulas show no limit.
    pub(crate) settled: bool,
    /// The size whose unit in the last place errors of the value are measured in,
    /// where that is more than the value's own.
    pub(crate) value_size: f64,
    /// The same for the derivative.
    pub(crate) slope_size: f64,
    /// At a kink, the places of neighbours on either side.
    pub(crate) sides: Option<[usize; 2]>,
    /// Whether this is the kink itself, where the value may jump.
    pub(crate) is_kink: bool,
}

/// The truth about a function.
#[derive(Clone, Debug)]
pub(crate) struct Truth {
    /// At every input, in their order.
    pub(crate) points: Vec<Point>,
}

impl Truth {
    /// The truth about a function with these parameters (its defaults if there
    /// are none), from a file if it is there.
    pub(crate) fn get(
        work: &Work,
        function: &str,
        parameters: &[f64],
        dtype: Dtype,
    ) -> Result<Truth, Failure> {
        let reference = Reference::get(function)
            .ok_or_else(|| Failure(format!("no definition is called `{function}`")))?;
        let defaults = reference.defaults();
        let parameters = if parameters.is_empty() { &defaults[..] } else { parameters };
        if parameters.len() != defaults.len() {
            return Err(Failure(format!(
                "`{function}` has {} parameters, not {}",
                defaults.len(),
                parameters.len()
            )));
        }
        let parameters: Vec<f64> = parameters.iter().map(|&p| dtype.round_parameter(p)).collect();
        let inputs = work.inputs(dtype)?;
        let mark = fingerprint(reference, &parameters, &inputs);
        let path = work.0.join("truth").join(format!("{function}.{mark:016x}.{}", dtype.name()));
        let bytes = match read(&path).ok().filter(|bytes| bytes.len() == POINT * inputs.len()) {
            Some(bytes) => bytes,
            None => {
                let want = Want::SECOND.for_format(dtype.format());
                let evaluations = reference.evaluate_many(&inputs, &parameters, want);
                let bytes: Vec<u8> = evaluations.iter().flat_map(encode).collect();
                write(&path, &bytes)?;
                bytes
            }
        };
        // From the bytes even when they are new: the next run shall not differ.
        let points = bytes.chunks(POINT).zip(&inputs).map(|(b, &x)| decode(b, x)).collect();
        let mut truth = Truth { points };
        truth.size_near_zeros();
        truth.find_sides(kinks(function), dtype);
        Ok(truth)
    }

    /// Near a zero other than the origin a function is a difference of terms of
    /// nearly equal size, and an error must be judged by theirs. At a zero `z`
    /// that size is `|z f'(z)|`: its unit is what a rounding of `x` does to the
    /// result. It counts in full up to half of the way to the origin, on either
    /// side, and falls to nothing from there to all of the way.
    fn size_near_zeros(&mut self) {
        let values: Vec<_> = self.points.iter().map(|p| (p.x, p.value, p.slope)).collect();
        let slopes: Vec<_> = self.points.iter().map(|p| (p.x, p.slope, p.curvature)).collect();
        let (value_zeros, slope_zeros) = (zeros(&values), zeros(&slopes));
        let size = |zeros: &[(f64, f64)], x: f64| {
            let sizes = zeros.iter().map(|&(z, size)| {
                let distance = (x - z).abs() / z.abs();
                size * (2.0 - 2.0 * distance).clamp(0.0, 1.0)
            });
            sizes.fold(0.0, f64::max)
        };
        for point in self.points.iter_mut().filter(|point| point.x.is_finite()) {
            point.value_size = size(&value_zeros, point.x);
            point.slope_size = size(&slope_zeros, point.x);
        }
    }

    /// Rounding `1/6` or `x + 3` moves a kink by a step or two of the input; and
    /// who takes subnormal numbers for 0 finds all of them at a kink there.
    fn find_sides(&mut self, kinks: &[f64], dtype: Dtype) {
        const STEPS: usize = 2;
        let finite = self.points.iter().take_while(|point| point.x.is_finite()).count();
        let (finite, _) = self.points.split_at_mut(finite);
        for &kink in kinks {
            let flushed = kink == 0.0 && dtype != Dtype::F16;
            let reach = if flushed { dtype.least_normal() } else { 0.0 };
            let first = finite.partition_point(|point| point.x < kink - reach);
            let after = finite.partition_point(|point| point.x <= kink + reach);
            if first > STEPS && after + STEPS < finite.len() {
                let (left, right) = (first - STEPS - 1, after + STEPS);
                for point in &mut finite[left + 1..right] {
                    point.sides = Some([left, right]);
                    point.is_kink = point.x == kink;
                }
            }
        }
    }
}

/// Where a function crosses zero or leaves it, and the size of its terms there;
/// from its values and derivatives. At the origin nothing cancels: every result
/// is proportional to `x`.
fn zeros(points: &[(f64, Compact, Compact)]) -> Vec<(f64, f64)> {
    let sign = |number: Compact| number.hi().partial_cmp(&0.0);
    points
        .windows(2)
        .filter(|pair| pair.iter().all(|(x, ..)| x.is_finite()))
        .filter(|pair| sign(pair[0].1) != sign(pair[1].1) && pair[0].0 * pair[1].0 > 0.0)
        .map(|pair| {
            let z = pair[0].0;
            // At a kink one of the sides may have no slope.
            let slope = pair.iter().map(|(.., slope)| slope.to_f64().abs()).fold(0.0, f64::max);
            (z, z.abs() * slope)
        })
        .collect()
}

/// Where the first derivative, or the value, of a function jumps with its default
/// parameters. Any slope between those on either side is right there.
fn kinks(function: &str) -> &'static [f64] {
    match function {
        "hard_sigmoid_pt" | "hard_swish" => &[-3.0, 3.0],
        "hard_sigmoid_02" => &[-2.5, 2.5],
        "hardtanh" => &[-1.0, 1.0],
        "relu6" => &[0.0, 6.0],
        "binary_step" | "relu" | "leaky_relu" | "prelu" | "rrelu" | "threshold" | "elu"
        | "celu" | "selu" => &[0.0],
        _ => &[],
    }
}

fn encode(evaluation: &CompactEvaluation) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(POINT);
    for number in [evaluation.value, evaluation.d1, evaluation.d2] {
        bytes.extend(number.hi().to_le_bytes());
        bytes.extend(number.lo().to_le_bytes());
        bytes.extend(number.exponent().to_le_bytes());
    }
    bytes.push(u8::from(evaluation.settled));
    bytes
}

fn decode(bytes: &[u8], x: f64) -> Point {
    let double = |at: usize| f64::from_le_bytes(bytes[at..at + 8].try_into().unwrap_or_default());
    let number = |at: usize| {
        let exponent = i32::from_le_bytes(bytes[at + 16..at + 20].try_into().unwrap_or_default());
        let (hi, lo) = (double(at), double(at + 8));
        if hi == 0.0 || !hi.is_finite() {
            return Compact::new(&Float::with_val(53, hi));
        }
        Compact::new(&(Float::with_val(128, Float::with_val(128, hi) + lo) << exponent))
    };
    Point {
        x,
        value: number(0),
        slope: number(NUMBER),
        curvature: number(2 * NUMBER),
        settled: bytes[3 * NUMBER] == 1,
        value_size: 0.0,
        slope_size: 0.0,
        sides: None,
        is_kink: false,
    }
}

/// A number that changes with whatever the truth depends on (FNV-1a).
fn fingerprint(reference: &Reference, parameters: &[f64], inputs: &[f64]) -> u64 {
    let words = parameters.iter().chain(inputs).map(|x| x.to_bits()).chain([VERSION]);
    let bytes = words.flat_map(u64::to_le_bytes).chain(reference.text().bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
