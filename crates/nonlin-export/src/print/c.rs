//! C99.

use super::body::{Basic, Binding, Body, Syntax, indented};
use super::{Job, number};
use crate::operations::{Callee, Routine};
use crate::options::Precision;
use nonlin::atoms::AtomId;

/// C, or CUDA C++.
struct C {
    precision: Precision,
}

/// What numbers of the precision are called.
pub(super) fn real(precision: Precision) -> &'static str {
    C { precision }.real()
}

impl C {
    fn real(&self) -> &'static str {
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
fn function(c: &C, qualifiers: &str, routine: &Routine) -> String {
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
fn gradients(c: &C, qualifiers: &str, routine: &Routine, names: &[String]) -> String {
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

/// Results of f64 as f32: for finite arguments the nearest number that is finite.
const NARROW: &str = r"
QUALIFIERSfloat nonlin_narrow(double y, float x) {
    const double largest = 3.4028234663852886e+38;
    const double bounded = y > largest ? largest : (y < -largest ? -largest : y);
    return (float)(x - x == 0.0f ? bounded : y);
}
";

/// The function of f32 around one of f64; with `names`, of several results.
fn around(qualifiers: &str, routine: &Routine, names: Option<&[String]>) -> String {
    let Routine { name, arguments, .. } = routine;
    let declared: Vec<String> = arguments.iter().map(|a| format!("float {a}")).collect();
    let (declared, passed, x) = (declared.join(", "), arguments.join(", "), &arguments[0]);
    let Some(names) = names else {
        return format!(
            "{qualifiers}float {name}({declared}) {{\n    return nonlin_narrow({name}_f64({passed}), {x});\n}}\n"
        );
    };
    let pointers: String = names.iter().map(|name| format!(", float *{name}")).collect();
    let wide: String = (0..names.len()).map(|k| format!(", &nonlin_wide[{k}]")).collect();
    let stores = names
        .iter()
        .enumerate()
        .map(|(k, name)| format!("    *{name} = nonlin_narrow(nonlin_wide[{k}], {x});\n"));
    format!(
        "{qualifiers}void {name}({declared}{pointers}) {{\n    double nonlin_wide[{}];\n    \
         {name}_f64({passed}{wide});\n{}}}\n",
        names.len(),
        stores.collect::<String>()
    )
}

/// All functions of a job: those that are called from outside, and what they call.
pub(super) fn functions(job: &Job<'_>, inside: &str, outside: &str) -> String {
    let inner = job.computed_in(if job.wide { Precision::F64 } else { job.precision });
    let c = C { precision: inner.precision };
    let (routines, names) = (job.routines(), job.result_names());
    let mut text = String::new();
    for helper in inner.helpers(&c, &routines) {
        text += &format!("\n{}", function(&c, inside, &helper));
    }
    if job.wide {
        text += &NARROW.replace("QUALIFIERS", inside);
    }
    for routine in routines {
        let names = (routine.results.len() > 1).then_some(&names[..]);
        let printed = |qualifiers: &str, routine: &Routine| match names {
            Some(names) => gradients(&c, qualifiers, routine, names),
            None => function(&c, qualifiers, routine),
        };
        text += &if job.wide {
            let computed = printed(inside, &Job::inner(routine));
            format!("\n{computed}\n{}", around(outside, routine, names))
        } else {
            format!("\n{}", printed(outside, routine))
        };
    }
    text
}

pub(super) fn print(job: &Job<'_>) -> String {
    let opening = format!("/* {} */\n#include <math.h>\n", job.heading().join("\n   "));
    opening + &functions(job, "static inline ", "")
}
