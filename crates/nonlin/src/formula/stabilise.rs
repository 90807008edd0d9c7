//! A formula as typed becomes one that neither cancels nor overflows: exact
//! simplification, one form for equal things, and the [`RULES`].

use std::sync::LazyLock;

use super::definition::parse;
use super::normal::{add, value};
use super::rules::RULES;
use crate::program::{Graph, Id, Node, Program};

/// Rules are applied in passes until nothing changes; no formula needs more.
const MOST_PASSES: usize = 24;

/// The names that stand for anything in a rule.
const ANY: [&str; 3] = ["u", "v", "w"];

/// What the names stand for.
type Bound = [Option<Id>; ANY.len()];

/// A rule as programs, in the form that programs have while they are rewritten.
struct Rule {
    from: Program,
    to: Program,
}

static COMPILED: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let side = |text: &str| {
        let program = program_of(&format!("rule(u=0, v=0, w=0) = {text}"));
        rebuilt(&program, |_, id| id)
    };
    RULES.iter().map(|(from, to)| Rule { from: side(from), to: side(to) }).collect()
});

fn program_of(text: &str) -> Program {
    parse(text).map_or_else(
        // The rules are part of the program text; a test reads them all.
        |_| Program::trace(&ANY.map(str::to_owned), |x, _| vec![x]),
        |definition| definition.program(),
    )
}

/// The same results in stable forms.
pub(super) fn stabilised(program: &Program) -> Program {
    let mut program = program.clone();
    for _ in 0..MOST_PASSES {
        let mut changed = false;
        let next = rebuilt(&program, |graph, id| match rewrite(graph, id) {
            Some(new) => {
                changed = true;
                new
            }
            None => id,
        });
        if !changed {
            return next;
        }
        program = next;
    }
    program
}

/// The program built anew, with `each` node replaced.
fn rebuilt(program: &Program, mut each: impl FnMut(&mut Graph, Id) -> Id) -> Program {
    let mut graph = Graph::default();
    let mut place: Vec<Id> = Vec::with_capacity(program.nodes().len());
    for node in program.nodes() {
        let id = add(&mut graph, node.map(|id| place[id as usize]));
        place.push(each(&mut graph, id));
    }
    let outputs: Vec<Id> = program.outputs().iter().map(|&id| place[id as usize]).collect();
    Program::of_graph(&graph, &outputs, program.parameters())
}

/// What replaces the node, by the first rule that applies.
fn rewrite(graph: &mut Graph, id: Id) -> Option<Id> {
    let kind = std::mem::discriminant(&graph.node(id));
    for rule in &*COMPILED {
        let (pattern, root) = (rule.from.nodes(), rule.from.outputs()[0]);
        if std::mem::discriminant(&pattern[root as usize]) != kind {
            continue;
        }
        let mut bound = Bound::default();
        if matches(graph, pattern, root, id, &mut bound) {
            let new = instance(graph, rule.to.nodes(), rule.to.outputs()[0], &bound)?;
            if new != id {
                return Some(new);
            }
        }
    }
    None
}

/// The pattern with what its names stand for; `None` if one of them stands for nothing.
fn instance(graph: &mut Graph, pattern: &[Node], root: Id, bound: &Bound) -> Option<Id> {
    let mut place: Vec<Option<Id>> = Vec::with_capacity(pattern.len());
    for node in &pattern[..=root as usize] {
        let id = match *node {
            Node::Parameter(k) => bound[k],
            node if node.operands().all(|id| place[id as usize].is_some()) => {
                Some(add(graph, node.map(|id| place[id as usize].unwrap_or(0))))
            }
            _ => None,
        };
        place.push(id);
    }
    place.last().copied().flatten()
}

/// Whether the names of the pattern all stand for something.
fn is_settled(pattern: &[Node], at: Id, bound: &Bound) -> bool {
    match pattern[at as usize] {
        Node::Parameter(k) => bound[k].is_some(),
        node => node.operands().all(|id| is_settled(pattern, id, bound)),
    }
}

