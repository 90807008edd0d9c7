//! Tokens to a graph, by recursive descent.
//!
//! ```text
//! sum       = product (("+" | "-") product)*
//! product   = unary (("*" | "/") unary)*
//! unary     = ("-" | "+") unary | power
//! power     = atom ("^" unary)?                 -x^2 is -(x^2), a^b^c is a^(b^c)
//! atom      = number | name | name "(" sum ("," sum)* ")" | "(" sum ")"
//!           | "if" "(" sum ("<" | "<=" | ">" | ">=") sum "," sum "," sum ")"
//! ```

use super::lexer::{Token, error, tokens};
use super::{Comparison, Function, Graph, Node, NodeId, ParseError};

/// Names that a parameter cannot have.
const RESERVED: [&str; 6] = ["x", "pi", "e", "if", "min", "max"];

/// Brackets may nest this deep: a formula is not longer, and the stack is finite.
const DEEPEST: usize = 200;

/// Reads a formula whose free names are `x` and `parameters`.
pub(crate) fn parse(text: &str, parameters: &[&str]) -> Result<Graph, ParseError> {
    for (place, name) in parameters.iter().enumerate() {
        check_parameter(text, name, &parameters[..place])?;
    }
    let mut parser = Parser {
        text,
        parameters,
        tokens: tokens(text)?,
        next: 0,
        depth: 0,
        graph: Graph::default(),
    };
    let root = parser.sum()?;
    if *parser.peek() != Token::End {
        return Err(parser.unexpected("an operator such as `*`, or the end"));
    }
    parser.graph.root = root;
    Ok(parser.graph)
}

fn check_parameter(text: &str, name: &str, earlier: &[&str]) -> Result<(), ParseError> {
    let message = if RESERVED.contains(&name) || function(name).is_some() {
        format!("a parameter cannot be called `{name}`, which has a meaning of its own")
    } else if earlier.contains(&name) {
        format!("the parameter `{name}` is declared twice")
    } else if !name.starts_with(|c: char| c.is_alphabetic() || c == '_')
        || !name.chars().all(|c| c.is_alphanumeric() || c == '_')
    {
        format!("`{name}` cannot be a parameter; use a letter, then letters, digits or `_`")
    } else {
        return Ok(());
    };
    Err(error(text, 1, message))
}

fn function(name: &str) -> Option<Function> {
    Function::NAMES.iter().find(|(known, _)| *known == name).map(|&(_, function)| function)
}

struct Parser<'a> {
    text: &'a str,
    parameters: &'a [&'a str],
    tokens: Vec<(usize, Token)>,
    next: usize,
    depth: usize,
    graph: Graph,
}

type Parsed = Result<NodeId, ParseError>;

