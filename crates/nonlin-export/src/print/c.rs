//! C99.

use super::body::{Basic, Binding, Body, Syntax, indented};
use super::{Job, number};
use crate::operations::{Callee, Routine};
use crate::options::{Part, Precision};
use nonlin::atoms::AtomId;

/// C, or CUDA C++.
pub(super) struct C {
    pub(super) precision: Precision,
}

impl C {
    pub(super) fn real(&self) -> &'static str {
        match self.precision {
            Precision::F32 => "float",
            Precision::F64 => "double",
        }
    }
}

impl Syntax for C {
    fn number(&self, c: f64) -> String {
        let suffix = if self.precision == Precision::F32 { "f" } else { "" };
        format!("{}{suffix}", number(c, self.precision))
    }

    fn basic(&self, basic: Basic) -> &'static str {
        let single = self.precision == Precision::F32;
        match (basic, single) {
            (Basic::Abs, true) => "fabsf",
            (Basic::Abs, false) => "fabs",
            (Basic::Sqrt, true) => "sqrtf",
            (Basic::Sqrt, false) => "sqrt",
            (Basic::Floor, true) => "floorf",
            (Basic::Floor, false) => "floor",
        }
    }

    fn native(&self, callee: Callee) -> Option<&'static str> {
        let [single, double] = match callee {
            Callee::Atom(atom) => match atom {
                AtomId::Exp => ["expf", "exp"],
                AtomId::Expm1 => ["expm1f", "expm1"],
                AtomId::Ln => ["logf", "log"],
                AtomId::Log1p => ["log1pf", "log1p"],
                AtomId::Tanh => ["tanhf", "tanh"],
                AtomId::Erf => ["erff", "erf"],
                AtomId::Erfc => ["erfcf", "erfc"],
                AtomId::Sin => ["sinf", "sin"],
                AtomId::Cos => ["cosf", "cos"],
                AtomId::Atan => ["atanf", "atan"],
                AtomId::Asinh => ["asinhf", "asinh"],
                _ => return None,
            },
            Callee::Power => ["powf", "pow"],
            _ => return None,
        };
        Some(if self.precision == Precision::F32 { single } else { double })
    }

    fn select(&self, mask: &str, yes: &str, no: &str, _: &str) -> (String, Binding) {
        (format!("{mask} ? {yes} : {no}"), Binding::Selection)
    }

    fn truth(&self, truth: bool) -> &'static str {
        if truth { "1" } else { "0" }
    }

    fn named(&self, name: &str, text: &str, truth: bool) -> String {
        let kind = if truth { "int" } else { self.real() };
        format!("const {kind} {name} = {text};")
    }
}

/// A function of one result.
pub(super) fn function(c: &C, qualifiers: &str, routine: &Routine) -> String {
    let body = Body::of(routine, c);
    let real = c.real();
    let arguments: Vec<String> = routine.arguments.iter().map(|a| format!("{real} {a}")).collect();
    format!(
        "{qualifiers}{real} {}({}) {{\n{}    return {};\n}}\n",
        routine.name,
        arguments.join(", "),
        indented(&body.lines, 4),
        body.results[0],
    )
}

/// A function that writes its results to where pointers point.
pub(super) fn gradients(c: &C, qualifiers: &str, routine: &Routine, names: &[String]) -> String {
    let body = Body::of(routine, c);
    let real = c.real();
    let mut arguments: Vec<String> =
        routine.arguments.iter().map(|a| format!("{real} {a}")).collect();
    arguments.extend(names.iter().map(|name| format!("{real} *{name}")));
    let stores = names.iter().zip(&body.results).map(|(name, text)| format!("*{name} = {text};"));
    format!(
        "{qualifiers}void {}({}) {{\n{}{}}}\n",
        routine.name,
        arguments.join(", "),
        indented(&body.lines, 4),
        indented(&stores.collect::<Vec<_>>(), 4),
    )
}

pub(super) fn print(job: &Job<'_>) -> String {
    let c = C { precision: job.precision };
    let mut text = format!("/* {} */\n#include <math.h>\n", job.heading().join("\n   "));
    let routines = job.routines();
    for helper in job.helpers(&c, &routines) {
        text += &format!("\n{}", function(&c, "static inline ", &helper));
    }
    for routine in routines {
        text.push('\n');
        text += &if job.part == Part::Gradients && routine.results.len() > 1 {
            gradients(&c, "", routine, &job.result_names())
        } else {
            function(&c, "", routine)
        };
    }
    text
}
