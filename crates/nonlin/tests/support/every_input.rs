//! What a sweep over every input finds, and the file it is kept in.

use std::fmt;
use std::path::Path;

use nonlin::{Activation, Level};

use super::Worst;
use super::judge::Judge;

/// The errors of one result, value or slope.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Errors {
    /// The worst error in units in the last place, and where.
    pub worst: Worst,
    /// Results that are not the correctly rounded ones.
    pub misrounded: u64,
    /// NaN for an input that is not NaN.
    pub nan: u64,
    /// Infinities for finite inputs.
    pub infinite: u64,
    /// Zeros of results that round to no zero, and the reverse; limits at infinity
    /// and results for NaN that are wrong.
    pub wrong: u64,
}

/// The place value of the last bit of an f32 of this magnitude.
pub fn unit(truth: f64) -> f64 {
    let exponent = ((truth.to_bits() >> 52) & 0x7ff) as i32 - 1023;
    f64::from_bits(((1023 + (exponent - 23).max(-149)) as u64) << 52)
}

impl Errors {
    /// Notes one result; `refine` has the last word on an error of more than a unit.
    #[inline]
    pub fn note(&mut self, x: f32, computed: f32, truth: f64, refine: impl FnOnce(f64) -> f64) {
        if !x.is_finite() {
            let limit = truth as f32;
            let right = if limit.is_nan() { computed.is_nan() } else { computed == limit };
            self.wrong += u64::from(!right);
            return;
        }
        if computed.is_nan() {
            self.nan += 1;
            return;
        }
        if computed.is_infinite() {
            self.infinite += 1;
            return;
        }
        // What exceeds the range is its largest number.
        let largest = f64::from(f32::MAX);
        let truth = truth.clamp(-largest, largest);
        let rounded = truth as f32;
        if rounded == computed {
            if rounded == 0.0 && truth != 0.0 && computed.is_sign_negative() != (truth < 0.0) {
                self.wrong += 1;
            }
            if self.worst.ulp < 0.5 {
                self.worst.note((truth - f64::from(computed)).abs() / unit(truth), x.into());
            }
            return;
        }
        self.misrounded += 1;
        let mut error = (truth - f64::from(computed)).abs() / unit(truth);
        if error > super::judge::CLEAR {
            error = refine(error);
        }
        self.worst.note(error, x.into());
        self.wrong += u64::from((computed == 0.0) != (rounded == 0.0) && error > 1.0);
    }

    fn merge(&mut self, other: &Errors) {
        self.worst.note(other.worst.ulp, other.worst.at);
        self.misrounded += other.misrounded;
        self.nan += other.nan;
        self.infinite += other.infinite;
        self.wrong += other.wrong;
    }
}

/// What was found for one function at one level.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Finding {
    pub value: Errors,
    pub slope: Errors,
    /// The worst deviation of the truth in f64 from arbitrary precision, in units
    /// of f64, and the number of inputs where it was looked for.
    pub reference: f64,
    pub samples: u64,
    /// Inputs in blocks whose bits are those of the level before; not kept in files.
    pub same_as_before: u64,
}

impl Finding {
    pub fn merge(&mut self, other: &Finding) {
        self.value.merge(&other.value);
        self.slope.merge(&other.slope);
        self.reference = self.reference.max(other.reference);
        self.samples += other.samples;
        self.same_as_before += other.same_as_before;
    }
}

/// Inputs at a time: their arrays stay in the cache.
const BLOCK: usize = 4096;

/// The vector levels of the machine, strongest first; scalar code, which does what
/// SSE4.2 does, where there are none.
pub fn vector_levels() -> Vec<Level> {
    let mut levels = Level::available();
    levels.retain(|&level| level != Level::Scalar);
    levels.reverse();
    if levels.is_empty() { vec![Level::Scalar] } else { levels }
}

/// Runs the kernels of all levels over inputs, given by their bits, and compares
/// them with the f64 kernel. A rest shorter than a block is filled up with zeros.
pub fn compare(judge: &Judge, levels: &[Level], inputs: impl Iterator<Item = u32>) -> Vec<Finding> {
    let mut findings = vec![Finding::default(); levels.len()];
    let mut arrays = Arrays::new();
    let mut inputs = inputs.map(f32::from_bits).peekable();
    while inputs.peek().is_some() {
        arrays.x.fill(0.0);
        for (x, input) in arrays.x.iter_mut().zip(&mut inputs) {
            *x = input;
        }
        block(judge, levels, &mut arrays, &mut findings);
    }
    findings
}

/// What a block is computed in; allocated once a piece.
struct Arrays {
    x: Vec<f32>,
    ones: Vec<f32>,
    wide: Vec<f64>,
    wide_ones: Vec<f64>,
    value: Vec<f64>,
    slope: Vec<f64>,
    /// Results of this level and of the one before.
    results: [(Vec<f32>, Vec<f32>); 2],
}

impl Arrays {
    fn new() -> Arrays {
        let (narrow, wide) = (vec![0.0; BLOCK], vec![0.0; BLOCK]);
        let pair = || (vec![0.0; BLOCK], vec![0.0; BLOCK]);
        Arrays {
            x: narrow,
            ones: vec![1.0; BLOCK],
            wide: wide.clone(),
            wide_ones: vec![1.0; BLOCK],
            value: wide.clone(),
            slope: wide,
            results: [pair(), pair()],
        }
    }
}

