//! Several results in one graph.

use super::Expression;
use super::expression::{Value, fill, values};
use super::graph::{Graph, Id, Node};
use super::symbol::{Symbol, make, record, recorded};
use crate::numbers::Dual;
use crate::real::Real;

/// A graph of atoms with one or several results, which share what they have in
/// common: a value, its derivative by `x`, its derivatives by the parameters.
///
/// ```
/// use nonlin::program::Node;
///
/// let formula: nonlin::Formula = "swish(beta=1) = x*sigmoid(beta*x)".parse()?;
/// let program = formula.program();
/// for (id, node) in program.nodes().iter().enumerate() {
///     // Operands come before what is made of them.
///     assert!(node.operands().all(|operand| (operand as usize) < id));
///     if let Node::Parameter(k) = *node {
///         assert_eq!(program.parameters()[k], "beta");
///     }
/// }
/// # Ok::<(), nonlin::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Program {
    nodes: Vec<Node>,
    outputs: Vec<Id>,
    parameters: Vec<String>,
}

impl Program {
    /// Records what `f` does with `x` and the parameters.
    pub(crate) fn trace(
        parameters: &[String],
        f: impl FnOnce(Symbol, &[Symbol]) -> Vec<Symbol>,
    ) -> Program {
        let (graph, outputs) = record(|| {
            let x = make(Node::Input);
            let p: Vec<Symbol> = (0..parameters.len()).map(|k| make(Node::Parameter(k))).collect();
            f(x, &p).iter().map(|symbol| symbol.0).collect::<Vec<Id>>()
        });
        Program::of_graph(&graph, &outputs, parameters)
    }

    /// An expression as the only result.
    pub(crate) fn of_expression(expression: &Expression) -> Program {
        Program::of_nodes(expression.nodes().iter().copied(), expression.parameters())
    }

    /// The first result with constants for its parameters.
    pub(crate) fn with_constants(&self, values: &[f64]) -> Program {
        let constant = |&node: &Node| match node {
            Node::Parameter(k) => Node::constant(values[k]),
            node => node,
        };
        let root = self.outputs.first().map_or(0, |&root| root as usize + 1);
        Program::of_nodes(self.nodes[..root].iter().map(constant), &[])
    }

    /// Nodes of which the last is the result, simplified.
    fn of_nodes(nodes: impl Iterator<Item = Node>, parameters: &[String]) -> Program {
        let mut graph = Graph::default();
        let mut place: Vec<Id> = Vec::new();
        for node in nodes {
            place.push(graph.add(node.map(|id| place[id as usize])));
        }
        let outputs: Vec<Id> = place.last().copied().into_iter().collect();
        Program::of_graph(&graph, &outputs, parameters)
    }

    /// What the outputs need of a graph.
    pub(crate) fn of_graph(graph: &Graph, outputs: &[Id], parameters: &[String]) -> Program {
        let (nodes, outputs) = graph.extract_all(outputs);
        Program { nodes, outputs, parameters: parameters.to_vec() }
    }

    /// The nodes in topological order: operands before operations.
    #[must_use]
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// The places of the results among the nodes.
    #[must_use]
    pub fn outputs(&self) -> &[Id] {
        &self.outputs
    }

    /// The names of the parameters, by position.
    #[must_use]
    pub fn parameters(&self) -> &[String] {
        &self.parameters
    }

    /// The results at `x`, in any kind of number.
    #[must_use]
    pub fn evaluate<R: Real>(&self, x: R, parameters: &[R]) -> Vec<R> {
        let values = values(&self.nodes, x, parameters);
        let output = |&id: &Id| values[id as usize].number(x);
        self.outputs.iter().map(output).collect()
    }

    /// The results that are wanted, in this order, in memory that is there already.
    pub(crate) fn evaluate_in<'a, R: Real>(
        &'a self,
        values: &'a mut Vec<Value<R>>,
        x: R,
        parameters: &[R],
        wanted: &'a [usize],
    ) -> impl Iterator<Item = R> + use<'a, R> {
        fill(values, &self.nodes, x, parameters);
        wanted.iter().map(move |&k| values[self.outputs[k] as usize].number(x))
    }

    /// One of the results by itself.
    #[must_use]
    pub fn expression(&self, output: usize) -> Option<Expression> {
        (output < self.outputs.len()).then(|| self.only(&[output]).into_expression())
    }

    /// Some of the results, in this order.
    pub(crate) fn only(&self, outputs: &[usize]) -> Program {
        let mut graph = Graph::default();
        let mut place: Vec<Id> = Vec::with_capacity(self.nodes.len());
        for node in &self.nodes {
            let id = graph.add(node.map(|id| place[id as usize]));
            place.push(id);
        }
        let ids: Vec<Id> = outputs.iter().map(|&k| place[self.outputs[k] as usize]).collect();
        Program::of_graph(&graph, &ids, &self.parameters)
    }

    fn into_expression(mut self) -> Expression {
        // The result stands last.
        if let Some(&root) = self.outputs.first() {
            self.nodes.truncate(root as usize + 1);
        }
        Expression { nodes: self.nodes, parameters: self.parameters }
    }

    /// The first result with its derivatives by `x` and by each parameter, in this
    /// order. `None` if they take more than `most` nodes.
    pub(crate) fn with_derivatives(&self, most: usize) -> Option<Program> {
        let mut fits = true;
        let all = Program::trace(&self.parameters, |x, p| {
            let constants: Vec<_> = p.iter().copied().map(Dual::constant).collect();
            let result = self.evaluate(Dual::variable(x), &constants)[0];
            let mut outputs = vec![result.v, result.derivative()];
            for k in 0..p.len() {
                fits &= recorded() <= most;
                if !fits {
                    break;
                }
                let mut duals = constants.clone();
                duals[k] = Dual::variable(p[k]);
                outputs.push(self.evaluate(Dual::constant(x), &duals)[0].derivative());
            }
            fits &= recorded() <= most;
            outputs
        });
        fits.then_some(all)
    }
}
