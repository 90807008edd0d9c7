//! The WebGPU shading language.
//!
//! Its own `exp`, `tanh`, `sin` and so on are too coarse (`exp(-80)` may be off by 160
//! units in the last place), or overflow; all atoms are made of arithmetic.

use super::body::{Basic, Binding, Body, Syntax, indented};
use super::{Job, number};
use crate::operations::{Callee, Routine};
use crate::options::Precision;

pub(super) struct Wgsl;

impl Syntax for Wgsl {
    fn number(&self, c: f64) -> String {
        format!("{}f", number(c, Precision::F32))
    }

    fn basic(&self, basic: Basic) -> &'static str {
        match basic {
            Basic::Abs => "abs",
            Basic::Sqrt => "sqrt",
            Basic::Floor => "floor",
        }
    }

    fn native(&self, callee: Callee) -> Option<&'static str> {
        match callee {
            Callee::TwoTo => Some("bitcast<f32>((i32({u}) + 127) << 23u)"),
            // sqrt(1/2) is 0x3f3504f3.
            Callee::Exponent => Some("f32((bitcast<i32>({u}) - 1060439283) >> 23u)"),
            _ => None,
        }
    }

    fn select(&self, mask: &str, yes: &str, no: &str, _: &str) -> (String, Binding) {
        (format!("select({no}, {yes}, {mask})"), Binding::Whole)
    }

    fn named(&self, name: &str, text: &str, _: bool) -> String {
        format!("let {name} = {text};")
    }
}

fn function(routine: &Routine, kind: &str) -> String {
    let body = Body::of(routine, &Wgsl);
    let arguments: Vec<String> = routine.arguments.iter().map(|a| format!("{a}: f32")).collect();
    let result = match body.results.as_slice() {
        [one] => one.clone(),
        many => format!("{kind}(\n    {},\n)", many.join(",\n    ")),
    };
    format!(
        "fn {}({}) -> {kind} {{\n{}{}}}\n",
        routine.name,
        arguments.join(", "),
        indented(&body.lines, 4),
        indented(&[format!("return {result};")], 4),
    )
}

pub(super) fn print(job: &Job<'_>) -> String {
    let mut text: String = job.heading().iter().map(|line| format!("// {line}\n")).collect();
    let routines = job.routines();
    for helper in job.helpers(&Wgsl, &routines) {
        text += &format!("\n{}", function(&helper, "f32"));
    }
    for routine in routines {
        let mut kind = "f32".to_owned();
        if routine.results.len() > 1 {
            kind = routine.name.split('_').map(capitalised).collect();
            let fields = job.result_names().into_iter().map(|name| format!("    {name}: f32,\n"));
            text += &format!("\nstruct {kind} {{\n{}}}\n", fields.collect::<String>());
        }
        text += &format!("\n{}", function(routine, &kind));
    }
    text
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().collect::<String>() + letters.as_str()
    })
}
