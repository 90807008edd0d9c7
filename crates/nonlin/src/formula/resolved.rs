//! Whether arguments are so close that a formula hides nothing between them.
//!
//! A polynomial that has the values of a function at some points may be far from it
//! elsewhere: between two of them there may be a bump, a pole or a step. All of these are
//! made by something that is steep inside a formula, which the arguments of its atoms show.

use crate::atoms::AtomId;
use crate::program::{Id, Node, Program, Value};

/// Programs with more nodes are not looked at.
const MOST_NODES: usize = 500;

/// The most by which the argument of an atom may change from one point to the next, unless
/// it goes on in one direction. Atoms change within units.
const STEP: f64 = 0.5;

/// From where on bumps have passed.
const BEYOND_BUMPS: f64 = 6.0;

/// How an operation can hide something where its operand changes much.
enum Kind {
    /// It rises, or falls, everywhere.
    Monotone,
    /// So does it to either side of a bump about 0.
    Bump,
    Oscillating,
    /// It is steep where its operand, with this added, is small.
    SteepAt0(f64),
}

fn kind(atom: AtomId) -> Kind {
    use AtomId as A;
    match atom {
        A::Exp
        | A::Expm1
        | A::Sigmoid
        | A::Softplus
        | A::Tanh
        | A::TanhExp
        | A::Asinh
        | A::TanhSoftplus
        | A::Log1pSigmoid
        | A::TanhLog1pSigmoid
        | A::ErfSoftplus
        | A::Erf
        | A::Erfc
        | A::NormalCdf
        | A::Atan
        | A::Softsign => Kind::Monotone,
        A::Ln => Kind::SteepAt0(0.0),
        A::Log1p => Kind::SteepAt0(1.0),
        A::Sin | A::Cos => Kind::Oscillating,
        _ => Kind::Bump,
    }
}

/// The nodes at one point.
struct Point {
    values: Vec<Value<f64>>,
    /// Those that a result there is made of.
    live: Vec<bool>,
}

impl Point {
    fn new(program: &Program, parameters: &[f64], x: f64) -> Point {
        let mut values = Vec::new();
        let _ = program.evaluate_in(&mut values, x, parameters, &[]);
        let mut live = vec![false; values.len()];
        for &id in program.outputs() {
            live[id as usize] = true;
        }
        for (id, &node) in program.nodes().iter().enumerate().rev() {
            if !live[id] {
                continue;
            }
            let taken = |mask: Id, yes, no| match values[mask as usize] {
                Value::Mask(true) => yes,
                _ => no,
            };
            match node {
                Node::Select(mask, yes, no) => {
                    live[mask as usize] = true;
                    live[taken(mask, yes, no) as usize] = true;
                }
                // Either form of one number will do: what chooses does not matter.
                Node::Stable(mask, yes, no) => live[taken(mask, yes, no) as usize] = true,
                _ => node.operands().for_each(|operand| live[operand as usize] = true),
            }
        }
        Point { values, live }
    }

    fn number(&self, id: Id) -> f64 {
        self.values[id as usize].number(0.0)
    }
}

/// Whether nothing of the results is hidden between these arguments, which increase; 0 is
/// among them, and the function may have a kink there.
pub(super) fn is_resolved(program: &Program, parameters: &[f64], x: &[f64]) -> bool {
    if program.nodes().len() > MOST_NODES {
        return false;
    }
    let points: Vec<Point> = x.iter().map(|&x| Point::new(program, parameters, x)).collect();
    program.nodes().iter().enumerate().all(|(id, &node)| {
        let is_live = |i: usize| points[i].live[id];
        let numbers = |a: Id| points.iter().map(move |p| p.number(a)).collect::<Vec<f64>>();
        let seen = |u: &[f64], kind: &Kind| {
            (0..x.len() - 1).all(|i| !(is_live(i) || is_live(i + 1)) || is_seen(u, i, kind))
        };
        match node {
            Node::Input
            | Node::Parameter(_)
            | Node::Constant(_)
            | Node::Neg(_)
            | Node::Add(..)
            | Node::Sub(..)
            | Node::Mul(..)
            | Node::And(..)
            | Node::Or(..)
            | Node::Select(..)
            | Node::Stable(..) => true,
            Node::Floor(_) => (0..x.len()).all(|i| !is_live(i)),
            Node::Atom(atom, a) => seen(&numbers(a), &kind(atom)),
            Node::Sqrt(a) | Node::Div(_, a) => seen(&numbers(a), &Kind::SteepAt0(0.0)),
            Node::Power(a, b) => {
                seen(&numbers(a), &Kind::SteepAt0(0.0)) && seen(&numbers(b), &Kind::Monotone)
            }
            Node::Abs(a) => changes_at_0(&numbers(a), x, is_live),
            Node::Less(a, b) | Node::LessEqual(a, b) => {
                let pairs = numbers(a).into_iter().zip(numbers(b));
                changes_at_0(&pairs.map(|(a, b)| a - b).collect::<Vec<f64>>(), x, is_live)
            }
        }
    })
}

/// Whether an operation shows all it does to `u` between a point and the next.
fn is_seen(u: &[f64], i: usize, kind: &Kind) -> bool {
    let rise = |i: usize| u[i + 1] - u[i];
    let (from, to) = (u[i], u[i + 1]);
    if from == to {
        // Infinite ones, too.
        return true;
    }
    let monotone = {
        let before = if i == 0 { 0.0 } else { rise(i - 1) };
        let after = if i + 2 == u.len() { 0.0 } else { rise(i + 1) };
        rise(i) * before >= 0.0 && rise(i) * after >= 0.0
    };
    let small = rise(i).abs() <= STEP;
    match kind {
        Kind::Monotone => small || monotone,
        Kind::Bump => {
            small || (monotone && from * to > 0.0 && from.abs().min(to.abs()) > BEYOND_BUMPS)
        }
        Kind::Oscillating => small,
        Kind::SteepAt0(shift) => {
            let (from, to) = (from + shift, to + shift);
            let least = from.abs().min(to.abs());
            from * to > 0.0 && (rise(i).abs() <= STEP * least || monotone)
        }
    }
}

/// Whether `u` changes its sign at `x = 0` at most, where it is 0, and nowhere unseen.
fn changes_at_0(u: &[f64], x: &[f64], is_live: impl Fn(usize) -> bool) -> bool {
    (0..x.len() - 1).all(|i| {
        if !(is_live(i) || is_live(i + 1)) {
            return true;
        }
        let (from, to) = (u[i], u[i + 1]);
        // Next to the line there is nothing between the points.
        let at_line = (x[i] == 0.0 && from == 0.0) || (x[i + 1] == 0.0 && to == 0.0);
        at_line || from == to || is_seen(u, i, &Kind::SteepAt0(0.0))
    })
}
