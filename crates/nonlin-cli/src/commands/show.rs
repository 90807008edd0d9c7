//! `nonlin show`

use nonlin::{Activation, Function, Properties};
use serde::Serialize;

use super::activation;
use crate::args;
use crate::output::{Number, Outcome, print, print_json, short};
use crate::plot::{Curve, terminal};

/// A function as `nonlin show --json` prints it.
#[derive(Serialize)]
struct Shown {
    id: &'static str,
    name: &'static str,
    aliases: &'static [&'static str],
    family: String,
    summary: &'static str,
    formula: String,
    formula_latex: String,
    derivative: String,
    derivative_latex: String,
    parameters: Vec<ShownParameter>,
    properties: ShownProperties,
    reference: ShownReference,
    notes: &'static str,
    stochastic: bool,
    runs_as: Option<&'static str>,
}

#[derive(Serialize)]
struct ShownParameter {
    name: &'static str,
    value: f64,
    default: f64,
    range: String,
    trainable: bool,
    meaning: &'static str,
}

#[derive(Serialize)]
struct ShownReference {
    authors: &'static str,
    title: &'static str,
    year: Option<u16>,
    identifier: Option<&'static str>,
}

#[derive(Serialize)]
struct ShownProperties {
    infimum: Number,
    infimum_at: Option<f64>,
    supremum: Number,
    supremum_at: Option<f64>,
    limit_left: Number,
    limit_right: Number,
    slope_left: Number,
    slope_right: Number,
    lipschitz: Number,
    monotone: bool,
    smoothness: String,
    kinks: Vec<ShownKink>,
    zero_centred: bool,
    normal_mean: f64,
    saturates_left: bool,
    saturates_right: bool,
}

#[derive(Serialize)]
struct ShownKink {
    at: f64,
    order: u32,
    slope: f64,
}

fn properties(p: &Properties) -> ShownProperties {
    let kink = |k: &nonlin::Kink| ShownKink { at: k.at, order: k.order, slope: k.slope };
    ShownProperties {
        infimum: Number(p.infimum),
        infimum_at: p.infimum_at,
        supremum: Number(p.supremum),
        supremum_at: p.supremum_at,
        limit_left: Number(p.limit_left),
        limit_right: Number(p.limit_right),
        slope_left: Number(p.slope_left),
        slope_right: Number(p.slope_right),
        lipschitz: Number(p.lipschitz),
        monotone: p.monotone,
        smoothness: p.smoothness.to_string(),
        kinks: p.kinks.iter().map(kink).collect(),
        zero_centred: p.zero_centred,
        normal_mean: p.normal_mean,
        saturates_left: p.saturates_left,
        saturates_right: p.saturates_right,
    }
}

pub(crate) fn run(args: &args::Show) -> Outcome {
    let activation = activation(&args.name, &args.parameter)?;
    if args.json {
        return print_json(&shown(&activation));
    }
    let mut text = describe(&activation);
    if !args.no_plot {
        text.push('\n');
        text.push_str(&terminal::draw(&curves(&activation), (-5.0, 5.0), args.ascii));
    }
    print(&text)
}

/// The function and its derivative.
pub(crate) fn curves(activation: &Activation) -> [Curve<'_>; 2] {
    [
        Curve::of("f".to_owned(), |x| activation.value(x)),
        Curve::of("f'".to_owned(), |x| slope(activation, x)),
    ]
}

/// The derivative at `x`.
pub(super) fn slope(activation: &Activation, x: f64) -> f64 {
    activation.derivatives(x, 1).map_or(f64::NAN, |d| d[1])
}

fn shown(activation: &Activation) -> Shown {
    let f = activation.function();
    let parameters = f.parameters().iter().zip(activation.values());
    let reference = f.reference();
    Shown {
        id: f.id(),
        name: f.name(),
        aliases: f.aliases(),
        family: f.family().to_string(),
        summary: f.summary(),
        formula: f.formula(),
        formula_latex: f.formula_latex(),
        derivative: f.derivative_formula(),
        derivative_latex: f.derivative_latex(),
        parameters: parameters
            .map(|(p, &value)| ShownParameter {
                name: p.name,
                value,
                default: p.default,
                range: p.range.to_string(),
                trainable: p.trainable,
                meaning: p.meaning,
            })
            .collect(),
        properties: properties(&activation.properties()),
        reference: ShownReference {
            authors: reference.authors,
            title: reference.title,
            year: reference.year,
            identifier: reference.identifier,
        },
        notes: f.notes(),
        stochastic: f.is_stochastic(),
        runs_as: recognised(activation).map(Function::id),
    }
}

