//! A program as register code: one instruction after the other, each over a block.

use crate::atoms::AtomId;
use crate::program::{Id, Node, Program};

/// What an instruction does with its operands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Operation {
    Neg,
    Add,
    Sub,
    Mul,
    Div,
    Abs,
    Sqrt,
    Floor,
    Power,
    Atom(AtomId),
    /// `a b + c`
    MulAdd,
    /// `c - a b`
    MulSub,
    /// 1 where `a < b`, else 0: truth values are numbers here.
    Less,
    LessEqual,
    And,
    Or,
    /// `b` where `a` is not 0, else `c`.
    Select,
    /// `c` where `a < b`, else `d`.
    SelectLess,
    SelectLessEqual,
}

/// Where an operand is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Operand {
    /// A block of numbers.
    Register(u32),
    /// A number that is the same for all elements.
    Uniform(u32),
}

const NOTHING: Operand = Operand::Uniform(0);

/// The register that holds `x`.
pub(super) const INPUT: u32 = 0;

#[derive(Clone, Copy, Debug)]
pub(super) struct Instruction {
    pub(super) operation: Operation,
    /// A register that is none of the operands.
    pub(super) to: u32,
    pub(super) from: [Operand; 4],
}

/// What computes some results of a program.
#[derive(Clone, Debug)]
pub(super) struct Code {
    /// What does not depend on `x`, in order; operands are places in this list.
    pub(super) uniforms: Vec<Node>,
    pub(super) instructions: Vec<Instruction>,
    /// How many registers it takes.
    pub(super) registers: usize,
    /// The registers of the results.
    pub(super) outputs: Vec<u32>,
    /// Which results of the program these are.
    pub(super) wanted: Vec<usize>,
}

impl Code {
    /// The code for some of the results, in this order.
    pub(super) fn of(program: &Program, outputs: &[usize]) -> Code {
        let mut code = Code {
            // The first is what operands that are none refer to.
            uniforms: vec![Node::constant(0.0)],
            instructions: Vec::new(),
            registers: 1,
            outputs: Vec::new(),
            wanted: outputs.to_vec(),
        };
        let outputs: Vec<Id> = outputs.iter().map(|&k| program.outputs()[k]).collect();
        let mut build = Build::new(program, &outputs);
        for id in 0..program.nodes().len() {
            if build.needed[id] {
                build.node(&mut code, id as Id);
            }
        }
        for id in outputs {
            let register = match build.operand(id) {
                Operand::Register(register) => register,
                // The same for all elements: written out.
                uniform => {
                    let to = build.register(&mut code);
                    let from = [uniform, NOTHING, NOTHING, NOTHING];
                    code.instructions.push(Instruction { operation: Operation::Add, to, from });
                    to
                }
            };
            code.outputs.push(register);
        }
        code
    }
}

struct Build<'a> {
    program: &'a Program,
    needed: Vec<bool>,
    place: Vec<Option<Operand>>,
    /// How often each node is still needed; results are needed for good.
    uses: Vec<usize>,
    /// Products and comparisons that become part of what uses them.
    fused: Vec<bool>,
    free: Vec<u32>,
}

impl<'a> Build<'a> {
    fn new(program: &'a Program, outputs: &[Id]) -> Self {
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
        let mut fused = vec![false; nodes.len()];
        // What is fused is the same whatever results are wanted, and so is their rounding.
        let mut uses = vec![0; nodes.len()];
        let all = nodes.iter().flat_map(|node| node.operands());
        for id in all.chain(program.outputs().iter().copied()) {
            uses[id as usize] += 1;
        }
        for node in nodes {
            match *node {
                Node::Add(a, b) => {
                    // One product of the two at most.
                    let product = [a, b].into_iter().find(|&id| {
                        uses[id as usize] == 1 && matches!(nodes[id as usize], Node::Mul(..))
                    });
                    if let Some(id) = product {
                        fused[id as usize] = true;
                    }
                }
                Node::Sub(_, b) if uses[b as usize] == 1 => {
                    fused[b as usize] = matches!(nodes[b as usize], Node::Mul(..));
                }
                Node::Select(mask, ..) | Node::Stable(mask, ..) => {
                    // Comparing again costs less than a truth value in a register.
                    fused[mask as usize] =
                        matches!(nodes[mask as usize], Node::Less(..) | Node::LessEqual(..));
                }
                _ => {}
            }
        }
        // A comparison that is also part of another needs a register all the same.
        for node in nodes {
            if let Node::And(a, b) | Node::Or(a, b) = *node {
                (fused[a as usize], fused[b as usize]) = (false, false);
            }
        }
        uses.fill(0);
        let wanted = nodes.iter().zip(&needed).filter(|(_, needed)| **needed);
        let wanted = wanted.flat_map(|(node, _)| node.operands());
        for id in wanted.chain(outputs.iter().copied()) {
            uses[id as usize] += 1;
        }
        Build { program, needed, place: vec![None; nodes.len()], uses, fused, free: Vec::new() }
    }

