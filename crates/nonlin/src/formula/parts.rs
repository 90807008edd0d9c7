//! Which nodes become part of the instruction of another.
//!
//! An instruction is a pass over the first-level cache. None of this changes a rounding
//! from one code of a program to another: products become part of sums in all of them or
//! in none, and the rest is computed as it would be apart.

use std::collections::HashMap;

use super::code::{Operand, Operation};
use super::pairs::slope_of;
use super::plain::fused;
use crate::atoms::AtomId;
use crate::program::{Id, Node, Program};

pub(super) struct Parts {
    pub(super) needed: Vec<bool>,
    /// How often each node is needed.
    pub(super) uses: Vec<usize>,
    /// Whether a node depends on `x`.
    pub(super) varies: Vec<bool>,
    /// Nodes that are computed by what uses them.
    pub(super) is_part: Vec<bool>,
    /// Products with an atom: which one, of what, and the other factor.
    pub(super) gates: HashMap<Id, (AtomId, Id, Id)>,
    /// Sums `A + p (q D)` of an atom and its derivative: the atom, of what, and the factors.
    pub(super) slopes: HashMap<Id, (AtomId, Id, Id, Option<Id>)>,
    /// Products with a product, or with a sum that has one: which node that is, and the
    /// other factor.
    pub(super) products: HashMap<Id, (Id, Id)>,
    /// Sums, or single terms, between two bounds.
    pub(super) clamps: HashMap<Id, (Id, Option<Id>, Id, Id)>,
    /// The atoms that are needed.
    atoms: HashMap<(AtomId, Id), Id>,
}

impl Parts {
    pub(super) fn of(program: &Program, outputs: &[Id]) -> Self {
        let nodes = program.nodes();
        let mut needed = vec![false; nodes.len()];
        for &id in outputs {
            needed[id as usize] = true;
        }
        for (id, node) in nodes.iter().enumerate().rev() {
            if needed[id] {
                for operand in node.operands() {
                    needed[operand as usize] = true;
                }
            }
        }
        let mut varies = vec![false; nodes.len()];
        for (id, node) in nodes.iter().enumerate() {
            varies[id] = *node == Node::Input || node.operands().any(|id| varies[id as usize]);
        }
        let mut is_part = fused(program);
        for (part, varies) in is_part.iter_mut().zip(&varies) {
            // What is the same for all elements has a place.
            *part &= varies;
        }
        let mut uses = vec![0; nodes.len()];
        let wanted = nodes.iter().zip(&needed).filter(|(_, needed)| **needed);
        for id in wanted.flat_map(|(node, _)| node.operands()).chain(outputs.iter().copied()) {
            uses[id as usize] += 1;
        }
        let mut atoms = HashMap::new();
        for (id, node) in nodes.iter().enumerate() {
            if let Node::Atom(atom, u) = *node
                && needed[id]
                && varies[id]
            {
                atoms.insert((atom, u), id as Id);
            }
        }
        let (gates, slopes) = (HashMap::new(), HashMap::new());
        let (products, clamps) = (HashMap::new(), HashMap::new());
        let mut parts =
            Parts { needed, uses, varies, is_part, gates, slopes, products, clamps, atoms };
        parts.arguments(nodes);
        for id in 0..nodes.len() as Id {
            if parts.needed[id as usize] && !parts.is_part[id as usize] {
                parts.slope(nodes, id);
            }
        }
        // What is outside first: a part has no parts of this kind.
        for id in (0..nodes.len() as Id).rev() {
            if parts.needed[id as usize] && !parts.is_part[id as usize] {
                parts.gate(nodes, id);
            }
        }
        for id in (0..nodes.len() as Id).rev() {
            if parts.needed[id as usize] && parts.varies[id as usize] {
                parts.clamp(nodes, id);
            }
        }
        parts
    }

    /// Sums and products that only atoms need are computed by these.
    fn arguments(&mut self, nodes: &[Node]) {
        let mut by_atoms = vec![0; nodes.len()];
        for &(_, u) in self.atoms.keys() {
            by_atoms[u as usize] += 1;
        }
        for (id, node) in nodes.iter().enumerate() {
            let simple = match *node {
                Node::Mul(..) | Node::Add(..) | Node::Neg(_) => true,
                Node::Sub(_, b) => !self.is_part[b as usize],
                _ => false,
            };
            if simple && self.varies[id] && by_atoms[id] > 0 && by_atoms[id] == self.uses[id] {
                self.is_part[id] = true;
            }
        }
    }

    /// Whether the node is an atom that nothing else needs.
    fn lone_atom(&self, nodes: &[Node], id: Id) -> Option<(AtomId, Id)> {
        match nodes[id as usize] {
            Node::Atom(atom, u) if self.is_lone(id) => Some((atom, u)),
            _ => None,
        }
    }

    /// Whether one other node needs the node, and has not made it a part of itself.
    fn is_lone(&self, id: Id) -> bool {
        let id = id as usize;
        self.uses[id] == 1 && !self.is_part[id] && self.varies[id]
    }