/// The function of the catalogue that a typed formula is.
fn recognised(activation: &Activation) -> Option<&'static Function> {
    let formula = activation.function().typed()?.clone();
    formula.with_values(activation.values()).ok()?.recognised()
}

fn describe(activation: &Activation) -> String {
    let f = activation.function();
    let mut lines = vec![format!("{} ({activation})", f.name()), f.summary().to_owned()];
    let mut section = |title: &str, body: Vec<String>| {
        if !body.is_empty() {
            lines.push(String::new());
            lines.push(title.to_owned());
            lines.extend(body.into_iter().map(|line| format!("  {line}")));
        }
    };
    let mut formulas =
        vec![format!("f(x)  = {}", f.formula()), format!("f'(x) = {}", f.derivative_formula())];
    formulas.extend(f.published_formula().map(|text| format!("as published: f(x) = {text}")));
    section("Formula", formulas);
    if let Some(unit) = activation.unit() {
        section("With its coefficients", vec![format!("f(x) = {unit}")]);
    }
    section(
        "LaTeX",
        vec![format!("f(x) = {}", f.formula_latex()), format!("f'(x) = {}", f.derivative_latex())],
    );
    let parameters = f.parameters().iter().zip(activation.values()).map(|(p, &value)| {
        let trained = if p.trainable { "trained" } else { "fixed" };
        let default =
            if value == p.default { String::new() } else { format!(", default {}", p.default) };
        format!("{} = {value}  in {}, {trained}{default}: {}", p.name, p.range, p.meaning)
    });
    section("Parameters", parameters.collect());
    let runs = recognised(activation).map(|twin| format!("the compiled kernel of {}", twin.name()));
    section("Runs", runs.into_iter().collect());
    section("Properties", property_lines(&activation.properties()));
    if !f.reference().authors.is_empty() {
        section("Source", vec![f.reference().to_string()]);
    }
    if !f.aliases().is_empty() {
        section("Also known as", vec![f.aliases().join(", ")]);
    }
    section("Not to be confused with", namesakes(f));
    if !f.notes().is_empty() {
        section("Notes", vec![f.notes().to_owned()]);
    }
    lines.push(String::new());
    lines.join("\n")
}

/// Other functions that were published under a name of this one.
fn namesakes(f: &nonlin::Function) -> Vec<String> {
    let of = |clash: &&nonlin::Clash| clash.candidates.iter().any(|(own, _)| *own == f);
    let clashes = nonlin::clashes().iter().filter(of);
    clashes
        .flat_map(|clash| {
            let others = clash.candidates.iter().filter(|(other, _)| *other != f);
            others
                .map(|(other, what)| format!("{}: {what}, also called {}", other.id(), clash.name))
        })
        .collect()
}

fn property_lines(p: &Properties) -> Vec<String> {
    let at = |x: Option<f64>| x.map_or_else(String::new, |x| format!(" at x = {}", short(x)));
    let sides = match (p.saturates_left, p.saturates_right) {
        (true, true) => "on both sides",
        (true, false) => "on the left",
        (false, true) => "on the right",
        (false, false) => "on neither side",
    };
    let mut lines = vec![
        format!(
            "range        from {}{} to {}{}",
            short(p.infimum),
            at(p.infimum_at),
            short(p.supremum),
            at(p.supremum_at)
        ),
        format!(
            "limits       {} at -inf (slope {}), {} at +inf (slope {})",
            short(p.limit_left),
            short(p.slope_left),
            short(p.limit_right),
            short(p.slope_right)
        ),
        format!("saturates    {sides}"),
        format!("monotone     {}", if p.monotone { "yes" } else { "no" }),
        format!("Lipschitz    {}", short(p.lipschitz)),
        format!("smoothness   {}", p.smoothness),
    ];
    for kink in &p.kinks {
        let what = match kink.order {
            0 => "the value jumps".to_owned(),
            1 => "the slope jumps".to_owned(),
            n => format!("derivative {n} jumps"),
        };
        let slope = short(kink.slope);
        lines.push(format!("kink         x = {}: {what}; slope there {slope}", short(kink.at)));
    }
    let centred = if p.zero_centred { "yes, odd" } else { "no" };
    lines.push(format!(
        "zero-centred {centred}; mean for standard normal inputs {}",
        short((p.normal_mean * 1e9).round() / 1e9)
    ));
    lines
}
