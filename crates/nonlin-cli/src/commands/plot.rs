//! `nonlin plot`

use std::path::Path;

use nonlin::Activation;
use serde::Serialize;

use super::show::slope;
use super::{activation, parameter};
use crate::args;
use crate::output::{Number, Outcome, fail, print, print_json, write};
use crate::plot::{Curve, picture, terminal};

/// Points of a curve in JSON.
const POINTS: usize = 201;

/// A curve as `nonlin plot --json` prints it.
#[derive(Serialize)]
struct Points {
    name: String,
    derivative: bool,
    points: Vec<(Number, Number)>,
}

pub(crate) fn run(args: &args::Plot) -> Outcome {
    let activations = activations(args)?;
    let range = range(&args.range)?;
    let curves: Vec<Curve<'_>> = activations
        .iter()
        .map(|a| match args.derivative {
            true => Curve::of(format!("{a}'"), |x| slope(a, x)),
            false => Curve::of(a.to_string(), |x| a.value(x)),
        })
        .collect();
    if args.json {
        let points = |curve: &Curve<'_>| Points {
            name: curve.name.clone(),
            derivative: args.derivative,
            points: curve
                .points(range, POINTS)
                .into_iter()
                .map(|(x, y)| (Number(x), Number(y)))
                .collect(),
        };
        return print_json(&curves.iter().map(points).collect::<Vec<_>>());
    }
    let Some(path) = &args.output else {
        return print(&terminal::draw(&curves, range, args.ascii));
    };
    let title = match (args.derivative, activations.as_slice()) {
        (true, _) => "Derivatives".to_owned(),
        (false, [one]) => one.function().name().to_owned(),
        (false, _) => "Activation functions".to_owned(),
    };
    write_picture(&curves, range, &title, path)
}

/// Writes curves to an SVG or PNG file, as its name says.
pub(super) fn write_picture(
    curves: &[Curve<'_>],
    range: (f64, f64),
    title: &str,
    path: &Path,
) -> Outcome {
    let svg = picture::svg(curves, range, title);
    let extension = path.extension().map(|e| e.to_string_lossy().to_ascii_lowercase());
    let content = match extension.as_deref() {
        Some("svg") => svg.into_bytes(),
        Some("png") => match picture::png(&svg) {
            Ok(png) => png,
            Err(reason) => return fail(format!("cannot make the picture: {reason}")),
        },
        _ => return fail(format!("{}: the name must end in .svg or .png", path.display())),
    };
    write(path, content)
}

/// The functions, each with those of the parameter values that it has a use for.
fn activations(args: &args::Plot) -> Outcome<Vec<Activation>> {
    let named: Vec<Activation> =
        args.name.iter().map(|name| activation(name, &[])).collect::<Outcome<_>>()?;
    for text in &args.parameter {
        // A parameter that no function has is a mistake.
        if named.iter().all(|a| parameter(a, text).is_err()) {
            parameter(&named[0], text)?;
        }
    }
    args.name
        .iter()
        .zip(&named)
        .map(|(name, own)| {
            let known = args.parameter.iter().filter(|text| parameter(own, text).is_ok());
            activation(name, &known.cloned().collect::<Vec<_>>())
        })
        .collect()
}

pub(super) fn range(text: &str) -> Outcome<(f64, f64)> {
    let ends = text.split_once(':').map(|(a, b)| (a.trim().parse(), b.trim().parse()));
    match ends {
        Some((Ok(a), Ok(b))) if f64::is_finite(a) && f64::is_finite(b) && a < b => Ok((a, b)),
        _ => {
            fail(format!("'{text}' is not a range; write two numbers, the lower first, as in -5:5"))
        }
    }
}