    fn operand(&self, id: Id) -> Operand {
        self.place[id as usize].unwrap_or(NOTHING)
    }

    fn node(&mut self, code: &mut Code, id: Id) {
        let node = self.program.nodes()[id as usize];
        if node == Node::Input {
            self.place[id as usize] = Some(Operand::Register(INPUT));
            return;
        }
        let uniform = |id: Id| match self.place[id as usize] {
            Some(Operand::Uniform(k)) => Some(k),
            _ => None,
        };
        if node.operands().all(|id| uniform(id).is_some()) {
            let place = code.uniforms.len() as u32;
            code.uniforms.push(node.map(|id| uniform(id).unwrap_or(0)));
            self.place[id as usize] = Some(Operand::Uniform(place));
            return;
        }
        if self.fused[id as usize] {
            return;
        }
        let (operation, from) = self.instruction(node);
        let mut operands = [NOTHING; 4];
        for (operand, &id) in operands.iter_mut().zip(&from) {
            *operand = self.operand(id);
        }
        // Taken before the operands are freed: no instruction writes what it reads.
        let to = self.register(code);
        code.instructions.push(Instruction { operation, to, from: operands });
        self.place[id as usize] = Some(Operand::Register(to));
        self.release(node);
    }

    fn register(&mut self, code: &mut Code) -> u32 {
        self.free.pop().unwrap_or_else(|| {
            code.registers += 1;
            code.registers as u32 - 1
        })
    }

    /// The operands of a node are needed once less.
    fn release(&mut self, node: Node) {
        for id in node.operands() {
            let uses = &mut self.uses[id as usize];
            *uses -= 1;
            let spent = *uses == 0;
            match self.place[id as usize] {
                Some(Operand::Register(register)) if spent && register != INPUT => {
                    self.free.push(register);
                }
                // Part of this instruction: its own operands are spent with it.
                None if spent => self.release(self.program.nodes()[id as usize]),
                _ => {}
            }
        }
    }

    /// The operation, and the nodes that are its operands.
    fn instruction(&self, node: Node) -> (Operation, Vec<Id>) {
        // Uniform products and comparisons have a place and are not taken apart.
        let inner = |id: Id| {
            let apart = self.fused[id as usize] && self.place[id as usize].is_none();
            apart.then(|| self.program.nodes()[id as usize])
        };
        match node {
            Node::Add(a, b) => match (inner(a), inner(b)) {
                (Some(Node::Mul(p, q)), _) => (Operation::MulAdd, vec![p, q, b]),
                (_, Some(Node::Mul(p, q))) => (Operation::MulAdd, vec![p, q, a]),
                _ => (Operation::Add, vec![a, b]),
            },
            Node::Sub(a, b) => match inner(b) {
                Some(Node::Mul(p, q)) => (Operation::MulSub, vec![p, q, a]),
                _ => (Operation::Sub, vec![a, b]),
            },
            Node::Select(mask, yes, no) | Node::Stable(mask, yes, no) => match inner(mask) {
                Some(Node::Less(a, b)) => (Operation::SelectLess, vec![a, b, yes, no]),
                Some(Node::LessEqual(a, b)) => (Operation::SelectLessEqual, vec![a, b, yes, no]),
                _ => (Operation::Select, vec![mask, yes, no]),
            },
            Node::Neg(a) => (Operation::Neg, vec![a]),
            Node::Mul(a, b) => (Operation::Mul, vec![a, b]),
            Node::Div(a, b) => (Operation::Div, vec![a, b]),
            Node::Abs(a) => (Operation::Abs, vec![a]),
            Node::Sqrt(a) => (Operation::Sqrt, vec![a]),
            Node::Floor(a) => (Operation::Floor, vec![a]),
            Node::Power(a, b) => (Operation::Power, vec![a, b]),
            Node::Atom(atom, a) => (Operation::Atom(atom), vec![a]),
            Node::Less(a, b) => (Operation::Less, vec![a, b]),
            Node::LessEqual(a, b) => (Operation::LessEqual, vec![a, b]),
            Node::And(a, b) => (Operation::And, vec![a, b]),
            Node::Or(a, b) => (Operation::Or, vec![a, b]),
            // These have a place already.
            Node::Input | Node::Parameter(_) | Node::Constant(_) => (Operation::Add, Vec::new()),
        }
    }
}
