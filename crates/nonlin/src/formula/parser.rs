//! Reading a formula: `swish(beta=1) = x*sigmoid(beta*x)`, or its right side alone.
//!
//! Operators by how tightly they bind, loosest first: `or`, `and`, `not`, comparisons,
//! `+ -`, `* /`, the sign, `^`, which groups to the right.

use super::functions::{Callable, nearest};
use super::lexer::{Token, tokens};
use super::tree::{Binary, Comparison, Constant, MAX_DEPTH, Place, Term, Tree};
use crate::error::{Error, Result};
use crate::program::{Program, Symbol};

/// The longest text.
const MAX_TEXT: usize = 100_000;
/// The most parameters.
pub(super) const MAX_PARAMETERS: usize = 32;

/// What is wrong, and at which byte.
#[derive(Debug)]
pub(super) struct Fault {
    at: usize,
    problem: String,
}

impl Fault {
    pub(super) fn new(at: usize, problem: impl Into<String>) -> Fault {
        Fault { at, problem: problem.into() }
    }

    fn into_error(self, text: &str) -> Error {
        let column = text[..self.at].chars().count() + 1;
        Error::Formula { text: text.to_owned(), column, problem: self.problem }
    }
}

/// Names with their defaults.
type Parameters = Vec<(String, f64)>;

/// A definition as it was written.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Definition {
    pub(super) name: Option<String>,
    pub(super) parameters: Parameters,
    pub(super) tree: Tree,
}

/// Reads a definition.
pub(super) fn parse(text: &str) -> Result<Definition> {
    if text.len() > MAX_TEXT {
        let problem = format!("a formula of at most {MAX_TEXT} bytes expected, not {}", text.len());
        return Err(Error::Formula { text: String::new(), column: 1, problem });
    }
    definition(text).map_err(|fault| fault.into_error(text))
}

fn definition(text: &str) -> std::result::Result<Definition, Fault> {
    let tokens = tokens(text)?;
    let mut parser = Parser::new(&tokens, &[]);
    let (mut name, mut parameters) = (None, Vec::new());
    if parser.has_head() {
        (name, parameters) = parser.head()?;
    }
    let names: Vec<&str> =
        parameters.iter().map(|(name, _): &(String, f64)| name.as_str()).collect();
    let mut body = Parser { parameters: &names, tree: Tree::default(), ..parser };
    let (start, root) = (body.at(), body.expression(0)?);
    body.number(root, start)?;
    match body.peek() {
        Token::End => {}
        Token::Symbol("=") => {
            return Err(
                body.fault("'==' compares; 'name(p=1) = ...' names a formula once, in front")
            );
        }
        Token::Number(_) | Token::Name(_) | Token::Symbol("(") => {
            let found = body.peek().describe();
            return Err(body.fault(format!(
                "an operator or the end expected, found {found}; products are written with '*'"
            )));
        }
        _ => return Err(body.expected("an operator or the end")),
    }
    Ok(Definition { tree: body.tree, name, parameters })
}

struct Parser<'a> {
    tokens: &'a [(usize, Token<'a>)],
    next: usize,
    parameters: &'a [&'a str],
    nested: u32,
    tree: Tree,
}

type Parsed<T> = std::result::Result<T, Fault>;

const OR: u8 = 1;
const AND: u8 = 2;
const NOT: u8 = 3;
const COMPARE: u8 = 4;
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

/// Whether the name means something already.
fn is_reserved(name: &str) -> bool {
    matches!(name, "x" | "pi" | "e" | "if" | "where" | "and" | "or" | "not")
        || Callable::find(name).is_some()
}