/// Whether the node has the form of the pattern; if not, `bound` may have changed.
fn matches(graph: &mut Graph, pattern: &[Node], at: Id, id: Id, bound: &mut Bound) -> bool {
    let (form, node) = (pattern[at as usize], graph.node(id));
    if let Node::Constant(bits) = form {
        // Typed constants may be a rounding or two off.
        let c = f64::from_bits(bits);
        return value(graph, id).is_some_and(|d| (c - d).abs() <= 4.0 * f64::EPSILON * c.abs());
    }
    if let Node::Parameter(k) = form {
        return *bound[k].get_or_insert(id) == id;
    }
    if is_settled(pattern, at, bound) {
        let whole = instance(graph, pattern, at, bound);
        return whole == Some(id);
    }
    match (form, node) {
        (Node::Add(p, q), Node::Add(a, b)) => either(graph, pattern, (p, q), (a, b), bound),
        (Node::Mul(p, q), Node::Mul(..)) if p != q => factors(graph, pattern, (p, q), id, bound),
        (Node::Atom(a, p), Node::Atom(b, arg)) => a == b && matches(graph, pattern, p, arg, bound),
        (Node::Neg(p), Node::Sub(a, b)) => {
            let opposite = add(graph, Node::Sub(b, a));
            matches(graph, pattern, p, opposite, bound)
        }
        (
            Node::Neg(_)
            | Node::Abs(_)
            | Node::Sqrt(_)
            | Node::Sub(..)
            | Node::Div(..)
            | Node::Mul(..)
            | Node::Less(..)
            | Node::LessEqual(..)
            | Node::Select(..),
            _,
        ) if std::mem::discriminant(&form) == std::mem::discriminant(&node) => {
            let pairs: Vec<(Id, Id)> = form.operands().zip(node.operands()).collect();
            pairs.into_iter().all(|(p, a)| matches(graph, pattern, p, a, bound))
        }
        _ => false,
    }
}

/// Whether the two operands match in one order or the other.
fn either(
    graph: &mut Graph,
    pattern: &[Node],
    (p, q): (Id, Id),
    (a, b): (Id, Id),
    bound: &mut Bound,
) -> bool {
    for (a, b) in [(a, b), (b, a)] {
        let mut attempt = *bound;
        if matches(graph, pattern, p, a, &mut attempt)
            && matches(graph, pattern, q, b, &mut attempt)
        {
            *bound = attempt;
            return true;
        }
    }
    false
}

/// The most factors of a product that are told apart.
const MOST_FACTORS: usize = 8;

/// Whether one factor of a product matches the one operand of the pattern, and the
/// product of the others the other.
fn factors(
    graph: &mut Graph,
    pattern: &[Node],
    (p, q): (Id, Id),
    id: Id,
    bound: &mut Bound,
) -> bool {
    let mut list = vec![id];
    let mut at = 0;
    while at < list.len() && list.len() < MOST_FACTORS {
        if let Node::Mul(a, b) = graph.node(list[at]) {
            list[at] = a;
            list.push(b);
        } else {
            at += 1;
        }
    }
    for (one, others) in [(p, q), (q, p)] {
        if matches!(pattern[one as usize], Node::Parameter(_)) {
            continue;
        }
        for i in 0..list.len() {
            let mut attempt = *bound;
            if !matches(graph, pattern, one, list[i], &mut attempt) {
                continue;
            }
            let rest = list.iter().enumerate().filter(|&(k, _)| k != i).map(|(_, &id)| id);
            let rest: Vec<Id> = rest.collect();
            let product = rest.into_iter().reduce(|a, b| add(graph, Node::Mul(a, b)));
            if product.is_some_and(|rest| matches(graph, pattern, others, rest, &mut attempt)) {
                *bound = attempt;
                return true;
            }
        }
    }
    false
}
