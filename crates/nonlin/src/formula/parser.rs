//! Reading expressions.
//!
//! Operators by how tightly they bind, loosest first: `or`, `and`, `not`, comparisons,
//! `+ -`, `* /`, the sign, `^`, which groups to the right.

use super::definition::Fault;
use super::functions::{Callable, nearest};
use super::lexer::Token;
use super::tree::{Binary, Comparison, Constant, MAX_DEPTH, Place, Term, Tree};

/// A position in the tokens, and the tree so far.
pub(super) struct Parser<'a> {
    pub(super) tokens: &'a [(usize, Token<'a>)],
    pub(super) next: usize,
    pub(super) parameters: &'a [&'a str],
    pub(super) nested: u32,
    pub(super) tree: Tree,
}

/// What was read, or what is wrong.
pub(super) type Parsed<T> = std::result::Result<T, Fault>;

const OR: u8 = 1;
const AND: u8 = 2;
const NOT: u8 = 3;
pub(super) const COMPARE: u8 = 4;
const SUM: u8 = 5;
const PRODUCT: u8 = 6;
// 7 is the sign.
const POWER: u8 = 8;

/// What stands between two operands.
#[derive(Clone, Copy)]
enum Infix {
    Binary(Binary),
    Compare(Comparison),
    And,
    Or,
}

/// The operator, and how tightly it binds.
fn infix(token: Token<'_>) -> Option<(Infix, u8)> {
    let compare = |comparison| Some((Infix::Compare(comparison), COMPARE));
    let binary = |binary, level| Some((Infix::Binary(binary), level));
    match token {
        Token::Name("or") => Some((Infix::Or, OR)),
        Token::Name("and") => Some((Infix::And, AND)),
        Token::Symbol("<") => compare(Comparison::Less),
        Token::Symbol("<=") => compare(Comparison::LessEqual),
        Token::Symbol(">") => compare(Comparison::Greater),
        Token::Symbol(">=") => compare(Comparison::GreaterEqual),
        Token::Symbol("==") => compare(Comparison::Equal),
        Token::Symbol("!=") => compare(Comparison::NotEqual),
        Token::Symbol("+") => binary(Binary::Add, SUM),
        Token::Symbol("-") => binary(Binary::Sub, SUM),
        Token::Symbol("*") => binary(Binary::Mul, PRODUCT),
        Token::Symbol("/") => binary(Binary::Div, PRODUCT),
        Token::Symbol("^") => binary(Binary::Power, POWER),
        _ => None,
    }
}

