//! What the rounding of each operation to single precision makes of a formula. A formula that
//! cancels loses digits, and this says how many.

use nonlin::real::Real;
use nonlin::{Activation, Expression};

use super::conditioned::{Arithmetic, Conditioned};
use super::{EPSILON, known};

/// Single precision as devices have it, and the sines of `src/math`.
static SINGLE: Arithmetic =
    Arithmetic { rounding: EPSILON, atom: 1.0, least: f32::MIN_POSITIVE as f64, sines: 1e4 };

/// How far off an expression may be at `x`, where it is more than the rounding of its result
/// and of its argument; 0 where that is not known, as after a division by 0.
pub(crate) fn rounding(expression: &Expression, parameters: &[f64], x: f64) -> f64 {
    let x = Conditioned::exact(x, &SINGLE);
    let parameters: Vec<Conditioned> = parameters.iter().map(|&p| x.lit(p)).collect();
    known(expression.evaluate(x, &parameters).error)
}

/// The same for the value (0) or the slope (1) of a function.
pub(crate) fn rounding_of(activation: &Activation, order: usize, x: f64) -> f64 {
    let function = activation.function();
    if function.form().is_some() {
        return 0.0;
    }
    let expression = if order == 0 { function.expression() } else { function.derivative() };
    rounding(&expression, activation.values(), x)
}
