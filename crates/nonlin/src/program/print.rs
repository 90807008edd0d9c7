//! Expressions as text and as LaTeX.

use std::f64::consts::{E, FRAC_1_SQRT_2, FRAC_2_SQRT_PI, LN_2, PI};
use std::fmt;

use super::Expression;
use super::graph::{Id, Node};
use crate::catalogue::TWICE_SQRT_2_OVER_PI;

/// How tightly the outermost operation of a piece of text binds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Binding {
    Sum,
    Product,
    Power,
    Whole,
}

/// Constants with a name: value, text, LaTeX.
const NAMED: &[(f64, &str, &str)] = &[
    (PI, "pi", "\\pi"),
    (E, "e", "e"),
    (LN_2, "ln(2)", "\\ln 2"),
    (FRAC_1_SQRT_2, "1/sqrt(2)", "\\tfrac{1}{\\sqrt{2}}"),
    (FRAC_2_SQRT_PI, "2/sqrt(pi)", "\\tfrac{2}{\\sqrt{\\pi}}"),
    (TWICE_SQRT_2_OVER_PI, "2*sqrt(2/pi)", "2\\sqrt{\\tfrac{2}{\\pi}}"),
];

/// The two notations.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    Text,
    Latex,
}

impl Expression {
    /// The expression as LaTeX, for a mathematical environment.
    #[must_use]
    pub fn latex(&self) -> String {
        self.render(Style::Latex)
    }

    fn render(&self, style: Style) -> String {
        let expression = &self.plain();
        if expression.is_unwieldy() {
            return expression.in_steps(style);
        }
        match expression.nodes.len().checked_sub(1) {
            Some(root) => Printer { expression, style }.piece(root as Id).0,
            None => String::new(),
        }
    }
}

/// Beyond this depth, or so many pieces, an expression is printed in steps: as a tree it
/// could take more stack or memory than there is.
const DEEPEST: usize = 250;
const LARGEST: usize = 10_000;

impl Expression {
    fn is_unwieldy(&self) -> bool {
        let mut sizes: Vec<(usize, usize)> = Vec::with_capacity(self.nodes.len());
        for node in &self.nodes {
            let copies = match node {
                Node::Atom(atom, _) => atom.latex().matches(['#', '@']).count(),
                _ => 1,
            };
            let (mut depth, mut size) = (0, 1_usize);
            for operand in node.operands() {
                let (below, part) = sizes[operand as usize];
                depth = depth.max(below + 1);
                size = size.saturating_add(part.saturating_mul(copies));
            }
            sizes.push((depth, size));
        }
        sizes.last().is_some_and(|&(depth, size)| depth > DEEPEST || size > LARGEST)
    }

    /// One operation after the other: `t1 = exp(x), t2 = x*t1`.
    fn in_steps(&self, style: Style) -> String {
        let mut parameters = self.parameters.clone();
        let mut names: Vec<Id> = Vec::with_capacity(self.nodes.len());
        let mut nodes: Vec<Node> = Vec::with_capacity(self.nodes.len());
        let mut steps = Vec::new();
        for &node in &self.nodes {
            let leaf = matches!(node, Node::Input | Node::Parameter(_) | Node::Constant(_));
            nodes.push(node.map(|id| names[id as usize]));
            names.push((nodes.len() - 1) as Id);
            // Comparisons are printed where they are used.
            if leaf || node.is_comparison() {
                continue;
            }
            let name = format!("t{}", steps.len() + 1);
            let expression = Expression { nodes, parameters };
            let text = Printer { expression: &expression, style }
                .piece(expression.nodes.len() as Id - 1)
                .0;
            steps.push(format!("{name} = {text}"));
            Expression { nodes, parameters } = expression;
            parameters.push(name);
            if let Some(last) = nodes.last_mut() {
                *last = Node::Parameter(parameters.len() - 1);
            }
        }
        steps.join(if style == Style::Latex { ",\\; " } else { ", " })
    }
}

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.render(Style::Text))
    }
}

struct Printer<'a> {
    expression: &'a Expression,
    style: Style,
}

