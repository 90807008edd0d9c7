//! Operations over the last axis against arbitrary precision, and what they refuse.

use nonlin::vector::Operation;
use nonlin::{Activation, Element, bf16, f16};
use nonlin_reference::Format;
use nonlin_reference::rug::Float;

const PRECISION: u32 = 400;

type Row = Vec<Float>;

fn float(x: f64) -> Float {
    Float::with_val(PRECISION, x)
}

fn total(row: &[Float]) -> Float {
    row.iter().fold(float(0.0), |a, b| a + b)
}

/// Shares and their logarithms, in arbitrary precision, naively.
fn shares(x: &[f64], sign: f64, more: f64) -> (Row, Float) {
    let exponentials: Row = x.iter().map(|&x| float(sign * x).exp()).collect();
    let sum = total(&exponentials) + more;
    (exponentials.into_iter().map(|e| e / &sum).collect(), sum)
}

/// The definition of an operation, and its gradient.
fn truth(name: &str, x: &[f64], gy: &[f64]) -> (Row, Row) {
    let n = x.len();
    match name {
        "softmax" | "softmin" | "quiet_softmax" => {
            let sign = if name == "softmin" { -1.0 } else { 1.0 };
            let (y, _) = shares(x, sign, if name == "quiet_softmax" { 1.0 } else { 0.0 });
            let products: Row =
                y.iter().zip(gy).map(|(y, &g)| Float::with_val(PRECISION, y * g)).collect();
            let mean = total(&products);
            let gx = (0..n).map(|i| (float(gy[i]) - &mean) * &y[i] * sign).collect();
            (y, gx)
        }
        "log_softmax" => {
            let (p, sum) = shares(x, 1.0, 0.0);
            let y = x.iter().map(|&x| float(x) - sum.clone().ln()).collect();
            let sum = total(&gy.iter().map(|&g| float(g)).collect::<Row>());
            (y, (0..n).map(|i| float(gy[i]) - &sum * p[i].clone()).collect())
        }
        "sparsemax" => {
            let mut sorted: Vec<f64> = x.to_vec();
            sorted.sort_by(|a, b| b.total_cmp(a));
            let mut threshold = float(0.0);
            let mut sum = float(0.0);
            for (k, &z) in sorted.iter().enumerate() {
                sum += z;
                let own = float(z) * (k as f64 + 1.0) + 1.0;
                if own > sum {
                    threshold = (sum.clone() - 1.0) / (k as f64 + 1.0);
                }
            }
            let y: Row = x.iter().map(|&x| (float(x) - &threshold).max(&float(0.0))).collect();
            let inside: Vec<usize> = (0..n).filter(|&i| y[i] > 0.0).collect();
            let mean =
                total(&inside.iter().map(|&i| float(gy[i])).collect::<Row>()) / inside.len() as f64;
            let gx = (0..n).map(|i| if y[i] > 0.0 { float(gy[i]) - &mean } else { float(0.0) });
            (y.clone(), gx.collect())
        }
        "crelu" => {
            let side = |s: f64| x.iter().map(move |&x| float((s * x).max(0.0)));
            let gx = (0..n).map(|i| match x[i] {
                x if x > 0.0 => float(gy[i]),
                x if x < 0.0 => float(-gy[n + i]),
                _ => float(0.0),
            });
            (side(1.0).chain(side(-1.0)).collect(), gx.collect())
        }
        "maxout(k=3)" => {
            let mut gx = vec![float(0.0); n];
            let y = x.chunks(3).enumerate().map(|(group, xs)| {
                let largest = xs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                let at = xs.iter().position(|&x| x == largest).unwrap();
                gx[3 * group + at] = float(gy[group]);
                float(largest)
            });
            (y.collect(), gx.clone())
        }
        _ => {
            let half = n / 2;
            let logistic = |x: &Float| (float(1.0) + (-x.clone()).exp()).recip();
            let one = |g: &Float| -> (Float, Float) {
                let s = logistic(g);
                let slope = s.clone() * (float(1.0) - &s);
                match name {
                    "glu" | "gtu" => (s, slope),
                    "reglu" => {
                        let on = float(f64::from(*g > 0.0));
                        (on.clone() * g, on)
                    }
                    "geglu" => {
                        let root = float(2.0).sqrt();
                        let cdf: Float = (-g.clone() / root).erfc() / 2.0f64;
                        let pi =
                            Float::with_val(PRECISION, nonlin_reference::rug::float::Constant::Pi);
                        let square: Float = Float::with_val(PRECISION, g * g) / -2.0f64;
                        let pdf = square.exp() / (pi * 2.0f64).sqrt();
                        (cdf.clone() * g, cdf + pdf * g)
                    }
                    "swiglu(beta=1.5)" => {
                        let s = logistic(&(g.clone() * 1.5));
                        let slope = s.clone() * (float(1.0) - &s) * 1.5;
                        (s.clone() * g, s + slope * g)
                    }
                    _ => (g.clone(), float(1.0)),
                }
            };
            let (mut y, mut by_value, mut by_gate) = (Row::new(), Row::new(), Row::new());
            for i in 0..half {
                let (v, (gate, slope)) = (float(x[i]), one(&float(x[half + i])));
                let (v, dv) = if name == "gtu" {
                    let t = v.tanh();
                    (t.clone(), float(1.0) - t.clone() * t)
                } else {
                    (v, float(1.0))
                };
                y.push(v.clone() * &gate);
                by_value.push(gate * dv * gy[i]);
                by_gate.push(v * slope * gy[i]);
            }
            by_value.extend(by_gate);
            (y, by_value)
        }
    }
}

