//! Hash-consed expression graphs: equal expressions are one node, and what can be
//! simplified exactly never becomes a node.

use std::collections::HashMap;

use crate::atoms::AtomId;

/// The index of a node in its program.
pub type Id = u32;

/// What a node computes. Operands come before it in a program.
///
/// Nodes are numbers, except for the four comparisons, which are truth values and
/// occur as the first operand of selections and as operands of `And` and `Or`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Node {
    /// The argument `x`.
    Input,
    /// A parameter of the function, by position.
    Parameter(usize),
    /// A constant, as its bits.
    Constant(u64),
    /// The number with the other sign.
    Neg(Id),
    /// The sum.
    Add(Id, Id),
    /// The first less the second.
    Sub(Id, Id),
    /// The product; a factor of zero absorbs an infinite one.
    Mul(Id, Id),
    /// The first over the second.
    Div(Id, Id),
    /// The magnitude, with derivative 0 at 0.
    Abs(Id),
    /// The square root.
    Sqrt(Id),
    /// The largest integer that is not above, with derivative 0.
    Floor(Id),
    /// The first, which is not negative, to the power of the second.
    Power(Id, Id),
    /// An atom of the operand.
    Atom(AtomId, Id),
    /// Whether the first is less than the second.
    Less(Id, Id),
    /// Whether the first is at most the second.
    LessEqual(Id, Id),
    /// Whether both hold.
    And(Id, Id),
    /// Whether one of them holds.
    Or(Id, Id),
    /// The second where the first holds, else the third.
    Select(Id, Id, Id),
    /// The same, of two forms of one number: see [`Real::stable`](crate::real::Real::stable).
    Stable(Id, Id, Id),
}

impl Node {
    /// The constant `c`.
    #[must_use]
    pub fn constant(c: f64) -> Node {
        Node::Constant(c.to_bits())
    }

    /// The operands, in order.
    pub fn operands(self) -> impl Iterator<Item = Id> {
        let operands = match self {
            Node::Input | Node::Parameter(_) | Node::Constant(_) => [None; 3],
            Node::Neg(a) | Node::Abs(a) | Node::Sqrt(a) | Node::Floor(a) | Node::Atom(_, a) => {
                [Some(a), None, None]
            }
            Node::Add(a, b)
            | Node::Sub(a, b)
            | Node::Mul(a, b)
            | Node::Div(a, b)
            | Node::Power(a, b)
            | Node::Less(a, b)
            | Node::LessEqual(a, b)
            | Node::And(a, b)
            | Node::Or(a, b) => [Some(a), Some(b), None],
            Node::Select(a, b, c) | Node::Stable(a, b, c) => [Some(a), Some(b), Some(c)],
        };
        operands.into_iter().flatten()
    }

    /// Whether it is a truth value.
    #[must_use]
    pub fn is_comparison(self) -> bool {
        matches!(self, Node::Less(..) | Node::LessEqual(..) | Node::And(..) | Node::Or(..))
    }

    /// The same operation with the operands replaced.
    #[must_use]
    pub fn map(self, f: impl Fn(Id) -> Id) -> Node {
        match self {
            Node::Input | Node::Parameter(_) | Node::Constant(_) => self,
            Node::Neg(a) => Node::Neg(f(a)),
            Node::Add(a, b) => Node::Add(f(a), f(b)),
            Node::Sub(a, b) => Node::Sub(f(a), f(b)),
            Node::Mul(a, b) => Node::Mul(f(a), f(b)),
            Node::Div(a, b) => Node::Div(f(a), f(b)),
            Node::Abs(a) => Node::Abs(f(a)),
            Node::Sqrt(a) => Node::Sqrt(f(a)),
            Node::Floor(a) => Node::Floor(f(a)),
            Node::Power(a, b) => Node::Power(f(a), f(b)),
            Node::Atom(atom, a) => Node::Atom(atom, f(a)),
            Node::Less(a, b) => Node::Less(f(a), f(b)),
            Node::LessEqual(a, b) => Node::LessEqual(f(a), f(b)),
            Node::And(a, b) => Node::And(f(a), f(b)),
            Node::Or(a, b) => Node::Or(f(a), f(b)),
            Node::Select(a, b, c) => Node::Select(f(a), f(b), f(c)),
            Node::Stable(a, b, c) => Node::Stable(f(a), f(b), f(c)),
        }
    }
}

/// Nodes in the order in which they were made.
#[derive(Clone, Debug, Default)]
pub(crate) struct Graph {
    nodes: Vec<Node>,
    known: HashMap<Node, Id>,
}

