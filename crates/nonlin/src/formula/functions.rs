//! The functions of the language: name, arguments, and what they are in atoms.

use strsim::damerau_levenshtein;

use crate::atoms::{AtomId, Atoms};
use crate::program::{Node, Symbol, make};
use crate::real::Real;

/// A function that is written in terms of atoms and operations.
#[derive(Debug)]
pub(super) struct Composite {
    pub(super) name: &'static str,
    aliases: &'static [&'static str],
    /// The fewest and the most arguments.
    pub(super) arity: (usize, usize),
    /// How it is typeset: `#` stands for the arguments.
    pub(super) latex: &'static str,
    pub(super) lower: fn(&[Symbol]) -> Symbol,
}

/// Many arguments.
const MANY: usize = 64;

/// A row of [`COMPOSITES`].
macro_rules! composites {
    ($($name:literal [$($alias:literal),*] $low:literal..=$high:expr, $latex:literal, $lower:expr;)+) => {
        pub(super) static COMPOSITES: &[Composite] = &[
            $(Composite {
                name: $name,
                aliases: &[$($alias),*],
                arity: ($low, $high),
                latex: $latex,
                lower: $lower,
            },)+
        ];
    };
}

composites! {
    "abs" [] 1..=1, "\\left|#\\right|", |a| a[0].abs();
    "sqrt" [] 1..=1, "\\sqrt{#}", |a| a[0].sqrt();
    "floor" [] 1..=1, "\\left\\lfloor #\\right\\rfloor", |a| a[0].floor();
    "ceil" [] 1..=1, "\\left\\lceil #\\right\\rceil", |a| -(-a[0]).floor();
    "sign" ["sgn"] 1..=1, "\\operatorname{sgn}\\left(#\\right)", |a| {
        let zero = a[0].lit(0.0);
        let right = Symbol::select(zero.lt(a[0]), a[0].lit(1.0), zero);
        Symbol::select(a[0].lt(zero), a[0].lit(-1.0), right)
    };
    "min" ["minimum"] 2..=MANY, "\\min\\left(#\\right)", |a| fold(a, |a, b| extremum(b, a, a, b));
    "max" ["maximum"] 2..=MANY, "\\max\\left(#\\right)", |a| fold(a, |a, b| extremum(a, b, a, b));
    "clamp" ["clip"] 3..=3, "\\operatorname{clamp}\\left(#\\right)", |a| {
        let low = extremum(a[0], a[1], a[0], a[1]);
        extremum(a[2], low, low, a[2])
    };
    "relu" [] 1..=1, "\\operatorname{ReLU}\\left(#\\right)", |a| a[0].at_least(0.0);
    "pow" ["power"] 2..=2, "\\operatorname{pow}\\left(#\\right)", |a| power(a[0], a[1]);
    "square" [] 1..=1, "\\left(#\\right)^{2}", |a| a[0].square();
    "exp2" [] 1..=1, "2^{#}", |a| power(a[0].lit(2.0), a[0]);
    "log2" [] 1..=1, "\\log_{2}\\left(#\\right)", |a| a[0].ln() / a[0].lit(std::f64::consts::LN_2);
    "log10" [] 1..=1, "\\log_{10}\\left(#\\right)", |a| {
        a[0].ln() / a[0].lit(std::f64::consts::LN_10)
    };
    "sinh" [] 1..=1, "\\sinh\\left(#\\right)", |a| (a[0].expm1() - (-a[0]).expm1()).times(0.5);
    "cosh" [] 1..=1, "\\cosh\\left(#\\right)", |a| (a[0].exp() + (-a[0]).exp()).times(0.5);
    "sech" [] 1..=1, "\\operatorname{sech}\\left(#\\right)", |a| {
        a[0].lit(2.0) / (a[0].exp() + (-a[0]).exp())
    };
    "tan" [] 1..=1, "\\tan\\left(#\\right)", |a| a[0].sin() / a[0].cos();
    "asin" ["arcsin"] 1..=1, "\\arcsin\\left(#\\right)", |a| {
        let one = a[0].lit(1.0);
        (a[0] / ((one - a[0]) * (one + a[0])).sqrt()).atan()
    };
    "acos" ["arccos"] 1..=1, "\\arccos\\left(#\\right)", |a| {
        let one = a[0].lit(1.0);
        ((one - a[0]) / (one + a[0])).sqrt().atan().times(2.0)
    };
    "acosh" ["arcosh", "arccosh"] 1..=1, "\\operatorname{arcosh}\\left(#\\right)", |a| {
        let t = a[0].plus(-1.0);
        (t + (t * a[0].plus(1.0)).sqrt()).log1p()
    };
    "atanh" ["artanh", "arctanh"] 1..=1, "\\operatorname{artanh}\\left(#\\right)", |a| {
        (a[0].log1p() - (-a[0]).log1p()).times(0.5)
    };
}