const NAMES: [&str; 13] = [
    "softmax",
    "softmin",
    "log_softmax",
    "quiet_softmax",
    "sparsemax",
    "glu",
    "reglu",
    "geglu",
    "swiglu(beta=1.5)",
    "bilinear_glu",
    "gtu",
    "maxout(k=3)",
    "crelu",
];

fn number(i: usize) -> f64 {
    (i as f64 * 0.754_877_666_246_692_7).fract() * 2.0 - 1.0
}

/// Rows of 12: near, far, tied, tiny, one that rules.
fn rows() -> Vec<Vec<f64>> {
    let mut rows: Vec<Vec<f64>> = [0.1, 1.0, 4.0, 30.0, 300.0]
        .iter()
        .enumerate()
        .map(|(k, scale)| (0..12).map(|i| scale * number(31 * k + i)).collect())
        .collect();
    rows.push(vec![0.0; 12]);
    rows.push((0..12).map(|i| if i == 5 { 40.0 } else { 1e-3 * number(i) }).collect());
    rows.push((0..12).map(|i| 1000.0 + number(i)).collect());
    rows.push((0..12).map(|i| -60.0 + 3.0 * number(i)).collect());
    rows
}

/// Errors in units of the element type; `terms` is what a sum that cancels is made of.
fn judge<T: Element>(format: Format, name: &str) {
    let operation: Operation = name.parse().unwrap();
    for row in rows() {
        let x: Vec<T> = row.iter().map(|&x| T::from_f64(x)).collect();
        let wide: Vec<f64> = x.iter().map(|x| x.to_f64()).collect();
        let own = operation.width(12).unwrap();
        let gy: Vec<T> = (0..own).map(|i| T::from_f64(number(7 * i + 3))).collect();
        let gradient: Vec<f64> = gy.iter().map(|g| g.to_f64()).collect();
        let (y, gx) = truth(name, &wide, &gradient);
        let mut found = vec![T::default(); own];
        operation.forward(&x, 12, &mut found).unwrap();
        for (i, y) in y.iter().enumerate() {
            let ulp = format.ulp_error(found[i].to_f64(), y);
            // Sums of numbers of size 1 in f64.
            let off = Float::with_val(PRECISION, y - found[i].to_f64()).to_f64().abs();
            let sums = matches!(name, "sparsemax" | "log_softmax");
            assert!(ulp <= 3.0 || (sums && off <= 4e-16), "{name} of {wide:?}: {i} is {ulp} off");
        }
        let mut found = vec![T::default(); 12];
        operation.backward(&x, 12, &gy, &mut found).unwrap();
        for (i, g) in gx.iter().enumerate() {
            let ulp = format.ulp_error(found[i].to_f64(), g);
            let off = Float::with_val(PRECISION, g - found[i].to_f64()).to_f64().abs();
            // A gradient is a difference of the size of gy, times a share.
            let share = match name {
                "softmax" | "softmin" | "quiet_softmax" => y[i].to_f64(),
                _ => 1.0,
            };
            assert!(
                ulp <= 3.0 || off <= 4e-16 * share,
                "{name}' of {wide:?}: {i} is {ulp} units, {off:e} off"
            );
        }
    }
}

#[test]
fn operations_are_their_definitions() {
    for name in NAMES {
        judge::<f32>(Format::F32, name);
        judge::<f64>(Format::F64, name);
        judge::<f16>(Format::F16, name);
        judge::<bf16>(Format::BF16, name);
    }
}