impl Graph {
    /// The node as it was interned.
    pub(crate) fn node(&self, id: Id) -> Node {
        self.nodes[id as usize]
    }

    /// How many nodes there are.
    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// The node, simplified, if need be made.
    pub(crate) fn add(&mut self, node: Node) -> Id {
        match self.simplify(node) {
            Ok(id) => id,
            Err(node) => self.add_as_is(node),
        }
    }

    /// The node in this very form, if need be made.
    pub(crate) fn add_as_is(&mut self, node: Node) -> Id {
        if let Some(&id) = self.known.get(&node) {
            return id;
        }
        let id = self.nodes.len() as Id;
        self.nodes.push(node);
        self.known.insert(node, id);
        id
    }

    /// The nodes that `root` needs; it is the last of them.
    pub(crate) fn extract(&self, root: Id) -> Vec<Node> {
        self.extract_all(&[root]).0
    }

    /// The nodes that the roots need, and where the roots are among them.
    pub(crate) fn extract_all(&self, roots: &[Id]) -> (Vec<Node>, Vec<Id>) {
        let mut needed = vec![false; self.nodes.len()];
        for &root in roots {
            needed[root as usize] = true;
        }
        for id in (0..needed.len()).rev() {
            if needed[id] {
                for operand in self.nodes[id].operands() {
                    needed[operand as usize] = true;
                }
            }
        }
        let mut place = vec![0; needed.len()];
        let mut nodes = Vec::new();
        for (id, _) in needed.iter().enumerate().filter(|&(_, &needed)| needed) {
            place[id] = nodes.len() as Id;
            nodes.push(self.nodes[id].map(|operand| place[operand as usize]));
        }
        (nodes, roots.iter().map(|&root| place[root as usize]).collect())
    }

    /// The expression where a comparison is known to hold, or not to. What is made of
    /// the comparison is visited once, and by no recursion: a formula may be deep.
    fn assume(&mut self, id: Id, mask: Id, holds: bool) -> Id {
        let mut known: HashMap<Id, Id> = HashMap::new();
        let mut pending = vec![id];
        while let Some(&at) = pending.last() {
            // Operands have smaller numbers than what is made of them.
            if at < mask || known.contains_key(&at) {
                pending.pop();
                continue;
            }
            let node = self.node(at);
            let settled = |id: Id| if id < mask { Some(id) } else { known.get(&id).copied() };
            if let Node::Select(m, yes, no) | Node::Stable(m, yes, no) = node
                && m == mask
            {
                let chosen = if holds { yes } else { no };
                match settled(chosen) {
                    Some(new) => {
                        known.insert(at, new);
                    }
                    None => pending.push(chosen),
                }
                continue;
            }
            let waiting = pending.len();
            pending.extend(node.operands().filter(|&operand| settled(operand).is_none()));
            if pending.len() == waiting {
                let new = |old: Id| settled(old).unwrap_or(old);
                let changed = node.operands().any(|operand| new(operand) != operand);
                let new = if changed { node.map(new) } else { node };
                let id = if changed { self.add(new) } else { at };
                known.insert(at, id);
            }
        }
        known.get(&id).copied().unwrap_or(id)
    }

    /// Where a factor stands in a product.
    fn rank(&self, id: Id) -> u8 {
        match self.node(id) {
            Node::Constant(_) => 0,
            Node::Parameter(_) => 1,
            Node::Input => 2,
            _ => 3,
        }
    }

    fn value(&self, id: Id) -> Option<f64> {
        match self.node(id) {
            Node::Constant(bits) => Some(f64::from_bits(bits)),
            _ => None,
        }
    }

