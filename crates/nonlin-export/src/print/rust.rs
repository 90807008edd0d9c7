//! Rust.

use super::body::{Basic, Binding, Body, Syntax, indented};
use super::{Job, number};
use crate::operations::{Callee, Routine};
use crate::options::Precision;
use nonlin::atoms::AtomId;

struct Rust(Precision);

impl Syntax for Rust {
    fn number(&self, c: f64) -> String {
        number(c, self.0)
    }

    fn basic(&self, basic: Basic) -> &'static str {
        match (basic, self.0) {
            (Basic::Abs, Precision::F32) => "f32::abs",
            (Basic::Abs, Precision::F64) => "f64::abs",
            (Basic::Sqrt, Precision::F32) => "f32::sqrt",
            (Basic::Sqrt, Precision::F64) => "f64::sqrt",
            (Basic::Floor, Precision::F32) => "f32::floor",
            (Basic::Floor, Precision::F64) => "f64::floor",
        }
    }

    fn native(&self, callee: Callee) -> Option<&'static str> {
        let [single, double] = match callee {
            Callee::Atom(atom) => match atom {
                AtomId::Exp => ["f32::exp", "f64::exp"],
                AtomId::Expm1 => ["f32::exp_m1", "f64::exp_m1"],
                AtomId::Ln => ["f32::ln", "f64::ln"],
                AtomId::Log1p => ["f32::ln_1p", "f64::ln_1p"],
                AtomId::Tanh => ["f32::tanh", "f64::tanh"],
                AtomId::Sin => ["f32::sin", "f64::sin"],
                AtomId::Cos => ["f32::cos", "f64::cos"],
                AtomId::Atan => ["f32::atan", "f64::atan"],
                _ => return None,
            },
            Callee::Power => ["f32::powf", "f64::powf"],
            _ => return None,
        };
        Some(if self.0 == Precision::F32 { single } else { double })
    }

    fn select(&self, mask: &str, yes: &str, no: &str, _: &str) -> (String, Binding) {
        (format!("if {mask} {{ {yes} }} else {{ {no} }}"), Binding::Selection)
    }

    fn alternative(&self) -> Binding {
        Binding::Selection
    }

    fn named(&self, name: &str, text: &str, _: bool) -> String {
        format!("let {name} = {text};")
    }
}

fn function(rust: &Rust, start: &str, routine: &Routine) -> String {
    let body = Body::of(routine, rust);
    let real = rust.0.name();
    let arguments: Vec<String> = routine.arguments.iter().map(|a| format!("{a}: {real}")).collect();
    let (kind, result) = match body.results.as_slice() {
        [one] => (real.to_owned(), one.clone()),
        many => {
            let kinds = vec![real; many.len()];
            (format!("({})", kinds.join(", ")), format!("(\n    {},\n)", many.join(",\n    ")))
        }
    };
    format!(
        "{start}fn {}({}) -> {kind} {{\n{}{}}}\n",
        routine.name,
        arguments.join(", "),
        indented(&body.lines, 4),
        indented(&[result], 4),
    )
}

/// Results of f64 as f32: for finite arguments the nearest number that is finite.
const NARROW: &str = "
#[inline]
fn nonlin_narrow(y: f64, x: f32) -> f32 {
    let largest = f64::from(f32::MAX);
    (if x.is_finite() { y.clamp(-largest, largest) } else { y }) as f32
}
";

/// The function of f32 around one of f64.
fn around(start: &str, routine: &Routine) -> String {
    let Routine { name, arguments, results, .. } = routine;
    let declared: Vec<String> = arguments.iter().map(|a| format!("{a}: f32")).collect();
    let passed: Vec<String> = arguments.iter().map(|a| format!("f64::from({a})")).collect();
    let (declared, passed, x) = (declared.join(", "), passed.join(", "), &arguments[0]);
    if results.len() == 1 {
        return format!(
            "{start}fn {name}({declared}) -> f32 {{\n    nonlin_narrow({name}_f64({passed}), {x})\n}}\n"
        );
    }
    let kinds = vec!["f32"; results.len()].join(", ");
    let narrow = (0..results.len()).map(|k| format!("nonlin_narrow(nonlin_wide.{k}, {x})"));
    format!(
        "{start}fn {name}({declared}) -> ({kinds}) {{\n    let nonlin_wide = {name}_f64({passed});\n    \
         (\n        {},\n    )\n}}\n",
        narrow.collect::<Vec<_>>().join(",\n        ")
    )
}

pub(super) fn print(job: &Job<'_>) -> String {
    let inner = job.computed_in(if job.wide { Precision::F64 } else { job.precision });
    let rust = Rust(inner.precision);
    let mut text: String = job.heading().iter().map(|line| format!("// {line}\n")).collect();
    let routines = job.routines();
    for helper in inner.helpers(&rust, &routines) {
        text += &format!("\n{}", function(&rust, "#[inline]\n", &helper));
    }
    if job.wide {
        text += NARROW;
    }
    for routine in routines {
        let document = match routine.results.len() {
            1 => String::new(),
            _ => format!("/// {}.\n", job.result_names().join(", ")),
        };
        let start = format!("{document}#[inline]\npub ");
        text += &if job.wide {
            let computed = function(&rust, "#[inline]\n", &Job::inner(routine));
            format!("\n{computed}\n{}", around(&start, routine))
        } else {
            format!("\n{}", function(&rust, &start, routine))
        };
    }
    text
}
