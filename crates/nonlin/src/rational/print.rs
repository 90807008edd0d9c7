//! Units as formulas.

use std::fmt::{self, Write};

use super::{Basis, Denominator, Unit};

impl fmt::Display for Unit {
    /// The formula, as in `(1 + 2*He_1(x)) / (1 + abs(0.5)*abs(He_1(x)))`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let basis = self.form().basis;
        let polynomial = |n: usize| match (basis, n) {
            (Basis::Monomial, 1) => "x".to_owned(),
            (Basis::Monomial, n) => format!("x^{n}"),
            (_, n) => format!("{}_{n}(x)", basis.letter()),
        };
        let sum = |first: usize, coefficients: &[f64]| {
            let mut text = String::new();
            for (n, &c) in coefficients.iter().enumerate().map(|(i, c)| (i + first, c)) {
                if c == 0.0 {
                    continue;
                }
                let joint = match (text.is_empty(), c < 0.0) {
                    (true, true) => "-",
                    (true, false) => "",
                    (false, true) => " - ",
                    (false, false) => " + ",
                };
                let _ = write!(text, "{joint}{}", c.abs());
                if n > 0 {
                    let _ = write!(text, "*{}", polynomial(n));
                }
            }
            if text.is_empty() { "0".to_owned() } else { text }
        };
        let first = self.form().version.first();
        let offset = self.form().version.offset();
        let denominator = match self.form().version {
            Denominator::Raw => {
                let mut with_one = vec![1.0];
                with_one.extend_from_slice(self.denominator());
                sum(0, &with_one)
            }
            Denominator::AbsoluteTerms => {
                let mut text = String::from("1");
                for (n, c) in self.denominator().iter().enumerate().map(|(j, c)| (j + 1, c)) {
                    if *c != 0.0 {
                        let _ = write!(text, " + {}*abs({})", c.abs(), polynomial(n));
                    }
                }
                text
            }
            _ => format!("{offset} + abs({})", sum(first, self.denominator())),
        };
        write!(f, "({}) / ({denominator})", sum(0, self.numerator()))
    }
}
