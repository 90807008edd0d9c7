//! A finished expression.

use super::graph::{Graph, Id, Node};
use super::symbol::{Symbol, make, record};
use crate::catalogue::Parameter;
use crate::numbers::Taylor;
use crate::real::Real;

/// An expression in `x` and the parameters of a function. `Display` prints it as
/// text, [`latex`](Self::latex) as LaTeX.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Expression {
    /// Operands before operations; the last is the result.
    pub(super) nodes: Vec<Node>,
    pub(super) parameters: Vec<String>,
}

impl Expression {
    /// Records what `f` does with its arguments.
    pub(crate) fn trace(
        parameters: &'static [Parameter],
        f: impl FnOnce(Symbol, &[Symbol]) -> Symbol,
    ) -> Expression {
        let names: Vec<String> = parameters.iter().map(|p| p.name.to_owned()).collect();
        Expression::record(&names, f)
    }

    fn record(parameters: &[String], f: impl FnOnce(Symbol, &[Symbol]) -> Symbol) -> Expression {
        let (graph, root) = record(|| {
            let x = make(Node::Input);
            let p: Vec<Symbol> = (0..parameters.len()).map(|k| make(Node::Parameter(k))).collect();
            f(x, &p)
        });
        Expression { nodes: graph.extract(root.0), parameters: parameters.to_vec() }
    }

    /// Its derivative by `x` of an order up to that of [`Taylor`].
    pub(crate) fn nth_derivative(&self, order: usize) -> Expression {
        Expression::record(&self.parameters, |x, p| {
            let p: Vec<_> = p.iter().map(|&p| Taylor::constant(p, order)).collect();
            let series = self.evaluate(Taylor::variable(x, order), &p);
            series.derivatives().pop().unwrap_or(x)
        })
    }

    /// The nodes in topological order: operands before operations, the result last.
    #[must_use]
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// The names of the parameters, by position.
    #[must_use]
    pub fn parameters(&self) -> &[String] {
        &self.parameters
    }

    /// How many operations it has, common subexpressions counted once.
    #[must_use]
    pub fn operations(&self) -> usize {
        let leaf = |n: &&Node| matches!(n, Node::Input | Node::Parameter(_) | Node::Constant(_));
        self.nodes.len() - self.nodes.iter().filter(leaf).count()
    }

    /// The arguments at which a comparison changes over, for these parameter
    /// values: where the function may have a kink or a jump. Only comparisons
    /// with a linear function of `x` are considered, which is all there are.
    pub(crate) fn thresholds(&self, parameters: &[f64]) -> Vec<f64> {
        let values = |x: f64| self.values(x, parameters);
        let (low, high) = (values(-1.0), values(1.0));
        let mut found: Vec<f64> = Vec::new();
        for node in &self.nodes {
            let (Node::Less(a, b) | Node::LessEqual(a, b)) = *node else {
                continue;
            };
            let number = |values: &[Value<f64>], id: Id| values[id as usize].number(0.0);
            let gap = |values: &[Value<f64>]| number(values, a) - number(values, b);
            let (low, high) = (gap(&low), gap(&high));
            // Linear through the two: the zero, if it really is one.
            let slope = (high - low) / 2.0;
            // Adding 0 takes the sign off a zero.
            let zero = -(low + high) / 2.0 / slope + 0.0;
            if zero.is_finite() && gap(&values(zero)).abs() <= 1e-9 * (1.0 + slope.abs()) {
                found.push(zero);
            }
        }
        found.sort_by(f64::total_cmp);
        found.dedup_by(|a, b| (*a - *b).abs() < 1e-12);
        found
    }

    /// The value at `x`, in any kind of number.
    #[must_use]
    pub fn evaluate<R: Real>(&self, x: R, parameters: &[R]) -> R {
        match self.values(x, parameters).last() {
            Some(&Value::Number(value)) => value,
            _ => x.lit(f64::NAN),
        }
    }

    fn values<R: Real>(&self, x: R, parameters: &[R]) -> Vec<Value<R>> {
        values(&self.nodes, x, parameters)
    }

    /// The expression with the plain form of every number that has two.
    pub(super) fn plain(&self) -> Expression {
        let mut graph = Graph::default();
        let mut place: Vec<Id> = Vec::with_capacity(self.nodes.len());
        for node in &self.nodes {
            let id = match *node {
                Node::Stable(_, _, plain) => place[plain as usize],
                node => graph.add(node.map(|id| place[id as usize])),
            };
            place.push(id);
        }
        let nodes = place.last().map_or_else(Vec::new, |&root| graph.extract(root));
        Expression { nodes, parameters: self.parameters.clone() }
    }
}

/// What each of the nodes is at `x`.
pub(super) fn values<R: Real>(nodes: &[Node], x: R, parameters: &[R]) -> Vec<Value<R>> {
    let mut all = Vec::with_capacity(nodes.len());
    fill(&mut all, nodes, x, parameters);
    all
}

/// The same, in place of what was there.
pub(super) fn fill<R: Real>(values: &mut Vec<Value<R>>, nodes: &[Node], x: R, parameters: &[R]) {
    values.clear();
    for node in nodes {
        let v = |id: Id| values[id as usize].number(x);
        let m = |id: Id| match values[id as usize] {
            Value::Mask(mask) => mask,
            Value::Number(value) => value.lt(value),
        };
        let value = match *node {
            Node::Input => x,
            Node::Parameter(k) => parameters.get(k).copied().unwrap_or(x.lit(f64::NAN)),
            Node::Constant(bits) => x.lit(f64::from_bits(bits)),
            Node::Neg(a) => -v(a),
            Node::Add(a, b) => v(a) + v(b),
            Node::Sub(a, b) => v(a) - v(b),
            Node::Mul(a, b) => v(a).absorb(v(b)),
            Node::Div(a, b) => v(a) / v(b),
            Node::Abs(a) => v(a).abs(),
            Node::Sqrt(a) => v(a).sqrt(),
            Node::Floor(a) => v(a).floor(),
            Node::Power(a, b) => v(a).powr(v(b)),
            Node::Atom(atom, a) => atom.eval(v(a)),
            Node::Select(mask, yes, no) | Node::Stable(mask, yes, no) => {
                R::select(m(mask), v(yes), v(no))
            }
            Node::Less(a, b) => {
                values.push(Value::Mask(v(a).lt(v(b))));
                continue;
            }
            Node::LessEqual(a, b) => {
                values.push(Value::Mask(v(a).le(v(b))));
                continue;
            }
            Node::And(a, b) => {
                values.push(Value::Mask(m(a) & m(b)));
                continue;
            }
            Node::Or(a, b) => {
                values.push(Value::Mask(m(a) | m(b)));
                continue;
            }
        };
        values.push(Value::Number(value));
    }
}

/// What a node evaluates to.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Value<R: Real> {
    Number(R),
    Mask(R::Mask),
}

impl<R: Real> Value<R> {
    /// The number; a truth value is none, which is NaN of the same kind as `any`.
    #[inline(always)]
    pub(crate) fn number(self, any: R) -> R {
        match self {
            Value::Number(value) => value,
            Value::Mask(_) => any.lit(f64::NAN),
        }
    }
}