    /// An existing node that is equal, or the node in its simplest form. Only
    /// what is exact for every argument, infinite ones aside, is done.
    fn simplify(&mut self, node: Node) -> Result<Id, Node> {
        let constant = |c: f64| Err(Node::constant(c));
        match node {
            Node::Neg(a) => match self.node(a) {
                Node::Constant(bits) => constant(-f64::from_bits(bits)),
                Node::Neg(b) => Ok(b),
                Node::Sub(b, c) => Ok(self.add(Node::Sub(c, b))),
                _ => Err(node),
            },
            Node::Add(a, b) => match (self.value(a), self.value(b)) {
                (Some(x), Some(y)) => constant(x + y),
                (Some(0.0), _) => Ok(b),
                (_, Some(0.0)) => Ok(a),
                // A constant stands last.
                (Some(_), None) => Ok(self.add(Node::Add(b, a))),
                (_, Some(y)) if y < 0.0 => {
                    let c = self.add(Node::constant(-y));
                    Ok(self.add(Node::Sub(a, c)))
                }
                _ => match (self.node(a), self.node(b)) {
                    (_, Node::Neg(c)) => Ok(self.add(Node::Sub(a, c))),
                    (Node::Neg(c), _) => Ok(self.add(Node::Sub(b, c))),
                    _ if a == b => {
                        let two = self.add(Node::constant(2.0));
                        Ok(self.add(Node::Mul(two, a)))
                    }
                    _ if a > b && self.value(b).is_none() => Ok(self.add(Node::Add(b, a))),
                    _ => Err(node),
                },
            },
            Node::Sub(a, b) => match (self.value(a), self.value(b)) {
                (Some(x), Some(y)) => constant(x - y),
                (Some(0.0), _) => Ok(self.add(Node::Neg(b))),
                (_, Some(0.0)) => Ok(a),
                _ if a == b => constant(0.0),
                _ => match self.node(b) {
                    Node::Neg(c) => Ok(self.add(Node::Add(a, c))),
                    _ => Err(node),
                },
            },
            Node::Mul(a, b) => match (self.value(a), self.value(b)) {
                (Some(x), Some(y)) => constant(x * y),
                (Some(0.0), _) | (_, Some(0.0)) => constant(0.0),
                (Some(1.0), _) => Ok(b),
                (_, Some(1.0)) => Ok(a),
                (Some(-1.0), _) => Ok(self.add(Node::Neg(b))),
                (_, Some(-1.0)) => Ok(self.add(Node::Neg(a))),
                // A constant stands first.
                (None, Some(_)) => Ok(self.add(Node::Mul(b, a))),
                (x, _) => match (self.node(a), self.node(b)) {
                    (Node::Neg(c), _) => {
                        let product = self.add(Node::Mul(c, b));
                        Ok(self.add(Node::Neg(product)))
                    }
                    (_, Node::Neg(c)) if x.is_none() => {
                        let product = self.add(Node::Mul(a, c));
                        Ok(self.add(Node::Neg(product)))
                    }
                    (_, Node::Mul(c, d)) if x.is_some() && self.value(c).is_some() => {
                        let factor = self.add(Node::Mul(a, c));
                        Ok(self.add(Node::Mul(factor, d)))
                    }
                    // Constants come out of products, quotients swallow them.
                    (_, Node::Mul(c, d)) if self.value(c).is_some() => {
                        let product = self.add(Node::Mul(a, d));
                        Ok(self.add(Node::Mul(c, product)))
                    }
                    (Node::Mul(c, d), _) if self.value(c).is_some() => {
                        let product = self.add(Node::Mul(d, b));
                        Ok(self.add(Node::Mul(c, product)))
                    }
                    (_, Node::Div(c, d)) => {
                        let product = self.add(Node::Mul(a, c));
                        Ok(self.add(Node::Div(product, d)))
                    }
                    (Node::Div(c, d), _) => {
                        let product = self.add(Node::Mul(c, b));
                        Ok(self.add(Node::Div(product, d)))
                    }
                    // Parameters stand before x, and that before the rest.
                    _ if x.is_none() && (self.rank(a), a) > (self.rank(b), b) => {
                        Ok(self.add(Node::Mul(b, a)))
                    }
                    _ => Err(node),
                },
            },
            Node::Div(a, b) => match (self.value(a), self.value(b)) {
                (Some(x), Some(y)) if y != 0.0 => constant(x / y),
                (Some(0.0), None) => constant(0.0),
                (_, Some(1.0)) => Ok(a),
                _ if a == b => constant(1.0),
                _ => match self.node(a) {
                    Node::Mul(c, d) if c == b => Ok(d),
                    Node::Mul(c, d) if d == b => Ok(c),
                    Node::Neg(c) => {
                        let quotient = self.add(Node::Div(c, b));
                        Ok(self.add(Node::Neg(quotient)))
                    }
                    _ => Err(node),
                },
            },
            Node::Select(mask, yes, no) => {
                // Each branch, knowing what brought us there.
                let (yes, no) = (self.assume(yes, mask, true), self.assume(no, mask, false));
                if yes == no { Ok(yes) } else { Err(Node::Select(mask, yes, no)) }
            }
            Node::Stable(_, special, plain) if special == plain => Ok(plain),
            _ => Err(node),
        }
    }
}