/// Atoms that have other names in the field.
const ATOM_ALIASES: &[(&str, AtomId)] = &[
    ("log", AtomId::Ln),
    ("logistic", AtomId::Sigmoid),
    ("arsinh", AtomId::Asinh),
    ("arcsinh", AtomId::Asinh),
    ("arctan", AtomId::Atan),
    ("Phi", AtomId::NormalCdf),
    ("phi", AtomId::NormalPdf),
];

/// What can be called.
#[derive(Clone, Copy, Debug)]
pub(super) enum Callable {
    Atom(AtomId),
    Composite(&'static Composite),
}

impl Callable {
    pub(super) fn find(name: &str) -> Option<Callable> {
        let atom = AtomId::ALL.iter().copied().find(|atom| atom.name() == name);
        let alias = || ATOM_ALIASES.iter().find(|(alias, _)| *alias == name).map(|row| row.1);
        if let Some(atom) = atom.or_else(alias) {
            return Some(Callable::Atom(atom));
        }
        let mut composites = COMPOSITES.iter();
        let found = composites.find(|c| c.name == name || c.aliases.contains(&name));
        found.map(Callable::Composite)
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Callable::Atom(atom) => atom.name(),
            Callable::Composite(composite) => composite.name,
        }
    }

    pub(super) fn arity(self) -> (usize, usize) {
        match self {
            Callable::Atom(_) => (1, 1),
            Callable::Composite(composite) => composite.arity,
        }
    }

    pub(super) fn lower(self, arguments: &[Symbol]) -> Symbol {
        match self {
            Callable::Atom(atom) => make(Node::Atom(atom, arguments[0].0)),
            Callable::Composite(composite) => (composite.lower)(arguments),
        }
    }
}

impl PartialEq for Callable {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

/// The names of the language that are most like this one, best first.
pub(super) fn nearest(name: &str) -> Vec<&'static str> {
    let names = COMPOSITES.iter().map(|c| c.name);
    let names = names.chain(AtomId::ALL.iter().map(|atom| atom.name()));
    let names = names.chain(ATOM_ALIASES.iter().map(|row| row.0)).chain(["if", "where", "pi"]);
    let lower = name.to_lowercase();
    let mut ranked: Vec<(usize, &'static str)> =
        names.map(|other| (damerau_levenshtein(&lower, other), other)).collect();
    ranked.retain(|&(distance, other)| distance <= 2.min(name.len().min(other.len()) / 2));
    ranked.sort();
    ranked.truncate(3);
    ranked.into_iter().map(|row| row.1).collect()
}

fn fold(arguments: &[Symbol], f: impl Fn(Symbol, Symbol) -> Symbol) -> Symbol {
    let mut rest = arguments.iter().copied();
    let first = rest.next().unwrap_or(Symbol(0));
    rest.fold(first, f)
}

/// `b` where `low < high`, else `a`. Where they tie it is a constant if there is one
/// among `a` and `b`, so that the derivative is 0 there, and otherwise `a`.
fn extremum(low: Symbol, high: Symbol, a: Symbol, b: Symbol) -> Symbol {
    match (a.constant(), b.constant()) {
        (Some(_), None) => Symbol::select(high.le(low), a, b),
        (None, Some(_)) => Symbol::select(low.le(high), b, a),
        _ => Symbol::select(low.lt(high), b, a),
    }
}

/// The largest integral exponent that becomes products.
const MOST_FACTORS: f64 = 64.0;

/// `base^exponent`: products for small integral exponents; for others the base may be
/// negative where the exponent is an integer, as everywhere.
pub(super) fn power(base: Symbol, exponent: Symbol) -> Symbol {
    let one = base.lit(1.0);
    if let Some(n) = exponent.constant() {
        if n.fract() == 0.0 && n.abs() <= MOST_FACTORS {
            let product = repeated(base, n.abs() as u32);
            return if n < 0.0 { one / product } else { product };
        }
        if n.abs() == 0.5 {
            return if n < 0.0 { one / base.sqrt() } else { base.sqrt() };
        }
        if n.fract() != 0.0 {
            return base.powr(exponent);
        }
    }
    match base.constant() {
        Some(c) if c == std::f64::consts::E => exponent.exp(),
        Some(c) if c > 0.0 => (exponent * base.lit(c.ln())).exp(),
        _ => {
            let zero = base.lit(0.0);
            let negative = base.lt(zero);
            let size = Symbol::select(negative, -base, base).powr(exponent);
            let whole = exponent.floor();
            let half = exponent.times(0.5);
            let equal = |a: Symbol, b: Symbol| a.le(b) & b.le(a);
            let signed = Symbol::select(equal(half, half.floor()), size, -size);
            let other = Symbol::select(equal(whole, exponent), signed, base.lit(f64::NAN));
            Symbol::select(negative, other, size)
        }
    }
}

/// `base^n` by squaring.
fn repeated(base: Symbol, n: u32) -> Symbol {
    let (mut result, mut square, mut n) = (None, base, n);
    while n > 0 {
        if n % 2 == 1 {
            result = Some(result.map_or(square, |r: Symbol| r * square));
        }
        n /= 2;
        if n > 0 {
            square = square * square;
        }
    }
    result.unwrap_or(base.lit(1.0))
}
