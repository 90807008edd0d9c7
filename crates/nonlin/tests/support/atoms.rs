//! The atoms with their definitions and the bounds of their errors.

#![allow(dead_code, unreachable_pub)]

use nonlin::atoms::AtomId;
use nonlin_reference::{Format, Reference, Want, grid_f32, grid_f64};

use super::Worst;

/// An atom, its definition, and the bounds of its errors in f32 and f64 scalars,
/// which round products and sums one by one: units in the last place. Gradients
/// and second derivatives are made of the atoms with the larger bounds.
pub struct Row(pub AtomId, pub &'static str, pub f64, pub f64);

/// What the arguments of an atom are.
pub fn domain(atom: AtomId, x: f64) -> bool {
    match atom {
        AtomId::Ln => x > 0.0,
        AtomId::Log1p => x > -1.0,
        // Twice differentiated tails, far below anything that they are added to.
        AtomId::TanhExpSlope => x < 2.0,
        AtomId::ErfSoftplusSlope => x < 3.0,
        // Sine and cosine of huge arguments take the reference seconds.
        AtomId::Sin | AtomId::Cos => x.abs() < 1e9,
        _ => true,
    }
}

const SIGMOID2: &str = "sigmoid(x)*sigmoid(-x)";

pub fn rows() -> Vec<Row> {
    use AtomId::*;
    vec![
        Row(Exp, "exp(x)", 1.5, 1.5),
        Row(Expm1, "expm1(x)", 1.5, 1.5),
        Row(Ln, "ln(x)", 1.5, 1.5),
        Row(Log1p, "log1p(x)", 1.5, 1.5),
        Row(Sigmoid, "sigmoid(x)", 2.5, 2.5),
        Row(LogisticDensity, SIGMOID2, 3.5, 3.5),
        Row(Softplus, "softplus(x)", 2.0, 2.0),
        Row(SiluSlope, "sigmoid(x)*(1 + x*sigmoid(-x))", 4.5, 4.5),
        Row(SiluCurvature, "sigmoid(x)*sigmoid(-x)*(2 - x*tanh(x/2))", 5.5, 5.5),
        Row(Tanh, "tanh(x)", 3.0, 3.0),
        Row(Sech2, "1/cosh(x)^2", 3.0, 3.0),
        Row(TanhExp, "tanh(exp(x))", 3.5, 3.5),
        Row(TanhExpSlope, "exp(x)/cosh(exp(x))^2", 25.0, 25.0),
        Row(Asinh, "asinh(x)", 3.0, 3.0),
        Row(AsinhSlope, "1/sqrt(1 + x^2)", 2.5, 2.5),
        Row(TanhSoftplus, "tanh(softplus(x))", 3.0, 3.0),
        Row(TanhSoftplusSlope, "sigmoid(x)/cosh(softplus(x))^2", 4.0, 4.0),
        Row(Log1pSigmoid, "ln(1 + sigmoid(x))", 3.0, 3.0),
        Row(Log1pSigmoidSlope, "sigmoid(x)*sigmoid(-x)/(1 + sigmoid(x))", 3.0, 3.0),
        Row(TanhLog1pSigmoid, "tanh(ln(1 + sigmoid(x)))", 3.5, 3.5),
        Row(
            TanhLog1pSigmoidSlope,
            "sigmoid(x)*sigmoid(-x)/(1 + sigmoid(x))/cosh(ln(1 + sigmoid(x)))^2",
            4.0,
            4.0,
        ),
        Row(ErfSoftplus, "erf(softplus(x))", 3.0, 3.0),
        Row(ErfSoftplusSlope, "2/sqrt(pi)*exp(-softplus(x)^2)*sigmoid(x)", 40.0, 40.0),
        Row(Erf, "erf(x)", 2.0, 2.0),
        Row(Erfc, "erfc(x)", 4.5, 6.0),
        Row(Gaussian, "exp(-x^2)", 1.5, 1.5),
        Row(NormalCdf, "erfc(-x/sqrt(2))/2", 4.5, 6.0),
        Row(NormalPdf, "exp(-x^2/2)/sqrt(2*pi)", 2.5, 2.5),
        Row(GeluSlope, "erfc(-x/sqrt(2))/2 + x*exp(-x^2/2)/sqrt(2*pi)", 4.5, 6.0),
        Row(GeluCurvature, "(2 - x^2)*exp(-x^2/2)/sqrt(2*pi)", 4.0, 4.0),
        Row(Sin, "sin(x)", 1.0, 1.0),
        Row(Cos, "cos(x)", 1.0, 1.0),
        Row(Atan, "atan(x)", 2.5, 2.5),
        Row(Lorentzian, "1/(1 + x^2)", 3.5, 3.5),
        Row(Softsign, "x/(1 + abs(x))", 2.0, 2.0),
        Row(SoftsignSlope, "1/(1 + abs(x))^2", 4.0, 4.0),
    ]
}

/// Where a definition passes through zero and its terms cancel.
const ZEROS: [f64; 6] = [
    -1.278_464_542_761_074,
    -0.751_791_524_693_564,
    -std::f64::consts::SQRT_2,
    std::f64::consts::SQRT_2,
    -2.399_357_280_520_546,
    2.399_357_280_520_546,
];

fn near_zero(x: f64) -> bool {
    ZEROS.iter().any(|z| (x - z).abs() < 0.35)
}

impl Row {
    /// The worst error in f32 or f64, in scalar code: over all binades, and densely
    /// where atoms bend.
    pub fn worst(&self, format: Format) -> Worst {
        let atom = self.0;
        let points: Vec<f64> = if format == Format::F32 {
            let grid = grid_f32(12, &[]).into_iter().map(f64::from);
            grid.chain((0..6000).map(|i| f64::from((f64::from(i) * 0.0377 - 110.0) as f32)))
                .collect()
        } else {
            let grid = grid_f64(2, &[]).into_iter();
            grid.chain((0..4000).map(|i| f64::from(i) * 0.0137 - 27.0)).collect()
        };
        let points: Vec<f64> = points.into_iter().filter(|&x| domain(atom, x)).collect();
        let reference = Reference::parse(self.1, &[]).unwrap();
        let truths = reference.evaluate_many(&points, &[], Want::VALUE.for_format(format));
        let mut worst = Worst::default();
        for (&x, truth) in points.iter().zip(&truths) {
            let (computed, unit) = if format == Format::F32 {
                (f64::from(atom.eval(x as f32)), 2f64.powi(-23))
            } else {
                (atom.eval(x), f64::EPSILON)
            };
            let mut ulp = truth.value.ulp_error(computed, format);
            if near_zero(x) && ulp > 1.0 {
                // In units of the terms that cancel, which are no larger than 1 here.
                ulp = ulp.min((computed - truth.value.to_f64()).abs() / unit);
            }
            worst.note(ulp, x);
        }
        worst
    }
}