impl Printer<'_> {
    /// The node as text, and how tightly that binds.
    fn piece(&self, id: Id) -> (String, Binding) {
        let latex = self.style == Style::Latex;
        match self.expression.nodes[id as usize] {
            Node::Input => ("x".to_owned(), Binding::Whole),
            Node::Parameter(k) => (self.parameter(k), Binding::Whole),
            Node::Constant(bits) => self.constant(f64::from_bits(bits)),
            // Minus binds like a product: -a*b is -(a*b), and a - b*c needs no brackets.
            Node::Neg(a) => (format!("-{}", self.at_least(a, Binding::Product)), Binding::Sum),
            Node::Add(a, b) => {
                let (a, b) = (self.at_least(a, Binding::Sum), self.at_least(b, Binding::Sum));
                (format!("{a} + {b}"), Binding::Sum)
            }
            Node::Sub(a, b) => {
                let (a, b) = (self.at_least(a, Binding::Sum), self.at_least(b, Binding::Product));
                (format!("{a} - {b}"), Binding::Sum)
            }
            Node::Mul(a, b) if a == b => {
                let base = self.at_least(a, Binding::Whole);
                (format!("{base}^{}", if latex { "{2}" } else { "2" }), Binding::Power)
            }
            Node::Mul(a, b) => {
                let (a, b) =
                    (self.at_least(a, Binding::Product), self.at_least(b, Binding::Product));
                let numeric = b.starts_with(|c: char| c.is_ascii_digit());
                let dot = match (latex, numeric) {
                    (false, _) => "*",
                    (true, true) => " \\cdot ",
                    (true, false) => "\\,",
                };
                (format!("{a}{dot}{b}"), Binding::Product)
            }
            Node::Div(a, b) if latex => {
                let (a, b) = (self.piece(a).0, self.piece(b).0);
                (format!("\\frac{{{a}}}{{{b}}}"), Binding::Whole)
            }
            Node::Div(a, b) => {
                let (a, b) = (self.at_least(a, Binding::Product), self.at_least(b, Binding::Power));
                (format!("{a}/{b}"), Binding::Product)
            }
            Node::Abs(a) if latex => {
                (format!("\\left|{}\\right|", self.piece(a).0), Binding::Whole)
            }
            Node::Abs(a) => (format!("abs({})", self.piece(a).0), Binding::Whole),
            Node::Sqrt(a) if latex => (format!("\\sqrt{{{}}}", self.piece(a).0), Binding::Whole),
            Node::Sqrt(a) => (format!("sqrt({})", self.piece(a).0), Binding::Whole),
            Node::Floor(a) if latex => {
                (format!("\\left\\lfloor {} \\right\\rfloor", self.piece(a).0), Binding::Whole)
            }
            Node::Floor(a) => (format!("floor({})", self.piece(a).0), Binding::Whole),
            Node::Power(a, b) if latex => (
                format!("{}^{{{}}}", self.at_least(a, Binding::Whole), self.piece(b).0),
                Binding::Power,
            ),
            Node::Power(a, b) => {
                let (a, b) = (self.at_least(a, Binding::Whole), self.at_least(b, Binding::Whole));
                (format!("{a}^{b}"), Binding::Power)
            }
            Node::Atom(atom, a) => {
                let template = if latex { atom.latex() } else { atom.text() };
                let text = template
                    .replace('#', &self.piece(a).0)
                    .replace('@', &self.at_least(a, Binding::Whole));
                let binding = binding_of(template);
                (text, binding)
            }
            Node::Less(a, b) => self.comparison(a, b, "<", "<"),
            Node::LessEqual(a, b) => self.comparison(a, b, "<=", "\\le"),
            Node::And(a, b) => self.comparison(a, b, "and", "\\wedge"),
            Node::Or(a, b) => self.comparison(a, b, "or", "\\vee"),
            Node::Stable(_, _, plain) => self.piece(plain),
            Node::Select(mask, yes, no) if self.extremum(mask, yes, no).is_some() => {
                let name = self.extremum(mask, yes, no).unwrap_or_default();
                let (a, b) = (self.piece(yes).0, self.piece(no).0);
                match (name, latex) {
                    ("abs", true) => (format!("\\left|{b}\\right|"), Binding::Whole),
                    ("abs", false) => (format!("abs({b})"), Binding::Whole),
                    (_, true) => (format!("\\{name}\\left({a}, {b}\\right)"), Binding::Whole),
                    (_, false) => (format!("{name}({a}, {b})"), Binding::Whole),
                }
            }
            Node::Select(..) if latex => (self.cases(id), Binding::Whole),
            Node::Select(mask, yes, no) => {
                let (mask, yes, no) = (self.piece(mask).0, self.piece(yes).0, self.piece(no).0);
                (format!("if({mask}, {yes}, {no})"), Binding::Whole)
            }
        }
    }

    /// Whether the selection is the larger or the smaller of its branches, or the
    /// magnitude of the second.
    fn extremum(&self, mask: Id, yes: Id, no: Id) -> Option<&'static str> {
        let nodes = &self.expression.nodes;
        match nodes[mask as usize] {
            Node::Less(a, b) | Node::LessEqual(a, b) if (a, b) == (no, yes) => Some("max"),
            Node::Less(a, b) | Node::LessEqual(a, b) if (a, b) == (yes, no) => Some("min"),
            Node::Less(a, b)
                if a == no
                    && nodes[b as usize] == Node::constant(0.0)
                    && nodes[yes as usize] == Node::Neg(no) =>
            {
                Some("abs")
            }
            _ => None,
        }
    }

    fn comparison(&self, a: Id, b: Id, text: &str, latex: &str) -> (String, Binding) {
        let sign = if self.style == Style::Latex { latex } else { text };
        (format!("{} {sign} {}", self.piece(a).0, self.piece(b).0), Binding::Sum)
    }

    /// The node, in brackets unless it binds as tightly as `binding`.
    fn at_least(&self, id: Id, binding: Binding) -> String {
        let (text, own) = self.piece(id);
        if own >= binding {
            text
        } else if self.style == Style::Latex {
            format!("\\left({text}\\right)")
        } else {
            format!("({text})")
        }
    }

    fn parameter(&self, k: usize) -> String {
        let name = self.expression.parameters.get(k).map_or("?", String::as_str);
        if self.style == Style::Text {
            return name.to_owned();
        }
        latex_name(name)
    }

    fn constant(&self, c: f64) -> (String, Binding) {
        let latex = self.style == Style::Latex;
        if c < 0.0 {
            let (text, _) = self.constant(-c);
            return (format!("-{text}"), Binding::Sum);
        }
        if let Some((_, text, tex)) = NAMED.iter().find(|(value, ..)| *value == c) {
            let name = if latex { tex } else { text };
            return ((*name).to_owned(), if latex { Binding::Product } else { binding_of(text) });
        }
        // A simple fraction reads better than its digits.
        if let Some(n) = (2..=12).find(|&n| c == 1.0 / f64::from(n) && c.to_string().len() > 6) {
            return if latex {
                (format!("\\tfrac{{1}}{{{n}}}"), Binding::Whole)
            } else {
                (format!("1/{n}"), Binding::Product)
            };
        }
        if (1e-4..1e6).contains(&c) || c == 0.0 {
            return (c.to_string(), Binding::Whole);
        }
        let text = format!("{c:e}");
        match text.split_once('e') {
            Some((mantissa, exponent)) if latex => {
                let factor =
                    if mantissa == "1" { String::new() } else { format!("{mantissa} \\cdot ") };
                (format!("{factor}10^{{{exponent}}}"), Binding::Product)
            }
            _ => (text, Binding::Whole),
        }
    }

    /// A chain of selections as cases.
    fn cases(&self, id: Id) -> String {
        let mut rows = Vec::new();
        let mut next = id;
        while let Node::Select(mask, yes, no) = self.expression.nodes[next as usize] {
            if self.extremum(mask, yes, no).is_some() {
                break;
            }
            rows.push(format!("{} & {}", self.piece(yes).0, self.piece(mask).0));
            next = no;
        }
        rows.push(format!("{} & \\text{{otherwise}}", self.piece(next).0));
        format!("\\begin{{cases}} {} \\end{{cases}}", rows.join(" \\\\ "))
    }
}

