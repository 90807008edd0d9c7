//! Units as formulas, in text and in LaTeX.

use std::fmt;

use super::{Basis, Denominator, Form, Unit};

/// The two notations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    Text,
    Latex,
}

/// A coefficient as it is printed.
struct Coefficient {
    text: String,
    negative: bool,
    /// Whether it is a number, whose magnitude is known.
    number: bool,
}

impl Coefficient {
    /// None for zeros, which are left out.
    fn number(c: f64) -> Option<Self> {
        let size = c.abs();
        let text =
            if (1e-5..1e16).contains(&size) { size.to_string() } else { format!("{size:e}") };
        (c != 0.0).then_some(Coefficient { text, negative: c < 0.0, number: true })
    }

    fn name(letter: char, index: usize, style: Style) -> Option<Self> {
        let text = match style {
            Style::Text => format!("{letter}_{index}"),
            Style::Latex => format!("{letter}_{{{index}}}"),
        };
        Some(Coefficient { text, negative: false, number: false })
    }
}

/// What `f_n(x)` is called.
fn polynomial(basis: Basis, n: usize, style: Style) -> String {
    match (basis, n, style) {
        (Basis::Monomial, 1, _) => "x".to_owned(),
        (Basis::Monomial, n, Style::Text) => format!("x^{n}"),
        (Basis::Monomial, n, Style::Latex) => format!("x^{{{n}}}"),
        (_, n, Style::Text) => format!("{}_{n}(x)", basis.letter()),
        (_, n, Style::Latex) => {
            format!("\\mathit{{{}}}_{{{n}}}\\left(x\\right)", basis.letter())
        }
    }
}

/// `|.|`.
fn magnitude(inside: &str, style: Style) -> String {
    match style {
        Style::Text => format!("abs({inside})"),
        Style::Latex => format!("\\left|{inside}\\right|"),
    }
}

/// The sum of coefficients times polynomials, from `f_first` on.
fn sum(
    basis: Basis,
    style: Style,
    first: usize,
    coefficients: impl IntoIterator<Item = Option<Coefficient>>,
) -> String {
    let dot = if style == Style::Text { "*" } else { "\\," };
    let mut text = String::new();
    let terms = coefficients.into_iter().enumerate();
    for (n, c) in terms.filter_map(|(i, c)| Some((i + first, c?))) {
        text += match (text.is_empty(), c.negative) {
            (true, true) => "-",
            (true, false) => "",
            (false, true) => " - ",
            (false, false) => " + ",
        };
        text += &c.text;
        if n > 0 {
            text += dot;
            text += &polynomial(basis, n, style);
        }
    }
    if text.is_empty() { "0".to_owned() } else { text }
}

/// Numerator and denominator.
fn parts(
    form: &Form,
    style: Style,
    a: Vec<Option<Coefficient>>,
    b: Vec<Option<Coefficient>>,
) -> (String, String) {
    let (basis, first, offset) = (form.basis, form.version.first(), form.version.offset());
    let numerator = sum(basis, style, 0, a);
    let denominator = match form.version {
        Denominator::Raw => {
            let one = std::iter::once(Coefficient::number(1.0));
            sum(basis, style, 0, one.chain(b))
        }
        Denominator::AbsoluteTerms => {
            let dot = if style == Style::Text { "*" } else { "\\," };
            let terms = b.into_iter().enumerate().filter_map(|(j, c)| Some((j + first, c?)));
            terms.fold(offset.to_string(), |text, (n, c)| {
                let f = polynomial(basis, n, style);
                let term = if c.number {
                    format!("{}{dot}{}", c.text, magnitude(&f, style))
                } else {
                    magnitude(&format!("{}{dot}{f}", c.text), style)
                };
                format!("{text} + {term}")
            })
        }
        _ => format!("{offset} + {}", magnitude(&sum(basis, style, first, b), style)),
    };
    (numerator, denominator)
}

fn quotient((p, q): (String, String), style: Style) -> String {
    match style {
        Style::Text => format!("({p}) / ({q})"),
        Style::Latex => format!("\\frac{{{p}}}{{{q}}}"),
    }
}

impl Form {
    fn printed(&self, style: Style) -> String {
        let names = |letter, indices: std::ops::RangeInclusive<usize>| {
            indices.map(|i| Coefficient::name(letter, i, style)).collect()
        };
        let a = names('a', 0..=self.numerator);
        let b = names('b', self.version.first()..=self.denominator);
        quotient(parts(self, style, a, b), style)
    }

    /// The formula with names for the coefficients, as in
    /// `(a_0 + a_1*x) / (1 + abs(b_1*x))`.
    #[must_use]
    pub fn text(&self) -> String {
        self.printed(Style::Text)
    }

    /// The same as LaTeX.
    #[must_use]
    pub fn latex(&self) -> String {
        self.printed(Style::Latex)
    }
}

impl Unit {
    fn printed(&self, style: Style) -> String {
        let numbers = |c: &[f64]| c.iter().map(|&c| Coefficient::number(c)).collect();
        let (a, b) = (numbers(self.numerator()), numbers(self.denominator()));
        quotient(parts(self.form(), style, a, b), style)
    }

    /// The formula with its numbers as LaTeX.
    #[must_use]
    pub fn latex(&self) -> String {
        self.printed(Style::Latex)
    }
}

impl fmt::Display for Unit {
    /// The formula, as in `(1 + 2*He_1(x)) / (1 + 0.5*abs(He_1(x)))`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.printed(Style::Text))
    }
}
