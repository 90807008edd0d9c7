//! Where functions are measured.

use nonlin::Activation;

use super::Domain;

/// Points in the domain: the first are numbers of f16 and of bf16, too.
pub struct Points {
    pub small: Vec<f64>,
    pub f32: Vec<f64>,
    pub f64: Vec<f64>,
}

impl Points {
    pub fn new(activation: &Activation, domain: Domain) -> Points {
        let signed = |v: Vec<f64>| -> Vec<f64> {
            let all = v.iter().map(|x| -x).chain(v.iter().copied());
            all.filter(|&x| domain.has(x)).collect()
        };
        let mut small = vec![0.0, 2f64.powi(-24), 2f64.powi(-14), 65_280.0, 1024.0, 4096.0];
        for e in -6..8 {
            let steps = if (-2..5).contains(&e) { 16 } else { 4 };
            small
                .extend((0..steps).map(|i| 2f64.powi(e) * (1.0 + f64::from(i) / f64::from(steps))));
        }
        let mut single: Vec<f64> =
            (-140..128).step_by(4).map(|e| 1.3 * f64::from(e).exp2()).collect();
        single.extend([
            f64::from(f32::MAX),
            f64::from(f32::MIN_POSITIVE),
            f64::from(f32::from_bits(1)),
        ]);
        single.extend((0..150).map(|i| (f64::from(i) * 0.618_034).fract() * 7.0));
        single.extend((0..60).map(|i| (f64::from(i) * 0.618_034).fract() * 110.0));
        let mut double: Vec<f64> =
            (-1070..1023).step_by(40).map(|e| 1.3 * f64::from(e).exp2()).collect();
        double.extend([f64::MAX, f64::MIN_POSITIVE, 5e-324]);
        double.extend((0..100).map(|i| (f64::from(i) * 0.618_034 + 0.1).fract() * 7.0));
        double.extend((0..50).map(|i| (f64::from(i) * 0.618_034 + 0.1).fract() * 760.0));
        let (mut single, mut double) = (signed(single), signed(double));
        for t in bends(activation) {
            for k in -3..=3 {
                let x = t + f64::from(k) * t.abs().max(1e-3) * 2f64.powi(-21);
                single.push(x);
                let x = t + f64::from(k) * t.abs().max(1e-3) * 2f64.powi(-50);
                double.push(x);
            }
        }
        let single = single.into_iter().map(|x| f64::from(x as f32)).filter(|&x| domain.has(x));
        Points {
            small: signed(small),
            f32: single.collect(),
            f64: double.into_iter().filter(|&x| domain.has(x)).collect(),
        }
    }
}

/// Where formulas bend, as a rule: at 0, at small numbers, and at their parameters.
fn bends(activation: &Activation) -> Vec<f64> {
    let mut bends = vec![0.0, 0.5, 1.0, 2.0, 3.0];
    bends.extend(activation.values().iter().flat_map(|p| [p.abs(), p.abs() / 2.0]));
    bends.into_iter().flat_map(|t| [-t, t]).collect()
}
