//! Judges every result there is and has the page written.

use crate::Failure;
use crate::dtype::Dtype;
use crate::exchange::{Case, Index, Work};
use crate::judge::{Example, Verdict, judge};
use crate::page;
use crate::truth::Truth;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::path::Path;

/// A case and what is to be said of it.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    /// What was run.
    pub(crate) case: Case,
    /// The judgement, or why there is none.
    pub(crate) verdict: Result<Verdict, String>,
}

/// An implementation with all its rows.
#[derive(Clone, Debug)]
pub(crate) struct Peer {
    /// What it handed over.
    pub(crate) index: Index,
    /// One for each case.
    pub(crate) rows: Vec<Row>,
}

/// Judges all results and writes the page.
pub(crate) fn write(work: &Work, path: &Path) -> Result<(), Failure> {
    let indexes = work.indexes()?;
    if indexes.is_empty() {
        return Err(Failure("no implementation has been run; see `run.sh`".to_owned()));
    }
    // Cases by truth: one truth at a time is in memory.
    let mut groups: BTreeMap<_, Vec<(usize, usize)>> = BTreeMap::new();
    for (i, index) in indexes.iter().enumerate() {
        for (k, case) in index.cases.iter().enumerate() {
            let key = (case.function.as_str(), format!("{:?}", case.parameters), case.dtype);
            groups.entry(key).or_default().push((i, k));
        }
    }
    let mut verdicts = BTreeMap::new();
    for ((function, _, dtype), places) in &groups {
        let (first, place) = places[0];
        let parameters = &indexes[first].cases[place].parameters;
        let truth = Truth::get(work, function, parameters, *dtype)?;
        let judged: Vec<_> = places
            .par_iter()
            .map(|&(i, k)| {
                let index = &indexes[i];
                verdict(work, index, &index.cases[k], &truth).map(|verdict| ((i, k), verdict))
            })
            .collect::<Result<_, Failure>>()?;
        verdicts.extend(judged);
    }
    let peers: Vec<Peer> = indexes
        .iter()
        .enumerate()
        .map(|(i, index)| {
            let rows = index.cases.iter().enumerate().filter_map(|(k, case)| {
                let verdict = verdicts.remove(&(i, k))?;
                Some(Row { case: case.clone(), verdict })
            });
            let mut rows: Vec<Row> = rows.collect();
            spread_other_functions(&mut rows);
            Peer { index: index.clone(), rows }
        })
        .collect();
    let counts: Vec<(Dtype, usize)> = Dtype::ALL
        .into_iter()
        .map(|dtype| Ok((dtype, work.inputs(dtype)?.iter().filter(|x| x.is_finite()).count())))
        .collect::<Result<_, Failure>>()?;
    crate::exchange::write(path, page::page(&peers, &counts).as_bytes())?;
    let results: usize = peers.iter().map(|peer| peer.rows.len()).sum();
    println!("{results} results of {} implementations: {}", peers.len(), path.display());
    Ok(())
}

/// What is another function in one type is so in all of them.
fn spread_other_functions(rows: &mut [Row]) {
    let others: BTreeMap<String, Example> = rows
        .iter()
        .filter_map(|row| {
            let example = row.verdict.as_ref().ok()?.other_function?;
            Some((row.case.name.clone(), example))
        })
        .collect();
    for row in rows {
        if let Ok(verdict) = &mut row.verdict {
            verdict.other_function = others.get(&row.case.name).copied();
        }
    }
}

fn verdict(
    work: &Work,
    index: &Index,
    case: &Case,
    truth: &Truth,
) -> Result<Result<Verdict, String>, Failure> {
    if let Some(error) = &case.value_error {
        return Ok(Err(error.clone()));
    }
    let count = truth.points.len();
    let values = work.results(&index.id, case, "value", count)?;
    let gradients = match case.gradient_error {
        Some(_) => None,
        None => Some(work.results(&index.id, case, "gradient", count)?),
    };
    Ok(Ok(judge(truth, case.dtype, &values, gradients.as_deref())))
}
