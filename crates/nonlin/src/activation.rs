//! A function with values for its parameters.

use std::fmt;
use std::str::FromStr;

use crate::catalogue::{Function, find};
use crate::error::{Error, Result};
use crate::formula::Formula;
use crate::kernels::Kernel;
use crate::numbers::Taylor;
use crate::properties::Properties;
use crate::rational::{Arguments, Form, Unit, start_named};

/// A function of the catalogue with values for its parameters, as in
/// `swish(beta=2)`, a rational unit with its coefficients, as in `hp1(init=gelu)`, or a
/// formula, as in `mine = x*atan(x)`.
///
/// ```
/// let telu: nonlin::Activation = "telu".parse()?;
/// assert!((telu.value(1.0) - 1.0f64.exp().tanh()).abs() < 1e-15);
///
/// let swish = nonlin::Activation::new("swish")?.with("beta", 2.0)?;
/// assert_eq!(swish.to_string(), "swish(beta=2)");
/// # Ok::<(), nonlin::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Activation {
    function: &'static Function,
    values: Vec<f64>,
}

impl Activation {
    /// The function of that name with its default parameters.
    ///
    /// # Errors
    ///
    /// As for [`find`].
    pub fn new(name: &str) -> Result<Self> {
        Ok(Self::from(find(name)?))
    }

    /// The same function with another value of a parameter.
    ///
    /// # Errors
    ///
    /// If the function has no such parameter, or not that value.
    pub fn with(mut self, parameter: &str, value: f64) -> Result<Self> {
        let index = self.index(parameter)?;
        self.values[index] = value;
        self.function.check(&self.values)?;
        Ok(self)
    }

    /// The same function with other values of all parameters, in catalogue order.
    ///
    /// # Errors
    ///
    /// If there are too many or too few, or one is out of its range.
    pub fn with_values(mut self, values: &[f64]) -> Result<Self> {
        self.function.check(values)?;
        self.values.clear();
        self.values.extend_from_slice(values);
        Ok(self)
    }

    /// With values that are known to be allowed.
    pub(crate) fn of(function: &'static Function, values: Vec<f64>) -> Self {
        Activation { function, values }
    }

    /// The rational unit with these coefficients, if it is one.
    #[must_use]
    pub fn unit(&self) -> Option<Unit> {
        Unit::with_poles(self.function.form()?, self.values.clone()).ok()
    }

    fn index(&self, parameter: &str) -> Result<usize> {
        let parameters = self.function.parameters();
        parameters.iter().position(|p| p.name == parameter).ok_or_else(|| Error::UnknownParameter {
            function: self.function.id(),
            name: parameter.to_owned(),
            parameters: parameters.iter().map(|p| p.name).collect(),
        })
    }

    /// The function.
    #[must_use]
    pub fn function(&self) -> &'static Function {
        self.function
    }

    /// The parameter values, in the order of [`Function::parameters`].
    #[must_use]
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// The value at `x`, in f64.
    #[must_use]
    pub fn value(&self, x: f64) -> f64 {
        self.function.value(x, &self.values)
    }

    /// The value and the derivatives up to `order`: `[f(x), f'(x), ...]`.
    ///
    /// # Errors
    ///
    /// If the order is beyond [`Self::MAX_ORDER`].
    pub fn derivatives(&self, x: f64, order: usize) -> Result<Vec<f64>> {
        if order > Self::MAX_ORDER {
            return Err(Error::Order { order, max: Self::MAX_ORDER });
        }
        Ok(self.function.derivatives_at(x, &self.values, order))
    }

    /// The highest order of [`Self::derivatives`].
    pub const MAX_ORDER: usize = Taylor::<f64>::MAX_ORDER;

    /// The derivatives of the value at `x` by each parameter.
    #[must_use]
    pub fn parameter_gradient(&self, x: f64) -> Vec<f64> {
        self.function.parameter_gradient(x, &self.values)
    }

    /// Range, limits, monotonicity and so on, computed from the formula.
    #[must_use]
    pub fn properties(&self) -> Properties {
        Properties::of(self)
    }

    /// The kernels over slices, with these parameter values.
    #[must_use]
    pub fn kernel(&self) -> Kernel<'_> {
        Kernel::of(self)
    }
}

impl From<&'static Function> for Activation {
    fn from(function: &'static Function) -> Self {
        let values = function.parameters().iter().map(|p| p.default).collect();
        Activation { function, values }
    }
}

impl fmt::Display for Activation {
    /// The identifier, with those parameters that are not at their defaults; for a
    /// rational unit, the function that it starts from, where its coefficients are those.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(formula) = self.function.typed() {
            let formula = formula.clone().with_values(&self.values);
            return f
                .pad(&formula.map_or_else(|_| self.function.id().to_owned(), |f| f.to_string()));
        }
        let pairs = self.function.parameters().iter().zip(&self.values);
        let mut others: Vec<String> = pairs
            .filter(|(parameter, value)| **value != parameter.default)
            .map(|(parameter, value)| format!("{}={value}", parameter.name))
            .collect();
        if !others.is_empty()
            && let Some(form) = self.function.form()
            && let Some(name) = start_named(&form, &self.values)
        {
            others = vec![format!("init={name}")];
        }
        let id = self.function.id();
        let text = match (others.is_empty(), id.strip_suffix(')')) {
            (true, _) => id.to_owned(),
            (false, Some(open)) => format!("{open},{})", others.join(",")),
            (false, None) => format!("{id}({})", others.join(",")),
        };
        f.pad(&text)
    }
}

impl FromStr for Activation {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let mut list = parse_list(text)?;
        match (list.pop(), list.is_empty()) {
            (Some(one), true) => Ok(one),
            _ => Err(Error::Syntax {
                text: text.to_owned(),
                column: 1,
                expected: "one function, not a list,",
            }),
        }
    }
}