impl<'a> Parser<'a> {
    pub(super) fn new(tokens: &'a [(usize, Token<'a>)], parameters: &'a [&'a str]) -> Self {
        Parser { tokens, next: 0, parameters, nested: 0, tree: Tree::default() }
    }

    pub(super) fn peek(&self) -> Token<'a> {
        self.tokens[self.next].1
    }

    pub(super) fn at(&self) -> usize {
        self.tokens[self.next].0
    }

    pub(super) fn advance(&mut self) {
        self.next = (self.next + 1).min(self.tokens.len() - 1);
    }

    pub(super) fn accept(&mut self, symbol: &str) -> bool {
        let found = matches!(self.peek(), Token::Symbol(s) if s == symbol);
        if found {
            self.advance();
        }
        found
    }

    pub(super) fn fault(&self, problem: impl Into<String>) -> Fault {
        Fault::new(self.at(), problem)
    }

    pub(super) fn expected(&self, what: &str) -> Fault {
        self.fault(format!("{what} expected, found {}", self.peek().describe()))
    }

    pub(super) fn expect(&mut self, symbol: &str, what: &str) -> Parsed<()> {
        if self.accept(symbol) { Ok(()) } else { Err(self.expected(what)) }
    }

    fn push(&mut self, at: usize, term: Term) -> Parsed<Place> {
        self.tree.push(term).map_err(|problem| Fault::new(at, problem))
    }

    /// An expression of operators that bind at least so tightly.
    pub(super) fn expression(&mut self, least: u8) -> Parsed<Place> {
        self.nested += 1;
        if self.nested > 3 * MAX_DEPTH {
            return Err(self.fault(format!("brackets are nested more than {MAX_DEPTH} deep")));
        }
        let start = self.at();
        let mut left = self.operand()?;
        while let Some((operator, level)) = infix(self.peek()) {
            if level < least {
                break;
            }
            let at = self.at();
            self.advance();
            let right_start = self.at();
            // Powers group to the right, all else to the left.
            let right = self.expression(if level == POWER { POWER } else { level + 1 })?;
            let term = match operator {
                Infix::And | Infix::Or => {
                    self.condition(left, start)?;
                    self.condition(right, right_start)?;
                    if matches!(operator, Infix::And) {
                        Term::And(left, right)
                    } else {
                        Term::Or(left, right)
                    }
                }
                Infix::Compare(_) if matches!(self.tree.term(left), Term::Compare(..)) => {
                    return Err(Fault::new(
                        at,
                        "comparisons do not chain; write 'a < b and b < c'",
                    ));
                }
                Infix::Compare(comparison) => {
                    self.number(left, start)?;
                    self.number(right, right_start)?;
                    Term::Compare(comparison, left, right)
                }
                Infix::Binary(binary) => {
                    self.number(left, start)?;
                    self.number(right, right_start)?;
                    Term::Binary(binary, left, right)
                }
            };
            left = self.push(at, term)?;
        }
        self.nested -= 1;
        Ok(left)
    }

    fn operand(&mut self) -> Parsed<Place> {
        let (at, token) = (self.at(), self.peek());
        match token {
            Token::Number(value) => {
                self.advance();
                self.push(at, Term::Number(value))
            }
            Token::Symbol("(") => {
                self.advance();
                let inner = self.expression(0)?;
                self.expect(")", "an operator or ')'")?;
                Ok(inner)
            }
            Token::Symbol(sign @ ("-" | "+")) => {
                self.advance();
                let start = self.at();
                let inner = self.expression(POWER)?;
                self.number(inner, start)?;
                if sign == "+" { Ok(inner) } else { self.push(at, Term::Neg(inner)) }
            }
            Token::Name("not") => {
                self.advance();
                let start = self.at();
                let inner = self.expression(NOT)?;
                self.condition(inner, start)?;
                self.push(at, Term::Not(inner))
            }
            Token::Name(name) => self.named(at, name),
            _ => Err(self.expected("a number, x, a parameter or a function")),
        }
    }

    fn named(&mut self, at: usize, name: &str) -> Parsed<Place> {
        self.advance();
        if let Some(k) = self.parameters.iter().position(|&p| p == name) {
            return self.push(at, Term::Parameter(k));
        }
        let constant = match name {
            "x" => Some(Term::Input),
            "pi" => Some(Term::Constant(Constant::Pi)),
            "e" => Some(Term::Constant(Constant::E)),
            _ => None,
        };
        if let Some(term) = constant {
            if matches!(self.peek(), Token::Symbol("(")) {
                return Err(Fault::new(
                    at,
                    format!("'{name}' is no function; products are written with '*'"),
                ));
            }
            return self.push(at, term);
        }
        if matches!(name, "and" | "or") {
            return Err(Fault::new(
                at,
                format!("a number, x, a parameter or a function expected, found '{name}'"),
            ));
        }
        if matches!(name, "if" | "where") {
            return self.choice(at, name);
        }
        let Some(function) = Callable::find(name) else {
            return Err(Fault::new(at, self.unknown(name)));
        };
        self.expect("(", &format!("'(' after the function '{name}'"))?;
        let (fewest, most) = function.arity();
        let mut arguments = Vec::new();
        loop {
            let start = self.at();
            let argument = self.expression(0)?;
            self.number(argument, start)?;
            arguments.push(argument);
            if arguments.len() < most && self.accept(",") {
                continue;
            }
            let what = match (arguments.len() < fewest, arguments.len() < most) {
                (true, _) => format!("',' and another argument of '{name}', which takes {fewest},"),
                (false, true) => "',' or ')'".to_owned(),
                (false, false) => format!("')', since '{name}' takes {most} argument(s),"),
            };
            if arguments.len() < fewest {
                return Err(self.expected(&what));
            }
            self.expect(")", &what)?;
            return self.push(at, Term::Call(function, arguments));
        }
    }

    /// `if(condition, yes, no)`
    fn choice(&mut self, at: usize, name: &str) -> Parsed<Place> {
        self.expect("(", &format!("'(' after '{name}', as in {name}(x > 0, x, 0),"))?;
        let start = self.at();
        let condition = self.expression(0)?;
        self.condition(condition, start)?;
        let mut branches = [0; 2];
        for (branch, what) in branches.iter_mut().zip(["where it holds", "where it does not"]) {
            self.expect(",", &format!("',' and the value {what}"))?;
            let start = self.at();
            *branch = self.expression(0)?;
            self.number(*branch, start)?;
        }
        self.expect(")", "')'")?;
        self.push(at, Term::If(condition, branches[0], branches[1]))
    }

    fn unknown(&self, name: &str) -> String {
        let mut near: Vec<&str> =
            self.parameters.iter().copied().filter(|p| p.eq_ignore_ascii_case(name)).collect();
        near.extend(nearest(name));
        if !near.is_empty() {
            return format!("unknown name '{name}'; did you mean {}?", near.join(" or "));
        }
        if matches!(self.peek(), Token::Symbol("(")) {
            return format!(
                "unknown function '{name}'; there are exp, tanh, sigmoid, softplus, erf, max and others"
            );
        }
        format!(
            "unknown name '{name}'; a parameter is declared in front, with its default: f({name}=1) = ..."
        )
    }

    pub(super) fn number(&self, place: Place, at: usize) -> Parsed<()> {
        if self.tree.term(place).is_condition() {
            return Err(Fault::new(
                at,
                "a number expected, found a comparison; if(condition, a, b) chooses between numbers",
            ));
        }
        Ok(())
    }

    fn condition(&self, place: Place, at: usize) -> Parsed<()> {
        if self.tree.term(place).is_condition() {
            return Ok(());
        }
        Err(Fault::new(at, "a comparison expected, such as x > 0, found a number"))
    }
}
