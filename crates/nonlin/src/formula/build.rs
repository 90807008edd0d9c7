//! From a program to register code: what becomes part of what, and registers.

use std::collections::HashMap;

use super::code::{Code, Instruction, OPERANDS, Operand, Operation, Target};
use super::parts::Parts;
use crate::atoms::AtomId;
use crate::program::{Id, Node, Program};

/// No operand.
const NOTHING: Operand = Operand::Uniform(0);

pub(super) struct Build<'a> {
    nodes: &'a [Node],
    outputs: &'a [Id],
    parts: Parts,
    code: Code,
    /// Where nodes are; those that are part of others are nowhere.
    place: Vec<Option<Operand>>,
    /// How often each node is still needed; results are needed for good.
    uses: Vec<usize>,
    /// Which results have gone out.
    gone: Vec<bool>,
    free: Vec<u32>,
    constants: HashMap<u64, Operand>,
}

impl<'a> Build<'a> {
    pub(super) fn new(program: &'a Program, outputs: &'a [Id]) -> Self {
        let nodes = program.nodes();
        let parts = Parts::of(program, outputs);
        Build {
            nodes,
            outputs,
            uses: parts.uses.clone(),
            parts,
            code: Code {
                // The first is what operands that are none refer to.
                uniforms: vec![Node::constant(0.0)],
                instructions: Vec::new(),
                registers: 0,
                wanted: Vec::new(),
            },
            place: vec![None; nodes.len()],
            gone: vec![false; outputs.len()],
            free: Vec::new(),
            constants: HashMap::new(),
        }
    }

    pub(super) fn code(mut self) -> Code {
        for id in 0..self.nodes.len() {
            if self.parts.needed[id] {
                self.node(id as Id);
            }
        }
        for (k, &id) in self.outputs.iter().enumerate() {
            if !self.gone[k] {
                let from = self.operands(&[id]);
                self.push(Operation::Move, Target::Output(k), from);
            }
        }
        self.code
    }

    fn push(&mut self, operation: Operation, to: Target, from: [Operand; OPERANDS]) {
        self.code.instructions.push(Instruction { operation, to, watches: false, from });
    }

    fn operand(&self, id: Id) -> Operand {
        self.place[id as usize].unwrap_or(NOTHING)
    }

    fn operands(&self, ids: &[Id]) -> [Operand; OPERANDS] {
        let mut operands = [NOTHING; OPERANDS];
        for (operand, &id) in operands.iter_mut().zip(ids) {
            *operand = self.operand(id);
        }
        operands
    }

    fn constant(&mut self, c: f64) -> Operand {
        let uniforms = &mut self.code.uniforms;
        *self.constants.entry(c.to_bits()).or_insert_with(|| {
            uniforms.push(Node::constant(c));
            Operand::Uniform(uniforms.len() as u32 - 1)
        })
    }

    fn node(&mut self, id: Id) {
        let node = self.nodes[id as usize];
        if node == Node::Input {
            self.place[id as usize] = Some(Operand::Input);
            return;
        }
        if !self.parts.varies[id as usize] {
            let uniform = |id: Id| match self.place[id as usize] {
                Some(Operand::Uniform(k)) => k,
                _ => 0,
            };
            self.code.uniforms.push(node.map(uniform));
            let place = self.code.uniforms.len() as u32 - 1;
            self.place[id as usize] = Some(Operand::Uniform(place));
            return;
        }
        if self.parts.is_part[id as usize] {
            return;
        }
        if self.place[id as usize].is_some() {
            // The second result of an instruction.
            return self.release(node);
        }
        if let Some((atom, u, value, slope)) = self.parts.with_slope(&self.place, node) {
            let from = self.argument(u);
            let to = self.two_registers();
            self.place[value as usize] = Some(Operand::Register(to));
            self.place[slope as usize] = Some(Operand::Register(to + 1));
            self.push(Operation::Both(atom), Target::Register(to), from);
            return self.release(node);
        }
        let (operation, from) = self.instruction(id, node);
        let out = self.outputs.iter().position(|&output| output == id);
        let to = match out {
            Some(k) if self.uses[id as usize] == 1 => {
                self.gone[k] = true;
                Target::Output(k)
            }
            // Taken before the operands are freed: no instruction writes what it reads.
            _ => {
                let to = self.register();
                self.place[id as usize] = Some(Operand::Register(to));
                Target::Register(to)
            }
        };
        self.push(operation, to, from);
        self.release(node);
    }

