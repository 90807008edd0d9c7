//! What can go wrong, each with what to do about it.

use thiserror::Error as ThisError;

/// A result of this library.
pub type Result<T> = std::result::Result<T, Error>;

/// Everything that this library refuses, and why.
#[derive(Clone, Debug, PartialEq, ThisError)]
#[non_exhaustive]
pub enum Error {
    /// No function has the name.
    #[error("unknown function '{name}'{}", suggestion(nearest))]
    UnknownFunction {
        /// The name that was asked for.
        name: String,
        /// Identifiers with the most similar spelling, best first.
        nearest: Vec<&'static str>,
    },
    /// The literature has several functions of that name.
    #[error(
        "'{name}' is the name of several functions; type one of these identifiers:{}",
        lines(choices)
    )]
    AmbiguousFunction {
        /// The name that was asked for.
        name: String,
        /// The functions, each as its identifier, what tells it from the others, and whose
        /// it is.
        choices: Vec<&'static str>,
    },
    /// The function has no such parameter.
    #[error("{function} has no parameter '{name}'; {}", has(parameters))]
    UnknownParameter {
        /// The function.
        function: &'static str,
        /// The parameter that was named.
        name: String,
        /// The parameters it has.
        parameters: Vec<&'static str>,
    },
    /// A parameter value outside its range, or not a finite number.
    #[error("{function}: {parameter} = {value} is not allowed; it must be in {range}")]
    ParameterOutOfRange {
        /// The function.
        function: &'static str,
        /// The parameter.
        parameter: &'static str,
        /// The value that was given.
        value: f64,
        /// The range, as an interval.
        range: String,
    },
    /// Parameter values that are allowed one by one but not together.
    #[error("{function}: {reason}")]
    ParametersConflict {
        /// The function.
        function: &'static str,
        /// What must hold between them.
        reason: String,
    },
    /// Text that should describe a function with parameters.
    #[error(
        "cannot read '{text}' at column {column}: {expected} expected; write for example relu, swish(beta=2) or zorro_symmetric(a=4,b=2)"
    )]
    Syntax {
        /// The text.
        text: String,
        /// Where reading stopped, counted from 1.
        column: usize,
        /// What would have been right there.
        expected: &'static str,
    },
    /// Text that should be a formula.
    #[error("cannot read the formula at column {column}: {problem}{}", pointer(text, *column))]
    Formula {
        /// The text.
        text: String,
        /// Where reading stopped, in characters from 1.
        column: usize,
        /// What is wrong there, and what would be right.
        problem: String,
    },
    /// A formula or a parameter of one that cannot be used.
    #[error("{reason}")]
    FormulaUse {
        /// What is wrong, and what would be right.
        reason: String,
    },
    /// No polynomial basis has the name.
    #[error("unknown basis '{name}'; the bases are {}", list(bases))]
    UnknownBasis {
        /// The name that was asked for.
        name: String,
        /// The bases there are.
        bases: Vec<&'static str>,
    },
    /// A rational unit that cannot be, or text that does not describe one.
    #[error("{reason}")]
    RationalForm {
        /// What is wrong, and what would be right.
        reason: String,
    },
    /// No family has the name.
    #[error("unknown family '{name}'; the families are {}", list(families))]
    UnknownFamily {
        /// The name that was asked for.
        name: String,
        /// The families there are.
        families: Vec<&'static str>,
    },
    /// No SIMD level has the name.
    #[error("unknown SIMD level '{name}'; the levels are scalar, SSE4.2, AVX2, AVX-512 and NEON")]
    UnknownLevel {
        /// The name that was asked for.
        name: String,
    },
    /// The machine lacks the instructions.
    #[error("this machine has no {level}; it has {}", list(available))]
    LevelUnavailable {
        /// The level that was asked for.
        level: &'static str,
        /// The levels it has.
        available: Vec<&'static str>,
    },
    /// Two slices that must have the same length.
    #[error("{name} has {found} elements, but x has {expected}; both must have the same length")]
    Length {
        /// Which argument.
        name: &'static str,
        /// Its length.
        found: usize,
        /// The length of x.
        expected: usize,
    },
    /// A wrong number of parameter values.
    #[error(
        "{function} takes {expected} parameter value(s){}, but {found} were given",
        per(channels)
    )]
    ParameterCount {
        /// The function.
        function: &'static str,
        /// How many values there should be in all.
        expected: usize,
        /// How many there are.
        found: usize,
        /// The channels they are for, if per channel.
        channels: Option<usize>,
    },
    /// A channel layout that does not fit.
    #[error("{reason}")]
    Channels {
        /// What does not fit and what would.
        reason: String,
    },
    /// An operation over the last axis that cannot be, or lengths that do not fit it.
    #[error("{reason}")]
    Vector {
        /// What is wrong, and what would be right.
        reason: String,
    },
    /// A derivative of too high an order.
    #[error("derivatives are available to order {max}, not {order}")]
    Order {
        /// The order that was asked for.
        order: usize,
        /// The highest order.
        max: usize,
    },
}

fn list(items: &[&'static str]) -> String {
    items.join(", ")
}

fn lines(items: &[&'static str]) -> String {
    items.iter().map(|item| format!("\n  {item}")).collect()
}

fn suggestion(nearest: &[&'static str]) -> String {
    match nearest {
        [] => String::from("; `functions()`, or the command `nonlin list`, names all of them"),
        names => format!("; did you mean {}?", names.join(" or ")),
    }
}

fn has(parameters: &[&'static str]) -> String {
    if parameters.is_empty() {
        String::from("it has none")
    } else {
        format!("its parameters are {}", parameters.join(", "))
    }
}

fn per(channels: &Option<usize>) -> String {
    channels.map_or_else(String::new, |n| format!(" for {n} channels"))
}

/// The piece of the text around a column, with a mark below it.
fn pointer(text: &str, column: usize) -> String {
    /// Characters before and after the column that are shown.
    const REACH: usize = 50;
    if text.is_empty() {
        return String::new();
    }
    let first = column.saturating_sub(1 + REACH);
    let shown = text.chars().skip(first).take(2 * REACH);
    let shown: String = shown.map(|c| if c.is_control() { ' ' } else { c }).collect();
    let before = " ".repeat(column - 1 - first);
    format!("\n  {}\n  {before}^", shown.trim_end())
}