    fn slope(&mut self, nodes: &[Node], sum: Id) {
        let Node::Add(a, b) = nodes[sum as usize] else { return };
        let Some((p, inner, value)) = self.product_of(nodes, a, b) else { return };
        let Some((atom, u)) = self.lone_atom(nodes, value) else { return };
        let derivative = |id: Id| {
            slope_of(atom).is_some_and(|slope| self.lone_atom(nodes, id) == Some((slope, u)))
        };
        let (q, slope) = match nodes[inner as usize] {
            _ if derivative(inner) => (None, inner),
            Node::Mul(q, d) if self.is_lone(inner) && derivative(d) => (Some(q), d),
            _ => return,
        };
        if q.is_some() {
            self.is_part[inner as usize] = true;
        }
        self.is_part[value as usize] = true;
        self.is_part[slope as usize] = true;
        self.slopes.insert(sum, (atom, u, p, q));
    }

    /// A product with an atom, or with a sum or product that nothing else needs.
    fn gate(&mut self, nodes: &[Node], product: Id) {
        // The second factor only: which one of NaN and 0 wins depends on the order.
        let Node::Mul(factor, inner) = nodes[product as usize] else { return };
        if !self.is_lone(inner) {
            return;
        }
        match nodes[inner as usize] {
            Node::Atom(atom, u) if !self.is_paired(atom, u) => {
                self.gates.insert(product, (atom, u, factor));
            }
            Node::Mul(..) => {
                self.products.insert(product, (inner, factor));
            }
            Node::Add(p, q)
                if !self.slopes.contains_key(&inner) && self.product_of(nodes, p, q).is_some() =>
            {
                self.products.insert(product, (inner, factor));
            }
            _ => return,
        }
        self.is_part[inner as usize] = true;
    }

    /// A number that is at least one and at most another, and a sum in their place.
    fn clamp(&mut self, nodes: &[Node], least: Id) {
        let Some((inner, high)) = self.bound(nodes, least, Operation::AtMost) else { return };
        // Its comparison and its branch are all that need it.
        if self.uses[inner as usize] != 2 || self.is_part[inner as usize] {
            return;
        }
        let Some((u, low)) = self.bound(nodes, inner, Operation::AtLeast) else { return };
        self.is_part[inner as usize] = true;
        let terms = match nodes[u as usize] {
            Node::Add(p, q)
                if self.uses[u as usize] == 2
                    && !self.is_part[u as usize]
                    && self.product_of(nodes, p, q).is_none() =>
            {
                self.is_part[u as usize] = true;
                (p, Some(q))
            }
            _ => (u, None),
        };
        self.clamps.insert(least, (terms.0, terms.1, low, high));
    }

    /// What is bounded on one side by a number that is the same for all elements.
    fn bound(&self, nodes: &[Node], id: Id, wanted: Operation) -> Option<(Id, Id)> {
        let Node::Select(mask, ..) = nodes[id as usize] else { return None };
        let (operation, ids) = self.plain(nodes, nodes[id as usize]);
        let fits = operation == wanted && self.uses[mask as usize] == 1;
        (fits && !self.varies[ids[1] as usize]).then(|| (ids[0], ids[1]))
    }

    /// Whether an atom is computed together with its derivative, or what it is that of.
    fn is_paired(&self, atom: AtomId, u: Id) -> bool {
        let open = |atom: AtomId| {
            let id = self.atoms.get(&(atom, u));
            id.is_some_and(|&id| !self.is_part[id as usize])
        };
        AtomId::ALL.iter().any(|&first| {
            slope_of(first).is_some_and(|slope| {
                (slope == atom && open(first)) || (first == atom && open(slope))
            })
        })
    }

    /// The factors of the product that is part of a sum of these two, and the other term.
    pub(super) fn product_of(&self, nodes: &[Node], a: Id, b: Id) -> Option<(Id, Id, Id)> {
        [(a, b), (b, a)].into_iter().find_map(|(product, other)| match nodes[product as usize] {
            Node::Mul(p, q) if self.is_part[product as usize] => Some((p, q, other)),
            _ => None,
        })
    }

    /// An atom and its derivative, where both are needed and the node is one of them: which
    /// atom, of what, and the two nodes.
    pub(super) fn with_slope(
        &self,
        place: &[Option<Operand>],
        node: Node,
    ) -> Option<(AtomId, Id, Id, Id)> {
        let Node::Atom(this, u) = node else { return None };
        let open = |atom: AtomId| {
            let id = self.atoms.get(&(atom, u)).copied();
            id.filter(|&id| place[id as usize].is_none() && !self.is_part[id as usize])
        };
        AtomId::ALL.iter().find_map(|&atom| {
            let slope = slope_of(atom).filter(|&slope| slope == this || atom == this)?;
            Some((atom, u, open(atom)?, open(slope)?))
        })
    }
}
