//! `nonlin eval`

use std::io::{BufRead, IsTerminal, stdin};

use nonlin::{Activation, Element, bf16, f16};
use serde::Serialize;

use super::activation;
use crate::args;
use crate::output::{Number, Outcome, fail, plain, print, print_json};

/// The result at one number as `nonlin eval --json` prints it.
#[derive(Serialize)]
struct Evaluated {
    /// The number as the element type holds it.
    x: Number,
    /// The value, then the derivatives that were asked for.
    values: Vec<Number>,
}

pub(crate) fn run(args: &args::Eval) -> Outcome {
    let activation = activation(&args.name, &args.parameter)?;
    let xs = numbers(&args.x)?;
    let order = args.order.unwrap_or(usize::from(args.grad));
    let dtype = args.dtype.as_deref();
    if order > 1 && dtype.is_some_and(|d| d != "f64") {
        return fail("derivatives beyond the first are computed in f64; leave --dtype out");
    }
    let results = match dtype {
        None => exact(&activation, &xs, order)?,
        Some("f64") if order > 1 => exact(&activation, &xs, order)?,
        Some("f32") => kernels::<f32>(&activation, &xs, order)?,
        Some("f64") => kernels::<f64>(&activation, &xs, order)?,
        Some("f16") => kernels::<f16>(&activation, &xs, order)?,
        Some("bf16") => kernels::<bf16>(&activation, &xs, order)?,
        Some(other) => return fail(unknown_dtype(other)),
    };
    if args.json {
        return print_json(&results);
    }
    let line = |result: &Evaluated| {
        let mut cells = vec![plain(result.x.0)];
        cells.extend(result.values.iter().map(|v| plain(v.0)));
        format!("{}\n", cells.join("\t"))
    };
    print(&results.iter().map(line).collect::<String>())
}

/// What to say about an element type that there is none of.
pub(super) fn unknown_dtype(name: &str) -> String {
    format!("unknown element type '{name}'; the element types are f32, f64, f16 and bf16")
}

/// The numbers on the command line, or one a line on standard input.
fn numbers(arguments: &[String]) -> Outcome<Vec<f64>> {
    let parse = |text: &str, place: &dyn Fn() -> String| match text.trim().parse::<f64>() {
        Ok(x) => Ok(x),
        Err(_) => fail(format!("{}: '{}' is not a number", place(), text.trim())),
    };
    if !arguments.is_empty() {
        return arguments.iter().map(|text| parse(text, &|| "argument".to_owned())).collect();
    }
    if stdin().is_terminal() {
        return fail("no numbers given; add some, or one a line on standard input");
    }
    let mut xs = Vec::new();
    for (i, line) in stdin().lock().lines().enumerate() {
        let place = || format!("standard input, line {}", i + 1);
        let Ok(line) = line else { return fail(format!("{}: not readable as text", place())) };
        if !line.trim().is_empty() {
            xs.push(parse(&line, &place)?);
        }
    }
    if xs.is_empty() { fail("no numbers on standard input") } else { Ok(xs) }
}

/// By the scalar code in f64, which gives the same bits on every machine.
fn exact(activation: &Activation, xs: &[f64], order: usize) -> Outcome<Vec<Evaluated>> {
    xs.iter()
        .map(|&x| {
            let values = activation.derivatives(x, order)?;
            Ok(Evaluated { x: Number(x), values: values.into_iter().map(Number).collect() })
        })
        .collect()
}

/// By the kernels of an element type.
fn kernels<T: Element>(
    activation: &Activation,
    xs: &[f64],
    order: usize,
) -> Outcome<Vec<Evaluated>> {
    let x: Vec<T> = xs.iter().map(|&x| T::from_f64(x)).collect();
    let (mut y, mut slope) = (x.clone(), x.clone());
    let kernel = activation.kernel();
    kernel.forward(&x, &mut y)?;
    if order > 0 {
        kernel.backward(&x, &vec![T::from_f64(1.0); x.len()], &mut slope)?;
    }
    let number = |v: T| Number(v.to_f64());
    Ok((0..x.len())
        .map(|i| {
            let mut values = vec![number(y[i])];
            if order > 0 {
                values.push(number(slope[i]));
            }
            Evaluated { x: number(x[i]), values }
        })
        .collect())
}