fn block(judge: &Judge, levels: &[Level], arrays: &mut Arrays, findings: &mut [Finding]) {
    let Arrays { x, ones, wide, wide_ones, value, slope, results } = arrays;
    for (x, wide) in x.iter().zip(wide.iter_mut()) {
        *wide = f64::from(*x);
    }
    let kernel = judge.activation.kernel().threads(1);
    kernel.forward_backward(wide, wide_ones, value, slope).expect("equal lengths");
    let mut before: Option<Finding> = None;
    for (level, finding) in levels.iter().zip(findings) {
        let kernel = kernel.clone().level(*level).expect("an available level");
        let [(y, gx), (y0, gx0)] = results;
        // As a training step does it: forward and backward are different loops.
        kernel.forward(x, y).expect("equal lengths");
        kernel.backward(x, ones, gx).expect("equal lengths");
        // Levels with the same arithmetic have the same bits.
        let found = match before.take() {
            Some(found) if same_bits(y, y0) && same_bits(gx, gx0) => {
                finding.same_as_before += BLOCK as u64;
                found
            }
            _ => {
                let mut found = Finding::default();
                for i in 0..BLOCK {
                    found.value.note(x[i], y[i], value[i], |error| {
                        judge.error(false, wide[i], value[i], error)
                    });
                    found.slope.note(x[i], gx[i], slope[i], |error| {
                        judge.error(true, wide[i], slope[i], error)
                    });
                }
                found
            }
        };
        finding.merge(&found);
        before = Some(found);
        results.swap(0, 1);
    }
}

/// Whether the bits are the same; one NaN is as good as another.
fn same_bits(a: &[f32], b: &[f32]) -> bool {
    a.iter().zip(b).all(|(a, b)| a.to_bits() == b.to_bits() || a.is_nan() && b.is_nan())
}

/// A line of the file.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub function: String,
    pub level: String,
    pub finding: Finding,
}

const HEAD: &str = "function\tlevel\tvalue_ulp\tvalue_at\tvalue_misrounded\tvalue_nan\tvalue_infinite\tvalue_wrong\tslope_ulp\tslope_at\tslope_misrounded\tslope_nan\tslope_infinite\tslope_wrong\treference_ulp_f64\tsamples";

impl Row {
    pub fn new(activation: &Activation, level: Level, finding: Finding) -> Row {
        Row { function: activation.to_string(), level: level.name().to_owned(), finding }
    }

    pub fn same_place(&self, other: &Row) -> bool {
        self.function == other.function && self.level == other.level
    }

    pub fn parse_all(text: &str) -> Result<Vec<Row>, String> {
        let lines = text.lines().filter(|line| !line.is_empty() && *line != HEAD);
        lines.map(Row::parse).collect()
    }

    fn parse(line: &str) -> Result<Row, String> {
        let fields: Vec<&str> = line.split('\t').collect();
        let bad = || format!("not a row of 16 fields: {line}");
        let number = |i: usize| fields[i].parse::<f64>().map_err(|_| bad());
        let count = |i: usize| fields[i].parse::<u64>().map_err(|_| bad());
        if fields.len() != 16 {
            return Err(bad());
        }
        let errors = |i: usize| -> Result<Errors, String> {
            Ok(Errors {
                worst: Worst { ulp: number(i)?, at: number(i + 1)? },
                misrounded: count(i + 2)?,
                nan: count(i + 3)?,
                infinite: count(i + 4)?,
                wrong: count(i + 5)?,
            })
        };
        Ok(Row {
            function: fields[0].to_owned(),
            level: fields[1].to_owned(),
            finding: Finding {
                value: errors(2)?,
                slope: errors(8)?,
                reference: number(14)?,
                samples: count(15)?,
                same_as_before: 0,
            },
        })
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\t{}", self.function, self.level)?;
        for errors in [&self.finding.value, &self.finding.slope] {
            let Errors { worst, misrounded, nan, infinite, wrong } = errors;
            write!(f, "\t{:.4}\t{:e}", worst.ulp, worst.at)?;
            write!(f, "\t{misrounded}\t{nan}\t{infinite}\t{wrong}")?;
        }
        write!(f, "\t{:.2}\t{}", self.finding.reference, self.finding.samples)
    }
}

/// The rows of a file; none if there is no file yet.
pub fn read_rows(path: &Path) -> Result<Vec<Row>, String> {
    match std::fs::read_to_string(path) {
        Ok(text) => Row::parse_all(&text).map_err(|e| format!("{}: {e}", path.display())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(format!("cannot read {}: {error}", path.display())),
    }
}

/// Writes the rows in the order of functions and levels.
pub fn write_rows(path: &Path, rows: &mut [Row]) -> Result<(), String> {
    rows.sort_by(|a, b| (&a.function, &a.level).cmp(&(&b.function, &b.level)));
    let mut text = format!("{HEAD}\n");
    for row in rows.iter() {
        text.push_str(&format!("{row}\n"));
    }
    super::page::write_whole(path, &text)
}
