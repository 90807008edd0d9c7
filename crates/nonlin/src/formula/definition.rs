//! Reading a definition: `swish(beta=1) = x*sigmoid(beta*x)`, or its right side alone.

use super::functions::Callable;
use super::lexer::{Token, tokens};
use super::parser::{COMPARE, Parsed, Parser};
use super::tree::{Place, Term, Tree};
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

impl Definition {
    /// As a graph, as it was written.
    pub(super) fn program(&self) -> Program {
        let names: Vec<String> = self.parameters.iter().map(|p| p.0.clone()).collect();
        Program::trace(&names, |x, p| vec![self.tree.lower(x, p)])
    }
}

/// Reads a definition.
pub(super) fn parse(text: &str) -> Result<Definition> {
    if text.len() > MAX_TEXT {
        let problem = format!("a formula of at most {MAX_TEXT} bytes expected, not {}", text.len());
        return Err(Error::Formula { text: String::new(), column: 1, problem });
    }
    definition(text).map_err(|fault| fault.into_error(text))
}

fn definition(text: &str) -> Parsed<Definition> {
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

/// Whether the name means something already.
fn is_reserved(name: &str) -> bool {
    matches!(name, "x" | "pi" | "e" | "if" | "where" | "and" | "or" | "not")
        || Callable::find(name).is_some()
}

impl Parser<'_> {
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
            return Err(self.fault(format!("'{name}' cannot be the name of a formula; write f(...) = ..., or the right side alone")));
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
}
