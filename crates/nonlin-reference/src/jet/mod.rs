//! Forward-mode differentiation over balls: a value with its first two
//! derivatives by `x` and its first derivatives by the parameters.

mod functions;

use crate::ball::Ball;
use crate::expression::Function;
use functions::derivatives;
use std::cmp::Ordering;

/// A derivative; `None` is a zero that holds by structure, not by chance.
pub(crate) type Derivative = Option<Ball>;

/// A comparison that this precision cannot decide.
#[derive(Debug)]
pub(crate) struct Undecided;

/// A value and the derivatives that were asked for.
#[derive(Clone, Debug)]
pub(crate) struct Jet {
    pub(crate) value: Ball,
    pub(crate) first: Derivative,
    pub(crate) second: Derivative,
    /// By each parameter; empty where none is wanted.
    pub(crate) parameters: Vec<Derivative>,
}

fn plus(a: Derivative, b: Derivative) -> Derivative {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.add(&b)),
        (known, None) | (None, known) => known,
    }
}

fn times(a: &Derivative, factor: &Ball) -> Derivative {
    a.as_ref().map(|a| a.mul(factor))
}

fn product(a: &Derivative, b: &Derivative) -> Derivative {
    a.as_ref().and_then(|a| times(b, a))
}

fn negated(a: Derivative) -> Derivative {
    a.map(Ball::neg)
}

impl Jet {
    /// A constant, in a formula of whose parameters `count` are differentiated.
    pub(crate) fn constant(value: Ball, count: usize) -> Jet {
        Jet { value, first: None, second: None, parameters: vec![None; count] }
    }

    fn is_constant(&self) -> bool {
        self.first.is_none() && self.second.is_none() && self.parameters.iter().all(Option::is_none)
    }

    /// The highest derivative that a function of this jet needs. `second`
    /// says whether second derivatives are wanted at all.
    fn order(&self, second: bool) -> usize {
        if self.is_constant() {
            0
        } else if second && self.first.is_some() {
            2
        } else {
            1
        }
    }

    /// Combines the derivatives of two jets by their parameters.
    fn zip_parameters(
        &self,
        other: &Jet,
        rule: impl Fn(&Derivative, &Derivative) -> Derivative,
    ) -> Vec<Derivative> {
        self.parameters.iter().zip(&other.parameters).map(|(a, b)| rule(a, b)).collect()
    }

    pub(crate) fn neg(&self) -> Jet {
        Jet {
            value: self.value.clone().neg(),
            first: negated(self.first.clone()),
            second: negated(self.second.clone()),
            parameters: self.parameters.iter().cloned().map(negated).collect(),
        }
    }

    pub(crate) fn add(&self, other: &Jet) -> Jet {
        Jet {
            value: self.value.add(&other.value),
            first: plus(self.first.clone(), other.first.clone()),
            second: plus(self.second.clone(), other.second.clone()),
            parameters: self.zip_parameters(other, |a, b| plus(a.clone(), b.clone())),
        }
    }

    pub(crate) fn sub(&self, other: &Jet) -> Jet {
        self.add(&other.neg())
    }

    pub(crate) fn mul(&self, other: &Jet, second: bool) -> Jet {
        let rule =
            |a: &Derivative, b: &Derivative| plus(times(a, &other.value), times(b, &self.value));
        let crossed = if second {
            product(&self.first, &other.first).map(|cross| cross.shifted(1))
        } else {
            None
        };
        Jet {
            value: self.value.mul(&other.value),
            first: rule(&self.first, &other.first),
            second: plus(rule(&self.second, &other.second), crossed),
            parameters: self.zip_parameters(other, rule),
        }
    }

    /// The quotient `q = a / b` by `q' = (a' - q b') / b`: written so, an
    /// infinite `b` meets a `q` of zero and never another infinity.
    pub(crate) fn div(&self, other: &Jet, second: bool) -> Jet {
        let quotient = self.value.div(&other.value);
        let over = |numerator: Derivative| numerator.map(|numerator| numerator.div(&other.value));
        let rule =
            |a: &Derivative, b: &Derivative| over(plus(a.clone(), negated(times(b, &quotient))));
        let first = rule(&self.first, &other.first);
        let second_derivative = if second {
            let crossed = product(&first, &other.first).map(|cross| cross.shifted(1));
            let bent = times(&other.second, &quotient);
            over(plus(self.second.clone(), negated(plus(crossed, bent))))
        } else {
            None
        };
        let parameters = self.zip_parameters(other, rule);
        Jet { value: quotient, first, second: second_derivative, parameters }
    }

