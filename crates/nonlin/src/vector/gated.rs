//! Gated linear units: a value times a function of a gate.

use std::fmt;

use crate::activation::Activation;
use crate::error::Result;

/// A gated unit.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Gated {
    name: &'static str,
    /// What the value goes through.
    value: Option<Activation>,
    /// What the gate goes through; nothing for the bilinear unit.
    gate: Option<Activation>,
    gate_first: bool,
}

impl Gated {
    pub(super) fn new(name: &'static str, beta: Option<f64>) -> Result<Gated> {
        let of = |name: &str| Activation::new(name).map(Some);
        let (value, gate) = match name {
            "gtu" => (of("tanh")?, of("sigmoid")?),
            "reglu" => (None, of("relu")?),
            "geglu" => (None, of("gelu")?),
            "swiglu" => {
                let swish = Activation::new("swish")?.with("beta", beta.unwrap_or(1.0))?;
                (None, Some(swish))
            }
            "bilinear_glu" => (None, None),
            _ => (None, of("sigmoid")?),
        };
        Ok(Gated { name, value, gate, gate_first: false })
    }

    pub(super) fn gate_first(self) -> Gated {
        Gated { gate_first: true, ..self }
    }

    /// Value and gate of a row.
    fn halves<'a>(&self, row: &'a [f64]) -> (&'a [f64], &'a [f64]) {
        let (first, second) = row.split_at(row.len() / 2);
        if self.gate_first { (second, first) } else { (first, second) }
    }

    pub(super) fn forward(&self, x: &[f64], y: &mut [f64]) {
        let (value, gate) = self.halves(x);
        let (value, gate) = (applied(&self.value, value), applied(&self.gate, gate));
        for (i, y) in y.iter_mut().enumerate() {
            *y = product(value.0[i], gate.0[i]);
        }
    }

    pub(super) fn backward(&self, x: &[f64], gy: &[f64], gx: &mut [f64]) {
        let (value, gate) = self.halves(x);
        let (value, gate) = (applied(&self.value, value), applied(&self.gate, gate));
        let (first, second) = gx.split_at_mut(gy.len());
        let (by_value, by_gate) = if self.gate_first { (second, first) } else { (first, second) };
        for (i, &g) in gy.iter().enumerate() {
            by_value[i] = product(g, product(gate.0[i], value.1[i]));
            by_gate[i] = product(g, product(value.0[i], gate.1[i]));
        }
    }
}

/// A zero absorbs an infinity: a closed gate lets nothing pass.
fn product(a: f64, b: f64) -> f64 {
    if (a == 0.0 && !b.is_nan()) || (b == 0.0 && !a.is_nan()) { 0.0 } else { a * b }
}

/// Values and slopes.
fn applied(activation: &Option<Activation>, x: &[f64]) -> (Vec<f64>, Vec<f64>) {
    let ones = vec![1.0; x.len()];
    let Some(activation) = activation else { return (x.to_vec(), ones) };
    let (mut y, mut slope) = (vec![0.0; x.len()], vec![0.0; x.len()]);
    let kernel = activation.kernel().threads(1);
    match kernel.forward_backward(x, &ones, &mut y, &mut slope) {
        Ok(()) => (y, slope),
        // The lengths are equal.
        Err(_) => (ones.clone(), ones),
    }
}

impl fmt::Display for Gated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)?;
        match &self.gate {
            Some(gate) if self.name == "swiglu" && gate.values() != [1.0] => {
                write!(f, "(beta={})", gate.values()[0])
            }
            _ => Ok(()),
        }
    }
}