    fn register(&mut self) -> u32 {
        self.free.pop().unwrap_or_else(|| {
            self.code.registers += 1;
            self.code.registers as u32 - 1
        })
    }

    /// The first of two registers that follow each other.
    fn two_registers(&mut self) -> u32 {
        let next_is_free = |&k: &u32| self.free.contains(&(k + 1));
        if let Some(k) = self.free.iter().copied().find(next_is_free) {
            self.free.retain(|&other| other != k && other != k + 1);
            return k;
        }
        self.code.registers += 2;
        self.code.registers as u32 - 2
    }

    /// The operands of a node are needed once less.
    fn release(&mut self, node: Node) {
        for id in node.operands() {
            let uses = &mut self.uses[id as usize];
            *uses -= 1;
            let spent = *uses == 0;
            match self.place[id as usize] {
                Some(Operand::Register(register)) if spent => self.free.push(register),
                // Part of this instruction: its own operands are spent with it.
                None if spent => self.release(self.nodes[id as usize]),
                _ => {}
            }
        }
    }

    /// The operation, and its operands.
    fn instruction(&mut self, id: Id, node: Node) -> (Operation, [Operand; OPERANDS]) {
        if let Some(&(atom, u, factor)) = self.parts.gates.get(&id) {
            return self.gated(atom, u, Some(factor));
        }
        if let Some(&(atom, u, p, q)) = self.parts.slopes.get(&id) {
            let mut from = self.argument(u);
            from[3] = self.operand(p);
            from[4] = match q {
                Some(q) => self.operand(q),
                None => self.constant(1.0),
            };
            return (Operation::Slope(atom), from);
        }
        if let Some(&(inner, factor)) = self.parts.products.get(&id) {
            let factor = self.operand(factor);
            return match self.nodes[inner as usize] {
                Node::Add(p, q) => {
                    let (p, q, c) = self.parts.product_of(self.nodes, p, q).unwrap_or((p, q, p));
                    let [a, b, c, ..] = self.operands(&[p, q, c]);
                    (Operation::Scaled, [a, b, c, factor, NOTHING])
                }
                inner => {
                    let ids: Vec<Id> = inner.operands().collect();
                    let [b, c, ..] = self.operands(&ids);
                    (Operation::Product, [factor, b, c, NOTHING, NOTHING])
                }
            };
        }
        if let Some(&(a, b, low, high)) = self.parts.clamps.get(&id) {
            let [a, low, high, ..] = self.operands(&[a, low, high]);
            let b = match b {
                Some(b) => self.operand(b),
                None => self.constant(-0.0),
            };
            return (Operation::Clamp, [a, b, low, high, NOTHING]);
        }
        if let Node::Atom(atom, u) = node {
            return self.gated(atom, u, None);
        }
        let (operation, ids) = self.parts.plain(self.nodes, node);
        (operation, self.operands(&ids))
    }

    /// An atom, times a factor.
    fn gated(
        &mut self,
        atom: AtomId,
        u: Id,
        factor: Option<Id>,
    ) -> (Operation, [Operand; OPERANDS]) {
        let mut from = self.argument(u);
        from[3] = match factor {
            Some(factor) => self.operand(factor),
            None => self.constant(1.0),
        };
        (Operation::Atom(atom), from)
    }

    /// The argument of an atom as `a b + c`. What is added to a product is -0, which leaves
    /// its sign to a zero.
    fn argument(&mut self, u: Id) -> [Operand; OPERANDS] {
        let part = self.parts.is_part[u as usize].then(|| self.nodes[u as usize]);
        let (a, b, c) = match part {
            Some(Node::Mul(p, q)) => (p, Ok(q), Err(-0.0)),
            Some(Node::Add(p, q)) => match self.parts.product_of(self.nodes, p, q) {
                Some((a, b, c)) => (a, Ok(b), Ok(c)),
                None => (p, Err(1.0), Ok(q)),
            },
            Some(Node::Sub(p, q)) => (q, Err(-1.0), Ok(p)),
            Some(Node::Neg(p)) => (p, Err(-1.0), Err(-0.0)),
            _ => (u, Err(1.0), Err(-0.0)),
        };
        let mut operand = |of: Result<Id, f64>| match of {
            Ok(id) => self.operand(id),
            Err(c) => self.constant(c),
        };
        [operand(Ok(a)), operand(b), operand(c), NOTHING, NOTHING]
    }
}