impl<'a> Parser<'a> {
    fn new(tokens: &'a [(usize, Token<'a>)], parameters: &'a [&'a str]) -> Self {
        Parser { tokens, next: 0, parameters, nested: 0, tree: Tree::default() }
    }

    fn peek(&self) -> Token<'a> {
        self.tokens[self.next].1
    }

    fn at(&self) -> usize {
        self.tokens[self.next].0
    }

    fn advance(&mut self) {
        self.next = (self.next + 1).min(self.tokens.len() - 1);
    }

    fn accept(&mut self, symbol: &str) -> bool {
        let found = matches!(self.peek(), Token::Symbol(s) if s == symbol);
        if found {
            self.advance();
        }
        found
    }

    fn fault(&self, problem: impl Into<String>) -> Fault {
        Fault::new(self.at(), problem)
    }

    fn expected(&self, what: &str) -> Fault {
        self.fault(format!("{what} expected, found {}", self.peek().describe()))
    }

    fn expect(&mut self, symbol: &str, what: &str) -> Parsed<()> {
        if self.accept(symbol) { Ok(()) } else { Err(self.expected(what)) }
    }

    fn push(&mut self, at: usize, term: Term) -> Parsed<Place> {
        self.tree.push(term).map_err(|problem| Fault::new(at, problem))
    }

    /// Whether there is an `=` outside of brackets.
    fn has_head(&self) -> bool {
        let mut depth = 0_usize;
        self.tokens.iter().any(|(_, token)| {
            match token {
                Token::Symbol("(") => depth += 1,
                Token::Symbol(")") => depth = depth.saturating_sub(1),
                _ => {}
            }
            depth == 0 && *token == Token::Symbol("=")
        })
    }

    /// `name(p=1, q=2) =`
    fn head(&mut self) -> Parsed<(Option<String>, Parameters)> {
        let Token::Name(name) = self.peek() else {
            return Err(self.expected("a name in front of '='"));
        };
        if matches!(name, "x" | "pi" | "e" | "if" | "where" | "and" | "or" | "not") {
            return Err(self.fault(format!("'{name}' cannot be the name of a formula")));
        }
        self.advance();
        let mut parameters: Vec<(String, f64)> = Vec::new();
        if self.accept("(") && !self.accept(")") {
            loop {
                if self.peek() == Token::Name("x") && parameters.is_empty() {
                    // f(x, p=1) means the same as f(p=1).
                    self.advance();
                } else {
                    let parameter = self.parameter(&parameters)?;
                    parameters.push(parameter);
                }
                if self.accept(")") {
                    break;
                }
                self.expect(",", "',' or ')'")?;
            }
        }
        self.expect("=", "'=' and the formula")?;
        Ok((Some(name.to_owned()), parameters))
    }

    /// `p=1`; the default may be any expression of numbers.
    fn parameter(&mut self, known: &[(String, f64)]) -> Parsed<(String, f64)> {
        let Token::Name(name) = self.peek() else {
            return Err(self.expected("the name of a parameter"));
        };
        if is_reserved(name) {
            return Err(self.fault(format!(
                "'{name}' has a meaning already; choose another name for the parameter"
            )));
        }
        if known.iter().any(|(other, _)| other == name) {
            return Err(self.fault(format!("the parameter '{name}' is there already")));
        }
        if known.len() == MAX_PARAMETERS {
            return Err(self.fault(format!("at most {MAX_PARAMETERS} parameters expected")));
        }
        self.advance();
        if !self.accept("=") {
            return Err(self.expected(&format!("the default of '{name}', as in {name}=1,")));
        }
        let start = self.at();
        let mut inner = Parser {
            tokens: self.tokens,
            next: self.next,
            parameters: &[],
            nested: 0,
            tree: Tree::default(),
        };
        let root = inner.expression(COMPARE + 1)?;
        inner.number(root, start)?;
        self.next = inner.next;
        let program = Program::trace(&[], |x: Symbol, _| vec![inner.tree.lower(x, &[])]);
        let value = program.evaluate(0.0_f64, &[])[0];
        let constant = (0..inner.tree.len()).all(|p| *inner.tree.term(p as Place) != Term::Input);
        if !constant || !value.is_finite() {
            return Err(Fault::new(
                start,
                format!("a finite number expected as the default of '{name}'"),
            ));
        }
        Ok((name.to_owned(), value))
    }

    /// An expression of operators that bind at least so tightly.
    fn expression(&mut self, least: u8) -> Parsed<Place> {
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

    fn number(&self, place: Place, at: usize) -> Parsed<()> {
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
