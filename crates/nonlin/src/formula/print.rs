//! A formula as text, which reads back as the same formula, and as LaTeX.

use super::functions::Callable;
use super::tree::{Binary, Comparison, Constant, Place, Term, Tree};
use crate::program::print::latex_name;

/// How tightly the outermost operation binds, as the parser has it.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum Binding {
    Or,
    And,
    Not,
    Compare,
    Sum,
    Product,
    Sign,
    Power,
    Whole,
}

pub(super) fn text(tree: &Tree, parameters: &[(String, f64)]) -> String {
    Printer { tree, parameters, latex: false }.piece(tree.root()).0
}

pub(super) fn latex(tree: &Tree, parameters: &[(String, f64)]) -> String {
    Printer { tree, parameters, latex: true }.piece(tree.root()).0
}

/// The number in the fewest digits that read back as the same.
pub(super) fn number(value: f64) -> String {
    let plain = (1e-4..1e15).contains(&value.abs()) || value == 0.0;
    if plain { value.to_string() } else { format!("{value:e}") }
}

struct Printer<'a> {
    tree: &'a Tree,
    parameters: &'a [(String, f64)],
    latex: bool,
}

impl Printer<'_> {
    fn piece(&self, place: Place) -> (String, Binding) {
        let latex = self.latex;
        match self.tree.term(place) {
            Term::Number(value) => self.number(*value),
            Term::Constant(Constant::Pi) if latex => ("\\pi".to_owned(), Binding::Whole),
            Term::Constant(Constant::Pi) => ("pi".to_owned(), Binding::Whole),
            Term::Constant(Constant::E) => ("e".to_owned(), Binding::Whole),
            Term::Input => ("x".to_owned(), Binding::Whole),
            Term::Parameter(k) => {
                let name = &self.parameters[*k].0;
                (if latex { latex_name(name) } else { name.clone() }, Binding::Whole)
            }
            Term::Neg(a) => (format!("-{}", self.at_least(*a, Binding::Sign)), Binding::Sign),
            Term::Binary(operation, a, b) => self.binary(*operation, *a, *b),
            Term::Call(function, arguments) => {
                let list: Vec<String> = arguments.iter().map(|&a| self.piece(a).0).collect();
                (self.call(*function, arguments, &list.join(", ")), Binding::Whole)
            }
            Term::Compare(comparison, a, b) => {
                let (a, b) = (self.at_least(*a, Binding::Sum), self.at_least(*b, Binding::Sum));
                (format!("{a} {} {b}", sign(*comparison, latex)), Binding::Compare)
            }
            Term::Not(a) => {
                let a = self.at_least(*a, Binding::Not);
                let not = if latex { "\\neg " } else { "not " };
                (format!("{not}{a}"), Binding::Not)
            }
            Term::And(a, b) => {
                let and = if latex { "\\wedge" } else { "and" };
                let (a, b) = (self.at_least(*a, Binding::And), self.at_least(*b, Binding::Not));
                (format!("{a} {and} {b}"), Binding::And)
            }
            Term::Or(a, b) => {
                let or = if latex { "\\vee" } else { "or" };
                let (a, b) = (self.at_least(*a, Binding::Or), self.at_least(*b, Binding::And));
                (format!("{a} {or} {b}"), Binding::Or)
            }
            Term::If(..) if latex => (self.cases(place), Binding::Whole),
            Term::If(c, a, b) => {
                let (c, a, b) = (self.piece(*c).0, self.piece(*a).0, self.piece(*b).0);
                (format!("if({c}, {a}, {b})"), Binding::Whole)
            }
        }
    }

    fn binary(&self, operation: Binary, a: Place, b: Place) -> (String, Binding) {
        use Binding::{Power, Product, Sign, Sum, Whole};
        let sides = |left, right| (self.at_least(a, left), self.at_least(b, right));
        match operation {
            Binary::Add | Binary::Sub => {
                let (a, b) = sides(Sum, Product);
                let sign = if operation == Binary::Add { '+' } else { '-' };
                (format!("{a} {sign} {b}"), Sum)
            }
            Binary::Mul => {
                let (a, b) = sides(Product, Sign);
                let digit = b.starts_with(|c: char| c.is_ascii_digit() || c == '-');
                let dot = match (self.latex, digit) {
                    (false, _) => "*",
                    (true, true) => " \\cdot ",
                    (true, false) => "\\,",
                };
                (format!("{a}{dot}{b}"), Product)
            }
            Binary::Div if self.latex => {
                (format!("\\frac{{{}}}{{{}}}", self.piece(a).0, self.piece(b).0), Whole)
            }
            Binary::Div => {
                let (a, b) = sides(Product, Sign);
                (format!("{a}/{b}"), Product)
            }
            Binary::Power if self.latex => {
                (format!("{}^{{{}}}", self.at_least(a, Whole), self.piece(b).0), Power)
            }
            Binary::Power => {
                let (a, b) = sides(Whole, Sign);
                (format!("{a}^{b}"), Power)
            }
        }
    }

    fn call(&self, function: Callable, arguments: &[Place], list: &str) -> String {
        match function {
            Callable::Composite(composite) if self.latex => composite.latex.replace('#', list),
            Callable::Atom(atom) if self.latex => {
                let whole = arguments.first().map(|&a| self.at_least(a, Binding::Whole));
                let template = atom.latex();
                // Templates that repeat their argument could repeat it without end.
                if template.matches(['#', '@']).count() > 1 {
                    let name = atom.name().replace('_', "\\_");
                    return format!("\\operatorname{{{name}}}\\left({list}\\right)");
                }
                template.replace('#', list).replace('@', &whole.unwrap_or_default())
            }
            _ => format!("{}({list})", function.name()),
        }
    }

    /// The term, in brackets unless it binds as tightly as `binding`.
    fn at_least(&self, place: Place, binding: Binding) -> String {
        let (text, own) = self.piece(place);
        if own >= binding {
            text
        } else if self.latex {
            format!("\\left({text}\\right)")
        } else {
            format!("({text})")
        }
    }

    fn number(&self, value: f64) -> (String, Binding) {
        let text = number(value);
        match text.split_once('e') {
            Some((mantissa, exponent)) if self.latex => {
                (format!("{mantissa} \\cdot 10^{{{exponent}}}"), Binding::Product)
            }
            _ => (text, Binding::Whole),
        }
    }

    /// A chain of choices as cases.
    fn cases(&self, place: Place) -> String {
        let (mut rows, mut next) = (Vec::new(), place);
        while let Term::If(condition, yes, no) = self.tree.term(next) {
            rows.push(format!("{} & {}", self.piece(*yes).0, self.piece(*condition).0));
            next = *no;
        }
        rows.push(format!("{} & \\text{{otherwise}}", self.piece(next).0));
        format!("\\begin{{cases}} {} \\end{{cases}}", rows.join(" \\\\ "))
    }
}

fn sign(comparison: Comparison, latex: bool) -> &'static str {
    match (comparison, latex) {
        (Comparison::Less, _) => "<",
        (Comparison::LessEqual, false) => "<=",
        (Comparison::LessEqual, true) => "\\le",
        (Comparison::Greater, _) => ">",
        (Comparison::GreaterEqual, false) => ">=",
        (Comparison::GreaterEqual, true) => "\\ge",
        (Comparison::Equal, false) => "==",
        (Comparison::Equal, true) => "=",
        (Comparison::NotEqual, false) => "!=",
        (Comparison::NotEqual, true) => "\\ne",
    }
}
