//! Random formulas against arbitrary precision: no NaN where there is a number, and few
//! units in the last place wherever rounding on the way cannot show more.

mod support;

use nonlin::{Formula, bf16, f16};
use nonlin_reference::{Evaluation, Reference, Want};
use support::conditioned::{Arithmetic, Conditioned};
use support::judge::unit;
use support::random::Random;
use support::{Measured, Worst};

/// How many formulas.
const FORMULAS: usize = 260;

/// What register code is computed in for f64.
static DOUBLE: Arithmetic =
    Arithmetic { rounding: f64::EPSILON / 2.0, atom: 2.0, least: 0.0, sines: f64::INFINITY };

/// And for the shorter types: f64, with atoms that have 26 digits or more.
static SHORT: Arithmetic = Arithmetic { rounding: f32::EPSILON as f64 / 8.0, ..DOUBLE };

/// Units in the last place of results that are well conditioned.
const BOUND: f64 = 8.0;

const FUNCTIONS: &[&str] = &[
    "exp(#)",
    "expm1(#)",
    "tanh(#)",
    "sigmoid(#)",
    "softplus(#)",
    "erf(#)",
    "erfc(#)",
    "atan(#)",
    "asinh(#)",
    "abs(#)",
    "sqrt(1 + (#)^2)",
    "ln(1 + abs(#))",
    "1/(1 + exp(-(#)))",
    "exp(-(#)^2)",
    "(#)^2",
    "(#)^3",
    "-(#)",
    "max(#, 0)",
    "min(#, 1.5)",
    "if(x > 0.5, #, 2)",
    "if(x < -1, x, #)",
    "1/(#)",
    "(exp(#) - 1)",
    "sqrt(abs(#))",
];

/// A formula in both languages, ours and the reference's.
fn formula(random: &mut Random, depth: usize) -> String {
    if depth == 0 || random.below(12) == 0 {
        return match random.below(8) {
            0 => ["2", "0.5", "3", "0.25"][random.below(4)].to_owned(),
            1 => "a".to_owned(),
            // Of a huge number's sine the reference wants as many digits as that has.
            2 => ["sin(x)", "cos(x)"][random.below(2)].to_owned(),
            _ => "x".to_owned(),
        };
    }
    if random.below(2) == 0 {
        let inner = formula(random, depth - 1);
        return FUNCTIONS[random.below(FUNCTIONS.len())].replace('#', &inner);
    }
    let (left, right) = (formula(random, depth - 1), formula(random, depth - 1));
    match random.below(6) {
        0 => format!("({left} + {right})"),
        1 => format!("({left} - {right})"),
        2 => format!("({left})/({right})"),
        _ => format!("({left})*({right})"),
    }
}

/// Arguments of a type: special ones, what exponentials end at, and random ones.
fn points<T: Measured>(random: &mut Random) -> Vec<f64> {
    let largest = T::FORMAT.max();
    let mut points = vec![0.5, 1.0, 6.0, 17.0, 37.0, 88.75, 104.0, 708.0, 750.0, 1e4];
    points.extend([
        f64::from(T::FORMAT.least_exponent()).exp2(),
        largest,
        largest / 3.0,
        largest.sqrt(),
    ]);
    points.extend((0..6).map(|_| random.unit() * 4.0));
    points.extend((0..4).map(|_| random.unit() * 60.0));
    points.extend((0..4).map(|_| (random.unit() * 30.0).exp2()));
    let points = points.iter().flat_map(|&x| [x, -x]).map(|x| T::from_f64(x).to_f64());
    points.filter(|x| x.is_normal() || x.is_subnormal()).collect()
}

/// What was seen.
#[derive(Debug, Default)]
struct Seen {
    results: usize,
    judged: usize,
    worst: Worst,
    problems: Vec<String>,
}

/// One formula in one type, as register code or by what stands for it. `arithmetic` is that
/// of operations on the way.
fn measure<T: Measured>(
    as_code: bool,
    text: &str,
    formula: &Formula,
    reference: &Reference,
    arithmetic: &'static Arithmetic,
    points: &[f64],
    seen: &mut Seen,
) {
    let x: Vec<T> = points.iter().map(|&x| T::from_f64(x)).collect();
    let one = vec![T::from_f64(1.0); x.len()];
    let (mut y, mut gx) = (x.clone(), x.clone());
    let kernel =
        if as_code { formula.kernel().as_register_code() } else { formula.kernel().as_unknown() };
    let kernel = kernel.threads(1);
    kernel.forward_backward(&x, &one, &mut y, &mut gx).unwrap();
    let expressions = [formula.expression(), formula.derivative()];
    let parameters: Vec<Conditioned> =
        formula.values().iter().map(|&p| Conditioned::exact(p, arithmetic)).collect();
    for (i, &x) in points.iter().enumerate() {
        let computed = [y[i].to_f64(), gx[i].to_f64()];
        // What rounding on the way may show, in units of the result.
        let expected = expressions.each_ref().map(|expression| {
            let at = expression.evaluate(Conditioned::exact(x, arithmetic), &parameters);
            at.error / unit(at.value, T::FORMAT)
        });
        let judged = expected.map(|shows| shows <= BOUND);
        seen.results += 2;
        seen.judged += judged.iter().filter(|&&judged| judged).count();
        // The reference takes long where digits are lost, as in sines of huge numbers.
        if judged == [false; 2] && computed.iter().all(|c| c.is_finite()) {
            continue;
        }
        let want = Want::FIRST.for_format(T::FORMAT);
        let truth: Evaluation = reference.evaluate_with(x, formula.values(), want);
        let settled = truth.settled;
        for (k, (truth, what)) in [(&truth.value, "value"), (&truth.d1, "slope")].iter().enumerate()
        {
            let (judged, computed) = (judged[k], computed[k]);
            let ulp = T::FORMAT.ulp_error(computed, truth);
            if !(settled && truth.is_finite()) {
                continue;
            }
            if !computed.is_finite() || judged && (ulp > BOUND || ulp.is_nan()) {
                seen.problems.push(format!(
                    "{text}: the {what} at {x:e} in {} is {computed:e}, {ulp:.1} units from {:e}",
                    T::NAME,
                    truth.to_f64()
                ));
            } else if judged {
                seen.worst.note(ulp, x);
            }
        }
    }
}

