//! One pass over a formula at one precision.

use super::Evaluator;
use crate::ball::{Ball, euler};
use crate::expression::{Node, NodeId};
use crate::jet::{Jet, Undecided, compare};
use rug::Float;
use std::cmp::Ordering;

/// The evaluated nodes of a formula at one precision.
pub(super) struct Sheet {
    precision: u32,
    slots: Vec<Option<Jet>>,
}

/// One look at a node.
enum Step {
    Needs(NodeId),
    Done(Jet),
}

impl Evaluator<'_> {
    /// The formula at `x`. `forced` decides undecidable comparisons, as the
    /// last resort, by the mids of the balls.
    pub(super) fn jet(
        &mut self,
        x: &Float,
        precision: u32,
        forced: bool,
    ) -> Result<Jet, Undecided> {
        let place = match self.sheets.iter().position(|sheet| sheet.precision == precision) {
            Some(place) => place,
            None => {
                let slots = vec![None; self.graph.len()];
                self.sheets.push(Sheet { precision, slots });
                self.sheets.len() - 1
            }
        };
        let mut slots = std::mem::take(&mut self.sheets[place].slots);
        let jet = self.fill(&mut slots, x, precision, forced);
        for (id, slot) in slots.iter_mut().enumerate() {
            if self.graph.depends_on_x(id) {
                *slot = None;
            }
        }
        self.sheets[place].slots = slots;
        jet
    }

    /// The root's jet, filling the slots that it needs. Branches not taken
    /// stay empty; an explicit stack serves formulas of any length.
    fn fill(
        &self,
        slots: &mut [Option<Jet>],
        x: &Float,
        precision: u32,
        forced: bool,
    ) -> Result<Jet, Undecided> {
        let mut waiting = Vec::new();
        let mut id = self.graph.root();
        loop {
            match self.step(id, slots, x, precision, forced)? {
                Step::Needs(operand) => {
                    waiting.push(id);
                    id = operand;
                }
                Step::Done(jet) => match waiting.pop() {
                    Some(user) => {
                        slots[id] = Some(jet);
                        id = user;
                    }
                    None => return Ok(jet),
                },
            }
        }
    }

    fn step(
        &self,
        id: NodeId,
        slots: &[Option<Jet>],
        x: &Float,
        precision: u32,
        forced: bool,
    ) -> Result<Step, Undecided> {
        macro_rules! operand {
            ($id:expr) => {
                match &slots[$id] {
                    Some(jet) => jet,
                    None => return Ok(Step::Needs($id)),
                }
            };
        }
        let count = self.count();
        let second = self.want.order() >= 2;
        let constant = |ball| Jet::constant(ball, count);
        let one = || Ball::integer(precision, 1);
        let jet = match *self.graph.node(id) {
            Node::Number(ref text) => constant(Ball::decimal(precision, text)),
            Node::Pi => constant(Ball::pi(precision)),
            Node::Euler => constant(euler(precision)),
            Node::X => {
                let mut jet = constant(Ball::exact(Float::with_val(precision, x)));
                jet.first = (self.want.order() >= 1).then(one);
                jet
            }
            Node::Parameter(place) => {
                let value = Float::with_val(precision, self.parameters[place]);
                let mut jet = constant(Ball::exact(value));
                if let Some(derivative) = jet.parameters.get_mut(place) {
                    *derivative = Some(one());
                }
                jet
            }
            Node::Negate(a) => operand!(a).neg(),
            Node::Add(a, b) => operand!(a).add(operand!(b)),
            Node::Subtract(a, b) => operand!(a).sub(operand!(b)),
            Node::Multiply(a, b) => operand!(a).mul(operand!(b), second),
            Node::Divide(a, b) => operand!(a).div(operand!(b), second),
            Node::Power(a, b) => operand!(a).pow(operand!(b), second),
            Node::Call(function, a) => operand!(a).call(function, second, forced)?,
            Node::Minimum(a, b) | Node::Maximum(a, b) => {
                let (left, right) = (operand!(a), operand!(b));
                let order = compare(&left.value, &right.value, forced)?;
                let wanted = match self.graph.node(id) {
                    Node::Minimum(..) => Ordering::Less,
                    _ => Ordering::Greater,
                };
                let left_wins = order == wanted || order == Ordering::Equal;
                if left_wins { left.clone() } else { right.clone() }
            }
            Node::If { comparison, left, right, then, otherwise } => {
                let (left, right) = (operand!(left), operand!(right));
                let order = compare(&left.value, &right.value, forced)?;
                let branch = if comparison.holds(order) { then } else { otherwise };
                operand!(branch).clone()
            }
        };
        Ok(Step::Done(jet))
    }
}
