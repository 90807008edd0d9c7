//! Formulas that are a function of the catalogue, typed: they run its compiled kernel.
//!
//! Two formulas are taken for the same if their stable forms are, but for the order of
//! terms and factors and for the names of parameters.

use std::collections::HashMap;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::sync::LazyLock;

use super::definition::parse;
use super::stabilise::stabilised;
use crate::catalogue::{Body, Function, Table, find, tuned_functions};
use crate::program::{Id, Node, Program};

/// Usual spellings that no rewriting brings to the form that the catalogue has, with the
/// same slopes at kinks; a test compares each with its function.
#[rustfmt::skip]
pub const SPELLINGS: &[(&str, &str)] = &[
    ("hard_swish", "x*min(max(x + 3, 0), 6)/6"),
    ("hard_swish", "x*clamp(x + 3, 0, 6)/6"),
    ("hard_swish", "if(x <= -3, 0, if(x >= 3, x, x*(x + 3)/6))"),
    ("softplus", "f(beta=1) = log(1 + exp(beta*x))/beta"),
    ("softplus", "f(beta=1) = softplus(beta*x)/beta"),
    ("gelu_tanh", "0.5*x*(1 + tanh(sqrt(2/pi)*(x + 0.044715*x^3)))"),
    ("gelu_tanh", "0.5*x*(1 + tanh(sqrt(2/pi)*x*(1 + 0.044715*x^2)))"),
    ("gelu_tanh", "0.5*x*(1 + tanh(0.7978845608028654*(x + 0.044715*x^3)))"),
    ("serf", "x*erf(log(1 + exp(x)))"),
    (
        "zorro_symmetric",
        "f(a=1.2, b=1) = if(x < 0, (1 + exp(a*b))*x/(1 + exp(-a*(x - b))), if(x <= 1, x, \
         1 - (1 + exp(a*b))*(1 - x)/(1 + exp(-a*(1 - x - b)))))",
    ),
];

/// A function of the catalogue that computes what a formula says.
#[derive(Clone, Copy)]
pub(crate) struct Twin {
    pub(super) function: &'static Function,
    pub(crate) table: &'static Table,
    /// Its parameters are the formula's, in order; or the formula has none, and has
    /// their defaults written out.
    pub(crate) constants: Option<&'static [f64]>,
}

impl Twin {
    /// Whether it allows these sets of parameters of the formula.
    pub(crate) fn allows(&self, parameters: &[f64]) -> bool {
        let per = self.function.parameters().len();
        self.constants.is_some()
            || per == 0
            || parameters.chunks(per).all(|set| self.function.check(set).is_ok())
    }
}

impl std::fmt::Debug for Twin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.function.id())
    }
}

/// A program in an order that does not depend on how it was written.
type Canonical = Vec<Node>;

/// The functions of the catalogue by their stable forms.
static TWINS: LazyLock<HashMap<Canonical, Twin>> = LazyLock::new(|| {
    let compiled = || {
        tuned_functions().iter().filter(|function| !function.is_stochastic()).filter_map(
            |&function| match &function.body {
                Body::Compiled(table) => {
                    Some((function, table, Program::of_expression(&function.expression())))
                }
                _ => None,
            },
        )
    };
    let mut twins = HashMap::new();
    for (function, table, form) in compiled() {
        let twin = Twin { function, table, constants: None };
        twins.entry(canonical(&stabilised(&form))).or_insert(twin);
    }
    // SiLU is Swish with its default, but found by its own name already.
    for (function, table, form) in compiled() {
        let defaults: Vec<f64> = function.parameters().iter().map(|p| p.default).collect();
        let form = canonical(&stabilised(&form.with_constants(&defaults)));
        twins.entry(form).or_insert_with(|| {
            let constants: &'static [f64] = Box::leak(defaults.into_boxed_slice());
            Twin { function, table, constants: Some(constants) }
        });
    }
    for &(id, text) in SPELLINGS {
        if let (Ok(function), Ok(typed)) = (find(id), parse(text))
            && let Body::Compiled(table) = &function.body
        {
            let twin = Twin { function, table, constants: None };
            twins.entry(canonical(&stabilised(&typed.program()))).or_insert(twin);
        }
    }
    twins
});