fn check<T: Measured>(arithmetic: &'static Arithmetic) {
    let mut random = Random(0x5eed);
    let mut seen = Seen::default();
    let mut formulas = 0;
    while formulas < FORMULAS {
        let depth = 1 + random.below(4);
        let body = formula(&mut random, depth);
        let text = format!("f(a=1.5) = {body}");
        let mut points = points::<T>(&mut random);
        // A quotient of zeros is what its limit is, which the reference does not know.
        if !body.replace("1/(1 + exp", "").contains('/') {
            points.extend([0.0, -0.0]);
        }
        let (Ok(formula), Ok(reference)) =
            (Formula::parse(&text), Reference::parse(&body, &[("a", 1.5)]))
        else {
            panic!("{text}");
        };
        formulas += 1;
        for as_code in [true, false] {
            measure::<T>(as_code, &text, &formula, &reference, arithmetic, &points, &mut seen);
        }
    }
    let Seen { results, judged, worst, problems } = seen;
    println!("{}: {results} results, {judged} judged, worst {worst:?}", T::NAME);
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n"));
    assert!(judged * 2 > results, "{judged} of {results} are well conditioned");
}

#[test]
fn random_formulas_in_f64() {
    check::<f64>(&DOUBLE);
}

#[test]
fn random_formulas_in_f32() {
    check::<f32>(&SHORT);
}

#[test]
fn random_formulas_in_half_precision() {
    check::<f16>(&SHORT);
    check::<bf16>(&SHORT);
}

/// What a call gives is the same to the bit whatever else it is asked for, and whatever
/// stands beside it in the array.
fn same_bits<T: Measured>() {
    let bits = |v: &[T]| -> Vec<u64> {
        let canonical = |v: f64| if v.is_nan() { f64::NAN } else { v };
        v.iter().map(|&v| canonical(v.to_f64()).to_bits()).collect()
    };
    let mut random = Random(0xb175);
    for _ in 0..FORMULAS {
        let depth = 1 + random.below(5);
        let text = format!("f(a=1.5) = {}", formula(&mut random, depth));
        let formula = Formula::parse(&text).unwrap();
        let mut points = points::<T>(&mut random);
        // Blocks where all is finite, and blocks where not.
        points.extend((0..300).map(|_| random.unit() * 8.0));
        points.extend([0.0, -0.0, f64::INFINITY, f64::NEG_INFINITY, f64::NAN]);
        let x: Vec<T> = points.iter().map(|&x| T::from_f64(x)).collect();
        let gy: Vec<T> = points.iter().map(|_| T::from_f64(random.unit())).collect();
        let [mut y, mut y2, mut gx, mut gx2, mut gx3] = [(); 5].map(|()| x.clone());
        let kernel = formula.kernel().as_register_code().threads(1);
        kernel.forward(&x, &mut y).unwrap();
        kernel.backward(&x, &gy, &mut gx).unwrap();
        kernel.forward_backward(&x, &gy, &mut y2, &mut gx2).unwrap();
        kernel.backward_parameters(&x, &gy, &mut gx3, &mut [0.0]).unwrap();
        let differs = |v: &[T], other: &[T]| {
            let pairs = bits(v).into_iter().zip(bits(other));
            pairs.zip(&points).find(|((a, b), _)| a != b).map(|(_, &x)| x)
        };
        assert_eq!(differs(&y, &y2), None, "{text}: value with slope");
        assert_eq!(differs(&gx, &gx2), None, "{text}: slope with value");
        assert_eq!(differs(&gx, &gx3), None, "{text}: slope with those by parameters");
        for i in (0..x.len()).step_by(5) {
            let (mut one, mut slope) = ([x[i]], [x[i]]);
            kernel.forward(&x[i..=i], &mut one).unwrap();
            kernel.backward(&x[i..=i], &gy[i..=i], &mut slope).unwrap();
            let alone = [one[0], slope[0]];
            assert_eq!(bits(&alone), bits(&[y[i], gx[i]]), "{text} at {:e} alone", points[i]);
        }
    }
}

#[test]
fn bits_depend_on_the_argument_alone() {
    same_bits::<f32>();
    same_bits::<f64>();
    same_bits::<f16>();
    same_bits::<bf16>();
}