/// Reads a list such as `relu,swish(beta=2),mine=x*atan(x),zorro_symmetric(a=4,b=2)`.
///
/// # Errors
///
/// [`Error::Syntax`] with the column, or what is wrong with a name or a value.
pub fn parse_list(text: &str) -> Result<Vec<Activation>> {
    let mut reader = Reader { text, at: 0 };
    let mut list = Vec::new();
    loop {
        list.push(reader.activation()?);
        if reader.rest().is_empty() {
            return Ok(list);
        }
        reader.expect(',', "a comma or the end")?;
    }
}

/// Whether a text is a formula rather than a name, with values in brackets or without:
/// `x*exp(-x)`, `mine = x*atan(x)`, `tanh(x)`, but not `swish(beta=2)`.
fn is_formula(text: &str) -> bool {
    let text = text.trim();
    let name = |text: &str| {
        let word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | ' ' | '.');
        text.starts_with(char::is_alphabetic) && text.chars().all(word)
    };
    let Some((head, rest)) = text.split_once('(') else {
        // The identity is the shortest formula; `hard-swish` is a name, and `x-1` is none.
        let difference = text.starts_with("x-") || text.contains(" - ");
        let mistaken = text.is_empty() || text.contains(')');
        return text == "x" || difference || !(mistaken || name(text));
    };
    if !name(head.trim_end()) {
        return true;
    }
    let mut depth = 1;
    let close = rest.char_indices().find(|&(_, c)| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        depth == 0
    });
    // Unfinished: what is missing is said of names with values.
    let Some((close, _)) = close else { return false };
    let tail = rest[close + 1..].trim_start();
    if !tail.is_empty() {
        return tail.starts_with(['=', '+', '-', '*', '/', '^', '<', '>', '!']);
    }
    // A comparison is no value of a parameter.
    let inside = ["==", "<=", ">=", "!="]
        .iter()
        .fold(rest[..close].trim().to_owned(), |inside, sign| inside.replace(sign, ""));
    if inside.is_empty() || inside.contains('=') {
        return false;
    }
    // `swish(beta)` lacks a value, `tanh(x)` does not.
    let word = |c: char| c.is_alphanumeric() || c == '_';
    inside.split(|c| !word(c)).any(|name| name == "x") || find(head).is_err()
}

/// A position in a text.
struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn rest(&mut self) -> &'a str {
        let rest = &self.text[self.at..];
        let trimmed = rest.trim_start();
        self.at += rest.len() - trimmed.len();
        trimmed
    }

    fn error(&self, expected: &'static str) -> Error {
        let column = self.text[..self.at].chars().count() + 1;
        Error::Syntax { text: self.text.to_owned(), column, expected }
    }

    fn accept(&mut self, c: char) -> bool {
        let found = self.rest().starts_with(c);
        if found {
            self.at += c.len_utf8();
        }
        found
    }

    fn expect(&mut self, c: char, expected: &'static str) -> Result<()> {
        if self.accept(c) { Ok(()) } else { Err(self.error(expected)) }
    }

    /// The longest run of characters before one of `stops`, without spaces at its end.
    fn word(&mut self, stops: &[char], expected: &'static str) -> Result<&'a str> {
        let rest = self.rest();
        let word = rest[..rest.find(stops).unwrap_or(rest.len())].trim_end();
        if word.is_empty() {
            return Err(self.error(expected));
        }
        self.at += word.len();
        Ok(word)
    }

    /// The text up to the next comma outside of brackets.
    fn item(&mut self) -> &'a str {
        let rest = self.rest();
        let mut depth = 0usize;
        let end = rest.char_indices().find(|&(_, c)| {
            match c {
                '(' => depth += 1,
                ')' => depth = depth.saturating_sub(1),
                _ => {}
            }
            c == ',' && depth == 0
        });
        &rest[..end.map_or(rest.len(), |(i, _)| i)]
    }

    fn activation(&mut self) -> Result<Activation> {
        let item = self.item();
        if is_formula(item) {
            self.at += item.len();
            return Formula::parse(item.trim()).map(Activation::from);
        }
        let name = self.word(&[',', '(', ')', '='], "the name of a function")?;
        if Form::of_name(name).is_some() {
            return self.unit(name);
        }
        let mut activation = Activation::new(name)?;
        if !self.accept('(') || self.accept(')') {
            return Ok(activation);
        }
        // All values first: some are only valid together.
        loop {
            let parameter = self.word(&[',', '(', ')', '='], "the name of a parameter")?;
            let index = activation.index(parameter)?;
            self.expect('=', "= and a number")?;
            self.rest();
            let start = self.at;
            let number = self.word(&[',', '(', ')', '='], "a number")?;
            activation.values[index] = number.parse().map_err(|_| {
                self.at = start;
                self.error("a number")
            })?;
            if self.accept(')') {
                activation.function.check(&activation.values)?;
                return Ok(activation);
            }
            self.expect(',', "a comma or a closing bracket")?;
        }
    }

    /// A rational unit after its name.
    fn unit(&mut self, name: &'a str) -> Result<Activation> {
        let mut given = Vec::new();
        if self.accept('(') && !self.accept(')') {
            loop {
                let key = self.word(&[',', '(', ')', '='], "what to set, as in m=5")?;
                self.expect('=', "= and a value")?;
                given.push((key, self.word(&[',', '(', ')', '='], "a value")?));
                if self.accept(')') {
                    break;
                }
                self.expect(',', "a comma or a closing bracket")?;
            }
        }
        let (function, values) = Arguments { name, given }.resolve()?;
        Ok(Activation { function, values })
    }
}
