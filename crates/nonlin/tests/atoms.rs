//! The atoms: worst errors over the whole range, and derivative rules.

mod support;

use nonlin::atoms::AtomId;
use nonlin_reference::{Format, Reference, Want, grid_f32, grid_f64};

/// An atom, its definition, and the bounds of its errors in f32 and f64 scalars,
/// which round products and sums one by one: units in the last place. Gradients
/// and second derivatives are made of the atoms with the larger bounds.
struct Row(AtomId, &'static str, f64, f64);

/// What the arguments of an atom are.
fn domain(atom: AtomId, x: f64) -> bool {
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

fn rows() -> Vec<Row> {
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

#[test]
fn every_atom_has_a_row() {
    let rows: Vec<AtomId> = rows().into_iter().map(|row| row.0).collect();
    assert_eq!(rows, AtomId::ALL);
}

#[test]
fn worst_errors_are_within_bounds() {
    let mut failures = Vec::new();
    for Row(atom, text, f32_bound, f64_bound) in rows() {
        let reference = Reference::parse(text, &[]).unwrap();
        let mut check = |format: Format,
                         points: Vec<f64>,
                         bound: f64,
                         eval: &dyn Fn(f64) -> f64| {
            let points: Vec<f64> = points.into_iter().filter(|&x| domain(atom, x)).collect();
            let truths = reference.evaluate_many(&points, &[], Want::VALUE.for_format(format));
            let (mut worst, mut at) = (0.0, 0.0);
            for (&x, truth) in points.iter().zip(&truths) {
                let computed = eval(x);
                let mut ulp = truth.value.ulp_error(computed, format);
                if near_zero(x) && ulp > bound {
                    // In units of the terms, which are no larger than 1 here.
                    let unit = if format == Format::F32 { 2f64.powi(-23) } else { f64::EPSILON };
                    let error = (computed - truth.value.to_f64()).abs();
                    ulp = ulp.min(error / unit);
                }
                // NaN must not pass for a small error.
                if ulp > worst || ulp.is_nan() {
                    (worst, at) = (ulp, x);
                }
            }
            if worst > bound || worst.is_nan() {
                failures.push(format!("{}: {worst:.2} ulp at {at:e} ({format:?})", atom.name()));
            }
        };
        let mut narrow: Vec<f64> = grid_f32(12, &[]).into_iter().map(f64::from).collect();
        narrow.extend((0..6000).map(|i| f64::from((f64::from(i) * 0.0377 - 110.0) as f32)));
        check(Format::F32, narrow, f32_bound, &|x| f64::from(atom.eval(x as f32)));
        let mut wide = grid_f64(2, &[]);
        wide.extend((0..4000).map(|i| f64::from(i) * 0.0137 - 27.0));
        check(Format::F64, wide, f64_bound, &|x| atom.eval(x));
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn rules_are_the_derivatives() {
    for Row(atom, text, ..) in rows() {
        let reference = Reference::parse(text, &[]).unwrap();
        for i in -400..400 {
            let x = f64::from(i) * 0.05 + 0.013;
            if !domain(atom, x) {
                continue;
            }
            let truth = reference.evaluate_with(x, &[], Want::FIRST).d1.to_f64();
            let found = atom.derivative(x);
            // Tails of slopes are not carried in two parts twice.
            let tolerance = 1e-11 * truth.abs() + 1e-14;
            assert!(
                (found - truth).abs() <= tolerance,
                "{}'({x}) = {found}, not {truth}",
                atom.name()
            );
        }
    }
}

#[test]
fn sine_and_cosine_reduce_every_argument() {
    let sin = Reference::parse("sin(x)", &[]).unwrap();
    for x in [1e15, 1e22, 6.3e50, 1.5e100] {
        let truth = sin.evaluate_with(x, &[], Want::VALUE).value.to_f64();
        assert!((AtomId::Sin.eval(x) - truth).abs() < 1e-15, "{x}");
    }
}
