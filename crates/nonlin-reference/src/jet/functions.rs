//! The derivative rules of the elementary functions, one line of mathematics
//! each.

use crate::ball::Ball;
use crate::expression::Function;

/// `[f, f', f'']` at `u`; those above `order` are placeholders.
pub(super) fn derivatives(function: Function, u: &Ball, order: usize) -> [Ball; 3] {
    let precision = u.precision();
    let one = || Ball::integer(precision, 1);
    let unused = || Ball::integer(precision, 0);
    let from = order >= 1;
    let twice = order >= 2;
    let when = |wanted: bool, ball: &dyn Fn() -> Ball| if wanted { ball() } else { unused() };
    match function {
        // Handled by `Jet::abs`, which may be undecided.
        Function::Abs => [u.clone().abs(), unused(), unused()],
        Function::Sqrt => {
            let root = u.sqrt();
            let slope = when(from, &|| root.reciprocal().shifted(-1));
            let bend = when(twice, &|| slope.div(u).shifted(-1).neg());
            [root, slope, bend]
        }
        Function::Exp => {
            let value = u.exp();
            [value.clone(), value.clone(), value]
        }
        Function::ExpM1 => {
            let slope = when(from, &|| u.exp());
            [u.exp_m1(), slope.clone(), slope]
        }
        Function::Ln | Function::Ln1P => {
            let (value, operand) = match function {
                Function::Ln => (u.ln(), u.clone()),
                _ => (u.ln_1p(), one().add(u)),
            };
            let slope = when(from, &|| operand.reciprocal());
            let bend = when(twice, &|| slope.mul(&slope).neg());
            [value, slope, bend]
        }
        Function::Sin => {
            let value = u.sin();
            let bend = value.clone().neg();
            [value, when(from, &|| u.cos()), bend]
        }
        Function::Cos => {
            let value = u.cos();
            let bend = value.clone().neg();
            [value, when(from, &|| u.sin().neg()), bend]
        }
        Function::Sinh => {
            let value = u.sinh();
            [value.clone(), when(from, &|| u.cosh()), value]
        }
        Function::Cosh => {
            let value = u.cosh();
            [value.clone(), when(from, &|| u.sinh()), value]
        }
        Function::Tanh => {
            let value = u.tanh();
            let slope = when(from, &|| u.sech_squared());
            let bend = when(twice, &|| value.mul(&slope).shifted(1).neg());
            [value, slope, bend]
        }
        Function::Atan => {
            let slope = when(from, &|| one().add(&u.mul(u)).reciprocal());
            let bend = when(twice, &|| u.mul(&slope).mul(&slope).shifted(1).neg());
            [u.atan(), slope, bend]
        }
        Function::Asinh => {
            let slope = when(from, &|| one().add(&u.mul(u)).sqrt().reciprocal());
            let bend = when(twice, &|| u.mul(&slope).mul(&slope).mul(&slope).neg());
            [u.asinh(), slope, bend]
        }
        Function::Erf => {
            let slope = when(from, &|| u.erf_slope());
            let bend = when(twice, &|| u.mul(&slope).shifted(1).neg());
            [u.erf(), slope, bend]
        }
        Function::Erfc => {
            let slope = when(from, &|| u.erf_slope().neg());
            let bend = when(twice, &|| u.mul(&slope).shifted(1).neg());
            [u.erfc(), slope, bend]
        }
        Function::Sigmoid => {
            let (value, mirrored) = u.sigmoids();
            let slope = when(from, &|| value.mul(&mirrored));
            let bend = when(twice, &|| slope.mul(&mirrored.sub(&value)));
            [value, slope, bend]
        }
        Function::Softplus => {
            let (slope, mirrored) = if from { u.sigmoids() } else { (unused(), unused()) };
            let bend = slope.mul(&mirrored);
            [u.softplus(), slope, bend]
        }
    }
}
