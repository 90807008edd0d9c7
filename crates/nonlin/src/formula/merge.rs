//! Branches of which only one counts share their costly operations.
//!
//! Vectors compute both branches of a selection. Where each branch takes, say, a sigmoid,
//! it is cheaper to select its argument and to take one sigmoid of that.

use crate::program::{Graph, Id, Node, Program};

/// Programs with more nodes stay as they are: each merger is a pass over all of them.
const MOST_NODES: usize = 2000;

/// Comparisons that hold, or do not, wherever a node counts; sorted.
type Conditions = Vec<(Id, bool)>;

/// The same results with fewer costly operations.
pub(super) fn merged(program: &Program) -> Program {
    let mut program = program.clone();
    while program.nodes().len() <= MOST_NODES {
        let Some(pair) = exclusive(&program) else { break };
        program = merge(&program, pair);
    }
    program
}

/// Two operations of one kind, of which the first counts only where the comparison holds,
/// and the second only where it does not.
#[derive(Clone, Copy)]
struct Pair {
    mask: Id,
    yes: Id,
    no: Id,
}

impl Pair {
    /// What the one operation in place of the two is made of.
    fn operands(self, nodes: &[Node]) -> impl Iterator<Item = Id> {
        let Pair { mask, yes, no } = self;
        let both = nodes[yes as usize].operands().chain(nodes[no as usize].operands());
        both.chain([mask])
    }

    /// Whether that is made of one of the two, as where their comparison is.
    fn needs_itself(self, nodes: &[Node]) -> bool {
        let mut needed = vec![false; nodes.len()];
        let mut open: Vec<Id> = self.operands(nodes).collect();
        while let Some(id) = open.pop() {
            if !std::mem::replace(&mut needed[id as usize], true) {
                open.extend(nodes[id as usize].operands());
            }
        }
        needed[self.yes as usize] || needed[self.no as usize]
    }
}

fn exclusive(program: &Program) -> Option<Pair> {
    let nodes = program.nodes();
    let conditions = conditions(program);
    let costly = |id: &usize| {
        matches!(nodes[*id], Node::Atom(..) | Node::Div(..) | Node::Power(..) | Node::Sqrt(..))
    };
    for first in (0..nodes.len()).filter(costly) {
        for &(mask, holds) in conditions[first].iter().flatten() {
            let second = (first + 1..nodes.len()).filter(costly).find(|&second| {
                is_alike(nodes[first], nodes[second])
                    && conditions[second].iter().flatten().any(|&other| other == (mask, !holds))
            });
            if let Some(second) = second {
                let (first, second) = (first as Id, second as Id);
                let (yes, no) = if holds { (first, second) } else { (second, first) };
                let pair = Pair { mask, yes, no };
                if !pair.needs_itself(nodes) {
                    return Some(pair);
                }
            }
        }
    }
    None
}

/// Whether they are the same operation on other operands.
fn is_alike(a: Node, b: Node) -> bool {
    a.map(|_| 0) == b.map(|_| 0)
}

/// Of each node that is needed, what all that needs it has in common.
fn conditions(program: &Program) -> Vec<Option<Conditions>> {
    let nodes = program.nodes();
    let mut all: Vec<Option<Conditions>> = vec![None; nodes.len()];
    for &id in program.outputs() {
        all[id as usize] = Some(Vec::new());
    }
    let meet = |at: &mut Option<Conditions>, new: Conditions| match at {
        Some(known) => known.retain(|condition| new.contains(condition)),
        None => *at = Some(new),
    };
    for id in (0..nodes.len()).rev() {
        let Some(here) = all[id].clone() else { continue };
        if let Node::Select(mask, yes, no) | Node::Stable(mask, yes, no) = nodes[id] {
            for (branch, holds) in [(yes, true), (no, false)] {
                let mut inside = here.clone();
                inside.push((mask, holds));
                meet(&mut all[branch as usize], inside);
            }
            meet(&mut all[mask as usize], here);
        } else {
            for operand in nodes[id].operands() {
                meet(&mut all[operand as usize], here.clone());
            }
        }
    }
    all
}

/// The program with one operation, on selected operands, in place of the two.
fn merge(program: &Program, pair: Pair) -> Program {
    let Pair { mask, yes, no } = pair;
    let nodes = program.nodes();
    // As they are: a graph that simplifies would take the selections apart again, in each
    // branch by itself.
    let mut graph = Graph::default();
    let mut place: Vec<Option<Id>> = vec![None; nodes.len()];
    // What the operation needs may stand behind one of the two: operands come first by
    // demand.
    let operands = |id: Id| -> Vec<Id> {
        if id == yes || id == no {
            pair.operands(nodes).collect()
        } else {
            nodes[id as usize].operands().collect()
        }
    };
    let mut open: Vec<Id> = program.outputs().to_vec();
    while let Some(&id) = open.last() {
        if place[id as usize].is_some() {
            open.pop();
            continue;
        }
        let waiting = open.len();
        open.extend(operands(id).iter().filter(|&&id| place[id as usize].is_none()));
        if open.len() > waiting {
            continue;
        }
        let at = |id: Id| place[id as usize].unwrap_or(0);
        if id == yes || id == no {
            let mut selected = Vec::new();
            for (a, b) in nodes[yes as usize].operands().zip(nodes[no as usize].operands()) {
                selected.push((a, graph.add_as_is(Node::Select(at(mask), at(a), at(b)))));
            }
            let of = |id: Id| selected.iter().find(|(a, _)| *a == id).map_or(0, |&(_, new)| new);
            let merged = graph.add_as_is(nodes[yes as usize].map(of));
            (place[yes as usize], place[no as usize]) = (Some(merged), Some(merged));
        } else {
            place[id as usize] = Some(graph.add_as_is(nodes[id as usize].map(at)));
        }
    }
    let outputs: Vec<Id> =
        program.outputs().iter().map(|&id| place[id as usize].unwrap_or(0)).collect();
    Program::of_graph(&graph, &outputs, program.parameters())
}
