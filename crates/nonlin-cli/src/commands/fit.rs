//! `nonlin fit`

use std::fmt::Write;

use nonlin::rational::{Form, Unit};
use nonlin_fit::{Fitted, Norm, Options, Target, Weight, fit, points_from_csv};
use serde::Serialize;

use super::{activation, plot};
use crate::args;
use crate::output::{Number, Outcome, fail, json, plain, print, short, table, write};
use crate::plot::{Curve, terminal};

/// A fit as `nonlin fit --json` prints it and `--output` writes it.
#[derive(Serialize)]
struct Fit {
    /// The form of the unit, as `--unit` takes it.
    unit: String,
    /// What was fitted.
    target: String,
    /// Where it was.
    interval: (Number, Number),
    /// `a_0, a_1, ...`
    numerator: Vec<Number>,
    /// `b_1, b_2, ...`; from `b_0` on in version C.
    denominator: Vec<Number>,
    formula: String,
    max_error: Number,
    max_error_at: Number,
    rms_error: Number,
    /// Where |x| is up to 2 and up to 10 times that of the interval.
    max_error_outside: Option<[Number; 2]>,
    poles: Vec<Number>,
}

pub(crate) fn run(args: &args::Fit) -> Outcome {
    let form: Form = args.unit.parse()?;
    let norm = match args.norm.as_str() {
        "minimax" => Norm::Minimax,
        "least-squares" => Norm::LeastSquares,
        other => {
            return fail(format!("unknown norm '{other}'; there are minimax and least-squares"));
        }
    };
    let (target, name, interval) = target(args)?;
    let weight = match args.normal {
        Some(deviation) => Weight::Normal { deviation },
        None => Weight::Uniform,
    };
    let options = Options {
        interval,
        norm,
        weight,
        starts: args.starts,
        seed: args.seed,
        largest_coefficient: args.largest.unwrap_or(f64::INFINITY),
        avoid_poles: args.no_poles,
        ..Options::default()
    };
    let fitted = fit(&target, form, &options)?;
    let result = result(&fitted, name, interval);
    if let Some(path) = &args.output {
        write(path, json(&result)?.into_bytes())?;
    }
    let curves = curves(&target, &fitted.unit, &result.target);
    if let Some(path) = &args.picture {
        plot::write_picture(&curves, interval, &format!("{} as {}", result.target, form), path)?;
    }
    if args.json {
        return print(&json(&result)?);
    }
    let mut text = describe(&fitted, &result);
    if !args.no_plot {
        let _ = write!(text, "\n{}", terminal::draw(&curves, interval, args.ascii));
    }
    print(&text)
}

/// What is to be fitted, its name, and where.
fn target(args: &args::Fit) -> Outcome<(Target, String, (f64, f64))> {
    let Some(path) = &args.points else {
        let activation = activation(args.name.as_deref().unwrap_or_default(), &[])?;
        let name = activation.to_string();
        return Ok((Target::from(activation), name, plot::range(&args.range)?));
    };
    let points = points_from_csv(path)?;
    let ends = points
        .iter()
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), point| (a.min(point.x), b.max(point.x)));
    if points.len() < 2 || ends.0 == ends.1 {
        return fail(format!(
            "{}: points with at least two different x are needed",
            path.display()
        ));
    }
    Ok((Target::Points(points), path.display().to_string(), ends))
}

fn result(fitted: &Fitted, target: String, interval: (f64, f64)) -> Fit {
    let numbers = |values: &[f64]| values.iter().copied().map(Number).collect();
    let (unit, report) = (&fitted.unit, &fitted.report);
    Fit {
        unit: unit.form().to_string(),
        target,
        interval: (Number(interval.0), Number(interval.1)),
        numerator: numbers(unit.numerator()),
        denominator: numbers(unit.denominator()),
        formula: unit.to_string(),
        max_error: Number(report.max_error),
        max_error_at: Number(report.max_error_at),
        rms_error: Number(report.rms_error),
        max_error_outside: report.outside.map(|errors| errors.map(Number)),
        poles: numbers(&report.poles),
    }
}

fn curves<'a>(target: &'a Target, unit: &'a Unit, name: &str) -> Vec<Curve<'a>> {
    let own = Curve::of(unit.form().to_string(), |x| unit.value(x));
    let fitted: Box<dyn Fn(f64) -> f64 + 'a> = match target {
        Target::Activation(activation) => Box::new(|x| activation.value(x)),
        Target::Function(function) => Box::new(function),
        // Straight lines between the points.
        Target::Points(points) => {
            let mut points: Vec<_> = points.iter().map(|p| (p.x, p.y)).collect();
            points.sort_by(|a, b| a.0.total_cmp(&b.0));
            Box::new(move |x| {
                let next = points.partition_point(|p| p.0 < x).clamp(1, points.len() - 1);
                let ((x0, y0), (x1, y1)) = (points[next - 1], points[next]);
                if x0 == x1 { y0 } else { y0 + (y1 - y0) * (x - x0) / (x1 - x0) }
            })
        }
    };
    vec![own, Curve::of(name.to_owned(), fitted)]
}

fn describe(fitted: &Fitted, result: &Fit) -> String {
    let (unit, report) = (&fitted.unit, &fitted.report);
    let (a, b) = (short(result.interval.0.0), short(result.interval.1.0));
    let mut text = format!("{} fitted to {} on [{a}, {b}]\n\n", result.unit, result.target);
    let first = unit.form().version.first();
    let named = |letter: char, first: usize, values: &[f64]| -> Vec<Vec<String>> {
        let row = |(i, &c): (usize, &f64)| vec![format!("{letter}_{}", i + first), plain(c)];
        values.iter().enumerate().map(row).collect()
    };
    let mut rows = named('a', 0, unit.numerator());
    rows.extend(named('b', first, unit.denominator()));
    text += &table(&["", "coefficient"], &rows);
    let _ = writeln!(
        text,
        "\nlargest error  {} at x = {}\nRMS error      {}",
        short(report.max_error),
        short(report.max_error_at),
        short(report.rms_error)
    );
    if let Some([near, far]) = report.outside {
        let _ = writeln!(
            text,
            "outside        {} to twice the interval, {} to ten times it",
            short(near),
            short(far)
        );
    }
    let poles: Vec<_> = report.poles.iter().map(|&x| short(x)).collect();
    if !poles.is_empty() {
        let _ = writeln!(
            text,
            "poles          x = {}; --no-poles looks for fits without, a safe version has none",
            poles.join(", ")
        );
    }
    text
}
