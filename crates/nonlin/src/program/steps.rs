//! A program as a list of steps, for whoever runs it with other means.

use super::Expression;
use super::graph::Node;

/// A step of a program: an operation on the results of earlier steps.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// `input`, `parameter`, `constant`, `neg`, `add`, `sub`, `mul`, `div`, `abs`,
    /// `sqrt`, `floor`, `power`, `less`, `less_equal`, `and`, `or`, `select`, or the name of an
    /// atom.
    ///
    /// A product with a zero factor is 0, even if the other factor is infinite.
    pub operation: &'static str,
    /// The operands, as indices of earlier steps; `select` has the condition first.
    pub operands: Vec<usize>,
    /// Which parameter, or which constant.
    pub detail: Option<f64>,
}

impl Expression {
    /// The steps, operands before operations; the last is the result.
    ///
    /// ```
    /// let relu = nonlin::find("relu")?;
    /// let steps = relu.expression().steps();
    /// assert_eq!(steps[0].operation, "input");
    /// assert_eq!(steps.last().map(|step| step.operation), Some("select"));
    /// # Ok::<(), nonlin::Error>(())
    /// ```
    #[must_use]
    pub fn steps(&self) -> Vec<Step> {
        let step = |node: &Node| {
            let detail = match *node {
                Node::Parameter(k) => Some(k as f64),
                Node::Constant(bits) => Some(f64::from_bits(bits)),
                _ => None,
            };
            let operands = node.operands().map(|id| id as usize).collect();
            Step { operation: operation(node), operands, detail }
        };
        self.nodes.iter().map(step).collect()
    }
}

fn operation(node: &Node) -> &'static str {
    match node {
        Node::Input => "input",
        Node::Parameter(_) => "parameter",
        Node::Constant(_) => "constant",
        Node::Neg(_) => "neg",
        Node::Add(..) => "add",
        Node::Sub(..) => "sub",
        Node::Mul(..) => "mul",
        Node::Div(..) => "div",
        Node::Abs(_) => "abs",
        Node::Sqrt(_) => "sqrt",
        Node::Floor(_) => "floor",
        Node::Power(..) => "power",
        Node::Atom(atom, _) => atom.name(),
        Node::Less(..) => "less",
        Node::LessEqual(..) => "less_equal",
        Node::And(..) => "and",
        Node::Or(..) => "or",
        Node::Select(..) | Node::Stable(..) => "select",
    }
}
