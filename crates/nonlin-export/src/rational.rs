//! Rational units as formulas that do not overflow: by powers of `x` up to 1, and beyond
//! by powers of `1/x`.

use nonlin::rational::{Denominator, Form};
use nonlin::{Formula, Function};

/// As far as powers of `x` are taken where nothing else is left.
const REACH: f64 = 1e6;

/// The unit as a formula with its coefficients as parameters.
pub(crate) fn formula(form: Form, function: &Function) -> nonlin::Result<Formula> {
    let names: Vec<&str> = function.parameters().iter().map(|p| p.name).collect();
    let (a, b) = names.split_at(form.numerators());
    let (m, n) = (form.numerators() - 1, form.basis.to_powers(form.denominator).len() - 1);
    let rows = form.basis.to_powers(m.max(n));
    let first = form.version.first();

    // The coefficients of a polynomial by powers of x, as texts.
    let powers = |names: &[&str], first: usize, degree: usize| -> Vec<String> {
        let of_power = |j: usize| {
            let terms = names.iter().zip(&rows[first..]).filter_map(|(name, row)| {
                let c = row.get(j).copied().filter(|&c| c != 0.0)?;
                Some(if c == 1.0 { (*name).to_owned() } else { format!("({c:e})*{name}") })
            });
            terms.collect::<Vec<_>>().join(" + ")
        };
        (0..=degree).map(of_power).collect()
    };
    let numerator = powers(a, 0, m);
    let sum = powers(b, first, n);
    let offset = form.version.offset();

    let near = |t: &str| {
        let denominator = match form.version {
            Denominator::Raw => format!("{offset} + {}", horner(&sum, t)),
            Denominator::AbsoluteTerms => {
                let terms = b
                    .iter()
                    .zip(&rows[first..])
                    .map(|(name, row)| format!(" + abs({name})*abs({})", horner(&numbers(row), t)));
                format!("{offset}{}", terms.collect::<String>())
            }
            _ => format!("{offset} + abs({})", horner(&sum, t)),
        };
        format!("({})/({denominator})", horner(&numerator, t))
    };

    // In r = 1/x: x^m p(r) / (x^n q(r)).
    let r = "if(abs(x) <= 1, 1, 1/x)";
    let reversed = |coefficients: &[String]| {
        horner(&coefficients.iter().rev().cloned().collect::<Vec<_>>(), r)
    };
    let size = format!("abs({r})");
    let denominator = match form.version {
        Denominator::Raw => format!("{offset}*({r})^{n} + {}", reversed(&sum)),
        Denominator::AbsoluteTerms => {
            let terms = b.iter().zip(&rows[first..]).enumerate().map(|(k, (name, row))| {
                let degree = k + first;
                let row = &numbers(row)[..=degree];
                format!(" + abs({name})*{size}^{}*abs({})", n - degree, reversed(row))
            });
            format!("{offset}*{size}^{n}{}", terms.collect::<String>())
        }
        _ => format!("{offset}*{size}^{n} + abs({})", reversed(&sum)),
    };
    let odd = n % 2 == 1 && form.version != Denominator::Raw;
    let sign = if odd { "if(x < 0, -1, 1)*" } else { "" };
    let quotient = format!("{sign}({})/({denominator})", reversed(&numerator));
    let far = match m.checked_sub(n) {
        Some(0) => quotient,
        Some(power) => format!("x^{power}*({quotient})"),
        None => format!("({r})^{}*({quotient})", n - m),
    };
    // Coefficients that are 0, or nearly, leave a denominator of powers that underflow: then by
    // powers of x, as far as these do not overflow.
    let (direct, nearer) = (near("x"), near(&format!("clamp(x, -{REACH:e}, {REACH:e})")));
    let text = format!(
        "unit({}) = if(abs(x) <= 1, {}, if(abs({denominator}) <= 1e-30, if({direct} == {direct}, {direct}, {nearer}), {far}))",
        function
            .parameters()
            .iter()
            .map(|p| format!("{}={:e}", p.name, p.default))
            .collect::<Vec<_>>()
            .join(", "),
        near("if(abs(x) <= 1, x, 1)"),
    );
    Formula::parse(&text)
}

fn numbers(row: &[f64]) -> Vec<String> {
    row.iter().map(|c| if *c == 0.0 { String::new() } else { format!("({c:e})") }).collect()
}

/// A polynomial with these coefficients, of which empty ones are 0.
fn horner(coefficients: &[String], t: &str) -> String {
    let mut text = String::new();
    for c in coefficients.iter().rev() {
        text = match (text.is_empty(), c.is_empty()) {
            (true, _) => c.clone(),
            (false, true) => format!("({text})*({t})"),
            (false, false) => format!("({text})*({t}) + {c}"),
        };
    }
    if text.is_empty() { "0".to_owned() } else { text }
}
