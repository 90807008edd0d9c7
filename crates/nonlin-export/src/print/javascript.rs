//! JavaScript, as a module.

use super::body::{Basic, Binding, Body, Syntax, indented};
use super::{Job, number};
use crate::operations::{Callee, Routine};
use crate::options::Precision;
use nonlin::atoms::AtomId;

struct Javascript;

impl Syntax for Javascript {
    fn number(&self, c: f64) -> String {
        number(c, Precision::F64)
    }

    fn basic(&self, basic: Basic) -> &'static str {
        match basic {
            Basic::Abs => "Math.abs",
            Basic::Sqrt => "Math.sqrt",
            Basic::Floor => "Math.floor",
        }
    }

    fn native(&self, callee: Callee) -> Option<&'static str> {
        Some(match callee {
            Callee::Atom(AtomId::Exp) => "Math.exp",
            Callee::Atom(AtomId::Expm1) => "Math.expm1",
            Callee::Atom(AtomId::Ln) => "Math.log",
            Callee::Atom(AtomId::Log1p) => "Math.log1p",
            Callee::Atom(AtomId::Tanh) => "Math.tanh",
            Callee::Atom(AtomId::Sin) => "Math.sin",
            Callee::Atom(AtomId::Cos) => "Math.cos",
            Callee::Atom(AtomId::Atan) => "Math.atan",
            Callee::Power => "Math.pow",
            _ => return None,
        })
    }

    fn select(&self, mask: &str, yes: &str, no: &str, _: &str) -> (String, Binding) {
        (format!("{mask} ? {yes} : {no}"), Binding::Selection)
    }

    fn logic(&self) -> [&'static str; 3] {
        ["&&", "||", "==="]
    }

    fn named(&self, name: &str, text: &str, _: bool) -> String {
        format!("const {name} = {text};")
    }
}

fn function(start: &str, routine: &Routine, arguments: &str, names: &[String]) -> String {
    let body = Body::of(routine, &Javascript);
    let result = match body.results.as_slice() {
        [one] => one.clone(),
        many => {
            let pairs = names.iter().zip(many).map(|(name, text)| format!("    {name}: {text},\n"));
            format!("{{\n{}}}", pairs.collect::<String>())
        }
    };
    format!(
        "{start}function {}({arguments}) {{\n{}{}}}\n",
        routine.name,
        indented(&body.lines, 4),
        indented(&[format!("return {result};")], 4),
    )
}

pub(super) fn print(job: &Job<'_>) -> String {
    let mut text: String = job.heading().iter().map(|line| format!("// {line}\n")).collect();
    let routines = job.routines();
    for helper in job.helpers(&Javascript, &routines) {
        text += &format!("\n{}", function("", &helper, &helper.arguments.join(", "), &[]));
    }
    let defaults =
        job.lowered.parameters.iter().map(|(name, value)| format!(", {name} = {value:?}"));
    let arguments = format!("x{}", defaults.collect::<String>());
    for routine in routines {
        text += &format!("\n{}", function("export ", routine, &arguments, &job.result_names()));
    }
    text
}