#[test]
fn extremes_give_numbers() {
    let values = [0.0, -0.0, 5e-324, f64::MAX, f64::MIN, 1e300, -1e300, 1.0];
    for name in NAMES {
        let operation: Operation = name.parse().unwrap();
        for k in 0..64_usize {
            let x: Vec<f64> = (0..6).map(|i| values[(k * (i + 1) + k / 8 + i) % 8]).collect();
            let own = operation.width(6).unwrap();
            let (mut y, mut gx) = (vec![0.0; own], [0.0; 6]);
            operation.forward(&x, 6, &mut y).unwrap();
            let gy: Vec<f64> = (0..own).map(|i| values[(i + k) % 8] / 1e10).collect();
            operation.backward(&x, 6, &gy, &mut gx).unwrap();
            let finite = y.iter().chain(&gx).all(|v| v.is_finite());
            assert!(finite, "{name} of {x:?}: {y:?} {gx:?} for {gy:?}");
        }
    }
    let forward = |name: &str, x: &[f32]| {
        let operation: Operation = name.parse().unwrap();
        let mut y = vec![0.0; operation.width(x.len()).unwrap()];
        operation.forward(x, x.len(), &mut y).unwrap();
        y
    };
    let inf = f32::INFINITY;
    assert_eq!(forward("softmax", &[inf, 1.0, -inf]), [1.0, 0.0, 0.0]);
    assert_eq!(forward("softmax", &[-inf, -inf]), [0.5, 0.5]);
    assert_eq!(forward("softmin", &[-inf, 1.0]), [1.0, 0.0]);
    assert_eq!(forward("log_softmax", &[0.0, -inf]), [0.0, -inf]);
    assert_eq!(forward("quiet_softmax", &[-inf, -inf]), [0.0, 0.0]);
    assert_eq!(forward("sparsemax", &[3.0, -inf, 0.0]), [1.0, 0.0, 0.0]);
    assert_eq!(forward("swiglu", &[2.0, -inf]), [0.0]);
    assert_eq!(forward("maxout(k=2)", &[1.0, -inf]), [1.0]);
    for name in NAMES {
        let x = [f32::NAN; 6];
        assert!(forward(name, &x).iter().all(|y| y.is_nan()), "{name}");
    }
}

#[test]
fn rows_are_apart_and_halves_swap() {
    let x: Vec<f32> = (0..60_000).map(|i| number(i) as f32 * 5.0).collect();
    for name in ["softmax", "swiglu", "crelu", "maxout(k=3)"] {
        let operation: Operation = name.parse().unwrap();
        let own = operation.width(6).unwrap();
        let mut all = vec![0.0; 10_000 * own];
        operation.forward(&x, 6, &mut all).unwrap();
        let gy: Vec<f32> = (0..all.len()).map(|i| number(i + 9) as f32).collect();
        let mut gx = vec![0.0; x.len()];
        operation.backward(&x, 6, &gy, &mut gx).unwrap();
        for row in [0, 1, 77, 9_999] {
            let (own_x, own_y) = (row * 6..row * 6 + 6, row * own..(row + 1) * own);
            let (mut one, mut one_gx) = (vec![0.0; own], [0.0; 6]);
            operation.forward(&x[own_x.clone()], 6, &mut one).unwrap();
            operation.backward(&x[own_x.clone()], 6, &gy[own_y.clone()], &mut one_gx).unwrap();
            assert_eq!((&all[own_y], &gx[own_x]), (&one[..], &one_gx[..]), "{name}");
        }
    }
    let swiglu: Operation = "SwiGLU".parse().unwrap();
    let (mut usual, mut swapped) = ([0.0; 2], [0.0; 2]);
    swiglu.forward(&[3.0f32, -1.0, 0.5, 2.0], 4, &mut usual).unwrap();
    let first = swiglu.clone().gate_first().unwrap();
    first.forward(&[0.5f32, 2.0, 3.0, -1.0], 4, &mut swapped).unwrap();
    assert_eq!(usual, swapped);
    let silu: Activation = "silu".parse().unwrap();
    assert_eq!(usual[0], (3.0 * silu.value(0.5)) as f32);
}

#[test]
fn mistakes_are_named() {
    let error = |text: &str| text.parse::<Operation>().unwrap_err().to_string();
    assert!(error("sofmax").contains("softmax"), "{}", error("sofmax"));
    assert!(error("xyz").contains("sparsemax"));
    assert!(error("swiglu(b=2)").contains("beta="));
    assert!(error("maxout(k=0)").contains("from 1 up"));
    assert!(error("softmax(t=2)").contains("no parameters"));
    assert!(error("maxout(k=2").contains("')'"));
    let glu: Operation = "glu".parse().unwrap();
    assert!(glu.width(3).unwrap_err().to_string().contains("two halves"));
    assert!(glu.width(0).unwrap_err().to_string().contains("at least one"));
    let mut y = [0.0f32; 3];
    let message = glu.forward(&[1.0; 8], 4, &mut y).unwrap_err().to_string();
    assert!(message.contains("y has 3 elements") && message.contains("has 4"), "{message}");
    let message = glu.forward(&[1.0; 7], 4, &mut y).unwrap_err().to_string();
    assert!(message.contains("whole rows of 4"), "{message}");
    assert!("relu".parse::<Operation>().is_err());
    let softmax: Operation = "softmax".parse().unwrap();
    assert!(softmax.gate_first().unwrap_err().to_string().contains("no gate"));
    for name in NAMES {
        assert_eq!(name.parse::<Operation>().unwrap().to_string(), name);
    }
    for name in Operation::NAMES {
        name.parse::<Operation>().unwrap();
    }
}