/// The function that a program in stable form is.
pub(super) fn twin(all: &Program) -> Option<Twin> {
    let parameters = all.parameters().len();
    let twin = *TWINS.get(&canonical(&all.only(&[0])))?;
    let own = twin.function.parameters().len();
    (if twin.constants.is_some() { parameters == 0 } else { parameters == own }).then_some(twin)
}

/// The first result: operands of sums and products in the order of their hashes, products
/// as one chain, nodes in the order in which they are met.
fn canonical(program: &Program) -> Canonical {
    let nodes = program.nodes();
    let mut hashes: Vec<u64> = Vec::with_capacity(nodes.len());
    for (id, &node) in nodes.iter().enumerate() {
        let mut operands: Vec<u64> = match node {
            Node::Mul(..) => {
                factors(nodes, id as Id).iter().map(|&id| hashes[id as usize]).collect()
            }
            _ => node.operands().map(|id| hashes[id as usize]).collect(),
        };
        if matches!(node, Node::Add(..) | Node::Mul(..) | Node::And(..) | Node::Or(..)) {
            operands.sort_unstable();
        }
        let mut hasher = DefaultHasher::new();
        node.map(|_| 0).hash(&mut hasher);
        operands.hash(&mut hasher);
        hashes.push(hasher.finish());
    }
    let mut order = Order { nodes, hashes: &hashes, place: vec![None; nodes.len()], list: vec![] };
    if let Some(&root) = program.outputs().first() {
        order.add(root);
    }
    order.list
}

/// The factors of a product of products; one that is squared stays whole, as its factors
/// would double with each square.
fn factors(nodes: &[Node], id: Id) -> Vec<Id> {
    let Node::Mul(a, b) = nodes[id as usize] else { return vec![id] };
    let (mut open, mut list) = (vec![b, a], Vec::new());
    while let Some(id) = open.pop() {
        match nodes[id as usize] {
            Node::Mul(a, b) if a != b => open.extend([b, a]),
            _ => list.push(id),
        }
        if open.len() + list.len() > MOST_FACTORS {
            return vec![a, b];
        }
    }
    list
}

/// The most factors of a product that are put in order.
const MOST_FACTORS: usize = 64;

struct Order<'a> {
    nodes: &'a [Node],
    hashes: &'a [u64],
    place: Vec<Option<Id>>,
    list: Canonical,
}

impl Order<'_> {
    /// Lists a node behind its operands, without recursion: a formula may be deep.
    fn add(&mut self, root: Id) {
        let mut open = vec![root];
        while let Some(&id) = open.last() {
            if self.place[id as usize].is_some() {
                open.pop();
                continue;
            }
            let operands = self.operands(id);
            let waiting = open.len();
            open.extend(operands.iter().rev().filter(|&&id| self.place[id as usize].is_none()));
            if open.len() > waiting {
                continue;
            }
            let place: Vec<Id> =
                operands.iter().map(|&id| self.place[id as usize].unwrap_or(0)).collect();
            let node = self.nodes[id as usize];
            let listed = match (node, &place[..]) {
                (Node::Mul(..), [first, others @ ..]) => {
                    let product = others.iter().fold(*first, |a, &b| self.push(Node::Mul(a, b)));
                    self.place[id as usize] = Some(product);
                    continue;
                }
                (Node::Add(..), &[a, b]) => Node::Add(a, b),
                (Node::And(..), &[a, b]) => Node::And(a, b),
                (Node::Or(..), &[a, b]) => Node::Or(a, b),
                _ => node.map(|id| self.place[id as usize].unwrap_or(0)),
            };
            self.place[id as usize] = Some(self.push(listed));
        }
    }

    fn operands(&self, id: Id) -> Vec<Id> {
        let node = self.nodes[id as usize];
        let mut operands = match node {
            Node::Mul(..) => factors(self.nodes, id),
            _ => node.operands().collect(),
        };
        if matches!(node, Node::Add(..) | Node::Mul(..) | Node::And(..) | Node::Or(..)) {
            operands.sort_by_key(|&id| self.hashes[id as usize]);
        }
        operands
    }

    fn push(&mut self, node: Node) -> Id {
        self.list.push(node);
        self.list.len() as Id - 1
    }
}