    /// `self^exponent`; a constant exponent `n` has the derivative
    /// `n base^(n-1)`, others go through the logarithm.
    pub(crate) fn pow(&self, exponent: &Jet, second: bool) -> Jet {
        let value = self.value.pow(&exponent.value);
        if self.is_constant() && exponent.is_constant() {
            return Jet::constant(value, self.parameters.len());
        }
        let one = Ball::integer(value.precision(), 1);
        let less_one = exponent.value.sub(&one);
        let slope = exponent.value.mul(&self.value.pow(&less_one));
        let bend = (second && self.first.is_some()).then(|| {
            let less_two = less_one.sub(&one);
            exponent.value.mul(&less_one).mul(&self.value.pow(&less_two))
        });
        let by_base = self.compose([value.clone(), slope, bend.unwrap_or(one)], second);
        if exponent.is_constant() {
            return by_base;
        }
        // f = e^L with L = b ln a: f' = f L', f'' = f (L'' + L'^2). The part
        // that comes from the base alone is known better without a logarithm.
        let logarithm = self.value.ln();
        let by_exponent = |b: &Derivative| times(b, &logarithm).map(|b| b.mul(&value));
        let parameters = by_base
            .parameters
            .iter()
            .zip(&exponent.parameters)
            .map(|(base, b)| plus(base.clone(), by_exponent(b)))
            .collect();
        if exponent.first.is_none() {
            return Jet { parameters, ..by_base };
        }
        let first = plus(by_base.first.clone(), by_exponent(&exponent.first));
        let second_derivative = if second {
            // d²/dx² a^b = f_aa a'² + f_a a'' + 2 f_ab a' b' + f_bb b'² + f_b b'',
            // f_ab = a^(b-1) (1 + b ln a), f_b = f ln a, f_bb = f ln² a.
            let one = Ball::integer(value.precision(), 1);
            let mixed = self.value.pow(&less_one).mul(&one.add(&exponent.value.mul(&logarithm)));
            let crossed = product(&self.first, &exponent.first).map(|c| c.mul(&mixed).shifted(1));
            let squared = product(&exponent.first, &exponent.first);
            let squared = squared.map(|s| s.mul(&logarithm).mul(&logarithm).mul(&value));
            let along = plus(squared, by_exponent(&exponent.second));
            plus(by_base.second.clone(), plus(crossed, along))
        } else {
            None
        };
        Jet { value, first, second: second_derivative, parameters }
    }

    /// Applies a function given as `[f, f', f'']` at `self.value`.
    fn compose(&self, [value, slope, bend]: [Ball; 3], second: bool) -> Jet {
        let second = if second {
            let curved = product(&self.first, &self.first).map(|square| square.mul(&bend));
            plus(curved, times(&self.second, &slope))
        } else {
            None
        };
        Jet {
            value,
            first: times(&self.first, &slope),
            second,
            parameters: self.parameters.iter().map(|p| times(p, &slope)).collect(),
        }
    }

    /// Applies a function. `forced` decides undecidable signs by the mid.
    pub(crate) fn call(
        &self,
        function: Function,
        second: bool,
        forced: bool,
    ) -> Result<Jet, Undecided> {
        let order = self.order(second);
        if function == Function::Abs {
            return self.abs(order, forced);
        }
        if order == 0 {
            let value = derivatives(function, &self.value, 0)[0].clone();
            return Ok(Jet::constant(value, self.parameters.len()));
        }
        Ok(self.compose(derivatives(function, &self.value, order), second))
    }

    fn abs(&self, order: usize, forced: bool) -> Result<Jet, Undecided> {
        let value = self.value.clone().abs();
        if order == 0 {
            return Ok(Jet::constant(value, self.parameters.len()));
        }
        let zero = Ball::integer(value.precision(), 0);
        let sign = match compare(&self.value, &zero, forced)? {
            Ordering::Less => -1,
            Ordering::Equal => 0,
            Ordering::Greater => 1,
        };
        let sign = Ball::integer(value.precision(), sign);
        Ok(self.compose([value, sign, zero], self.second.is_some()))
    }
}

/// Compares two balls. `forced` takes their mids at their word, as the last
/// resort when no precision tells them apart.
pub(crate) fn compare(a: &Ball, b: &Ball, forced: bool) -> Result<Ordering, Undecided> {
    match a.compare(b) {
        Some(order) => Ok(order),
        None if forced => Ok(a.mid.partial_cmp(&b.mid).unwrap_or(Ordering::Equal)),
        None => Err(Undecided),
    }
}