/// A parameter's name as LaTeX.
pub(crate) fn latex_name(name: &str) -> String {
    let letter = |part: &str| match part {
        "alpha" | "beta" | "gamma" | "delta" | "theta" | "lambda" => format!("\\{part}"),
        one if one.len() == 1 => one.to_owned(),
        word => format!("\\mathrm{{{}}}", word.replace('_', "\\_")),
    };
    match name.split_once('_') {
        Some((base, index)) if !base.is_empty() && !index.is_empty() => {
            format!("{}_{{\\mathrm{{{}}}}}", letter(base), index.replace('_', "\\_"))
        }
        _ => letter(name),
    }
}

/// How tightly a template binds: by its outermost operator.
fn binding_of(template: &str) -> Binding {
    let mut depth = 0;
    let mut binding = Binding::Whole;
    for (i, c) in template.char_indices() {
        match c {
            '(' | '{' => depth += 1,
            ')' | '}' => depth -= 1,
            _ if depth > 0 => {}
            '+' => binding = binding.min(Binding::Sum),
            '-' if i > 0 => binding = binding.min(Binding::Sum),
            '*' | '/' => binding = binding.min(Binding::Product),
            '^' => binding = binding.min(Binding::Power),
            _ => {}
        }
    }
    // Juxtaposed factors in LaTeX: a second function or bracket at the top level.
    let factors = template.matches("\\left(").count();
    if binding >= Binding::Power && template.starts_with('\\') && factors > 1 {
        binding = Binding::Product;
    }
    binding
}
