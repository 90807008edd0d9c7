//! What a sweep over every input finds, and the file it is kept in.

use std::fmt;
use std::path::Path;

use nonlin::{Activation, Level};

use super::Worst;

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
}

impl Finding {
    pub fn merge(&mut self, other: &Finding) {
        self.value.merge(&other.value);
        self.slope.merge(&other.slope);
        self.reference = self.reference.max(other.reference);
        self.samples += other.samples;
    }
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
    let temporary = path.with_extension("tsv.tmp");
    std::fs::write(&temporary, text)
        .and_then(|()| std::fs::rename(&temporary, path))
        .map_err(|error| format!("cannot write {}: {error}", path.display()))
}
