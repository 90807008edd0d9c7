//! What is printed in Python.

use std::fmt::Write;

use super::body::{Basic, Binding, Body, Syntax, indented};
use super::{Job, number};
use crate::operations::{Callee, Routine};
use crate::options::{Part, Precision};
use nonlin::atoms::AtomId;

/// A library of array functions.
pub(super) struct Python {
    /// What its functions stand in, as `torch`.
    pub(super) module: &'static str,
    /// `(callee, its name)`.
    pub(super) native: &'static [(Callee, &'static str)],
    pub(super) basic: [&'static str; 3],
    /// What makes a constant like an argument, for a selection between two of them.
    pub(super) full_like: Option<&'static str>,
    /// What stands above functions that others call.
    pub(super) decorator: &'static str,
    /// The double-precision type, if functions must tell it apart.
    pub(super) double: Option<&'static str>,
}

/// The functions that array libraries have, by their usual names.
pub(super) const fn atom(atom: AtomId, name: &'static str) -> (Callee, &'static str) {
    (Callee::Atom(atom), name)
}

impl Syntax for Python {
    fn number(&self, c: f64) -> String {
        number(c, if self.double.is_some() { Precision::F64 } else { Precision::F32 })
    }

    fn basic(&self, basic: Basic) -> &'static str {
        self.basic[match basic {
            Basic::Abs => 0,
            Basic::Sqrt => 1,
            Basic::Floor => 2,
        }]
    }

    fn native(&self, callee: Callee) -> Option<&'static str> {
        self.native.iter().find(|(known, _)| *known == callee).map(|(_, name)| *name)
    }

    fn select(&self, mask: &str, yes: &str, no: &str, like: &str) -> (String, Binding) {
        let constant = |text: &str| text.parse::<f64>().is_ok();
        let yes = match self.full_like {
            Some(full) if constant(yes) && constant(no) => format!("{full}({like}, {yes})"),
            _ => yes.to_owned(),
        };
        (format!("{}.where({mask}, {yes}, {no})", self.module), Binding::Whole)
    }

    fn logic(&self) -> [&'static str; 3] {
        ["&", "|", "=="]
    }

    fn truth(&self, truth: bool) -> &'static str {
        if truth { "True" } else { "False" }
    }

    fn named(&self, name: &str, text: &str, _: bool) -> String {
        format!("{name} = {text}")
    }
}

impl Python {
    /// The statements of a routine, and what it returns.
    fn statements(&self, routine: &Routine) -> Vec<String> {
        let Body { mut lines, mut results } = Body::of(routine, self);
        for result in &mut results {
            // A constant is still one number for each element.
            if result.parse::<f64>().is_ok() {
                *result = match self.full_like {
                    Some(full) => format!("{full}({}, {result})", routine.arguments[0]),
                    None => {
                        let like = &routine.arguments[0];
                        format!("{}.where({like} == {like}, {result}, {result})", self.module)
                    }
                };
            }
        }
        lines.push(format!("return {}", results.join(", ")));
        lines
    }

    /// A routine as a function; where `long` has other coefficients, those are for f64.
    pub(super) fn function(&self, routine: &Routine, long: Option<&Routine>, name: &str) -> String {
        let mut text = format!("{}def {name}({}):\n", self.decorator, routine.arguments.join(", "));
        let short = self.statements(routine);
        let long = long.map(|long| self.statements(long)).filter(|long| *long != short);
        if let (Some(long), Some(double)) = (long, self.double) {
            let _ = writeln!(text, "    if {}.dtype == {double}:", routine.arguments[0]);
            text += &indented(&long, 8);
        }
        text + &indented(&short, 4)
    }

    /// All helpers that the routines need, each with two empty lines before it.
    pub(super) fn helpers(&self, job: &Job<'_>, routines: &[&Routine]) -> String {
        let short = job.helpers(self, routines);
        let double = job.computed_in(Precision::F64);
        let long = double.helpers(self, routines);
        let long = |name: &str| long.iter().find(|helper| helper.name == name);
        short.iter().map(|h| format!("\n\n{}", self.function(h, long(&h.name), &h.name))).collect()
    }
}

/// The heading as a docstring of the module, with what it imports.
pub(super) fn opening(job: &Job<'_>, imports: &str) -> String {
    let lines: Vec<String> =
        job.heading().iter().map(|line| line.replace('\\', "\\\\").replace('"', "'")).collect();
    format!("\"\"\"{}\n\"\"\"\n\n{imports}", lines.join("\n"))
}

/// `x` and the parameters with their values as defaults.
pub(super) fn signature(job: &Job<'_>) -> String {
    let defaults = job.lowered.parameters.iter().map(|(name, value)| format!(", {name}={value:?}"));
    format!("x{}", defaults.collect::<String>())
}

/// `x` and the parameters.
pub(super) fn arguments(job: &Job<'_>) -> String {
    job.lowered.value.arguments.join(", ")
}

const DERIVATIVE: &str = r"

def NAME_derivative(SIGNATURE):
    return _narrow(_NAME_derivative(*_wide(ARGUMENTS)), x)
";

const GRADIENTS: &str = r#"

def NAME_gradients(SIGNATURE):
    """RESULTS"""
    return tuple(_narrow(y, x) for y in _NAME_gradients(*_wide(ARGUMENTS)))
"#;

/// A module of functions of arrays: `support` has `_wide` and `_narrow`, `function` is the
/// one that the library differentiates.
pub(super) fn module(
    job: &Job<'_>,
    library: &Python,
    imports: &str,
    support: &str,
    function: &str,
) -> String {
    let lowered = &job.lowered;
    let (routines, ends) = match job.part {
        Part::Value => (vec![&lowered.value, &lowered.gradients], vec![function]),
        Part::Derivative => (vec![&lowered.derivative], vec![DERIVATIVE]),
        Part::Gradients => (vec![&lowered.value, &lowered.gradients], vec![function, GRADIENTS]),
    };
    let mut text = opening(job, imports) + support + &library.helpers(job, &routines);
    for routine in &routines {
        text += &format!("\n\n{}", library.function(routine, None, &format!("_{}", routine.name)));
    }
    text + &ends.into_iter().map(|end| job.filled(end)).collect::<String>()
}

impl Job<'_> {
    /// A piece of Python with the names of the function put in.
    pub(super) fn filled(&self, template: &str) -> String {
        let parameters: Vec<&str> =
            self.lowered.parameters.iter().map(|(name, _)| name.as_str()).collect();
        template
            .replace("NAME", &self.name)
            .replace("SIGNATURE", &signature(self))
            .replace("ARGUMENTS", &arguments(self))
            .replace("PARAMETERS", &parameters.join(", "))
            .replace("RESULTS", &format!("{}.", self.result_names().join(", ")))
    }
}