impl Parser<'_> {
    fn peek(&self) -> &Token {
        &self.tokens[self.next].1
    }

    fn column(&self) -> usize {
        self.tokens[self.next].0
    }

    /// Takes the next token; the `End` token stays.
    fn take(&mut self) -> Token {
        let token = self.peek().clone();
        if token != Token::End {
            self.next += 1;
        }
        token
    }

    /// Takes the first of `symbols` that is next.
    fn accept(&mut self, symbols: &[&'static str]) -> Option<&'static str> {
        match *self.peek() {
            Token::Symbol(symbol) if symbols.contains(&symbol) => {
                self.next += 1;
                Some(symbol)
            }
            _ => None,
        }
    }

    fn expect(&mut self, symbol: &'static str, wanted: &str) -> Result<(), ParseError> {
        self.accept(&[symbol]).map(drop).ok_or_else(|| self.unexpected(wanted))
    }

    fn fault(&self, message: String) -> ParseError {
        error(self.text, self.column(), message)
    }

    fn unexpected(&self, wanted: &str) -> ParseError {
        self.fault(format!("expected {wanted}, found {}", self.peek()))
    }

    fn sum(&mut self) -> Parsed {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.fault(format!("nested deeper than {DEEPEST} levels")));
        }
        let mut left = self.product()?;
        while let Some(symbol) = self.accept(&["+", "-"]) {
            let right = self.product()?;
            left = self.graph.insert(match symbol {
                "+" => Node::Add(left, right),
                _ => Node::Subtract(left, right),
            });
        }
        self.depth -= 1;
        Ok(left)
    }

    fn product(&mut self) -> Parsed {
        let mut left = self.unary()?;
        while let Some(symbol) = self.accept(&["*", "/"]) {
            let right = self.unary()?;
            left = self.graph.insert(match symbol {
                "*" => Node::Multiply(left, right),
                _ => Node::Divide(left, right),
            });
        }
        Ok(left)
    }

    fn unary(&mut self) -> Parsed {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.fault(format!("nested deeper than {DEEPEST} levels")));
        }
        let parsed = match self.accept(&["-", "+"]) {
            Some("-") => {
                let operand = self.unary()?;
                self.graph.insert(Node::Negate(operand))
            }
            Some(_) => self.unary()?,
            None => self.power()?,
        };
        self.depth -= 1;
        Ok(parsed)
    }

    fn power(&mut self) -> Parsed {
        let base = self.atom()?;
        if self.accept(&["^"]).is_none() {
            return Ok(base);
        }
        let exponent = self.unary()?;
        Ok(self.graph.insert(Node::Power(base, exponent)))
    }

    fn atom(&mut self) -> Parsed {
        let start = self.next;
        match self.take() {
            Token::Number(number) => Ok(self.graph.insert(Node::Number(number))),
            Token::Symbol("(") => {
                let inner = self.sum()?;
                self.expect(")", "`)`")?;
                Ok(inner)
            }
            Token::Name(name) if *self.peek() == Token::Symbol("(") => {
                self.next += 1;
                self.call(&name, start)
            }
            Token::Name(name) => self.name(&name, start),
            _ => {
                self.next = start;
                Err(self.unexpected("a number, a name or `(`"))
            }
        }
    }

    fn name(&mut self, name: &str, start: usize) -> Parsed {
        let node = match name {
            "x" => Node::X,
            "pi" => Node::Pi,
            "e" => Node::Euler,
            _ => match self.parameters.iter().position(|known| *known == name) {
                Some(place) => Node::Parameter(place),
                None => {
                    self.next = start;
                    return Err(self.fault(self.unknown_name(name)));
                }
            },
        };
        Ok(self.graph.insert(node))
    }

    fn unknown_name(&self, name: &str) -> String {
        if function(name).is_some() || RESERVED.contains(&name) {
            return format!("`{name}` needs its arguments, as in `{name}(...)`");
        }
        let mut known = vec!["x", "pi", "e"];
        known.extend(self.parameters);
        format!("unknown name `{name}`; the names here are {}", known.join(", "))
    }

    /// The rest of a call, after its opening bracket.
    fn call(&mut self, name: &str, start: usize) -> Parsed {
        if name == "if" {
            return self.condition();
        }
        let called = function(name);
        let count = match name {
            "min" | "max" => 2,
            _ if called.is_some() => 1,
            _ => {
                self.next = start;
                let mut known: Vec<_> = Function::NAMES.iter().map(|(name, _)| *name).collect();
                known.extend(["min", "max", "if"]);
                let known = known.join(", ");
                let message = format!("unknown function `{name}`; the functions are {known}");
                return Err(self.fault(message));
            }
        };
        let mut arguments = vec![self.sum()?];
        while arguments.len() < count {
            self.expect(",", &format!("`,`, since `{name}` takes {count} arguments"))?;
            arguments.push(self.sum()?);
        }
        let plural = if count == 1 { "" } else { "s" };
        self.expect(")", &format!("`)`, since `{name}` takes {count} argument{plural}"))?;
        Ok(self.graph.insert(match called {
            Some(function) => Node::Call(function, arguments[0]),
            None if name == "min" => Node::Minimum(arguments[0], arguments[1]),
            None => Node::Maximum(arguments[0], arguments[1]),
        }))
    }

    fn condition(&mut self) -> Parsed {
        let left = self.sum()?;
        let comparison = match self.accept(&["<", "<=", ">", ">="]) {
            Some("<") => Comparison::Less,
            Some("<=") => Comparison::LessOrEqual,
            Some(">") => Comparison::Greater,
            Some(_) => Comparison::GreaterOrEqual,
            None => return Err(self.unexpected("one of `<`, `<=`, `>`, `>=` in the condition")),
        };
        let right = self.sum()?;
        let wanted = "`,`, since `if` takes a condition and two values";
        self.expect(",", wanted)?;
        let then = self.sum()?;
        self.expect(",", wanted)?;
        let otherwise = self.sum()?;
        self.expect(")", "`)`, since `if` takes a condition and two values")?;
        Ok(self.graph.insert(Node::If { comparison, left, right, then, otherwise }))
    }
}
