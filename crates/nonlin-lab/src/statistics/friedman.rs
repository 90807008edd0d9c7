//! Several functions over several data sets: Friedman's test, and Nemenyi's after it.
//!
//! As recommended by J. Demšar, "Statistical comparisons of classifiers over multiple data
//! sets", Journal of Machine Learning Research 7, 2006, whose example the tests go through.

use serde::Serialize;
use statrs::function::beta::beta_reg;
use statrs::function::gamma::gamma_ur;

use super::SIGNIFICANCE;
use super::range::{critical_range, range_tail};
use super::ranks::ranks;

/// The outcome of Friedman's test.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FriedmanTest {
    /// The mean rank of each column; 1 is the best.
    pub mean_ranks: Vec<f64>,
    /// How many rows.
    pub rows: usize,
    /// Friedman's χ², corrected for ties.
    pub chi_squared: f64,
    /// Its p value.
    pub chi_squared_p: f64,
    /// The share of the ranks' variance that ties leave, which χ² was divided by.
    pub tie_correction: f64,
    /// The F statistic of Iman and Davenport (1980), less conservative than χ²; none where
    /// all rows rank alike, which makes it infinite.
    pub f: Option<f64>,
    /// Its p value: the one to judge by.
    pub p: f64,
}

/// Tests whether the columns of a table rank differently: columns are functions, rows data
/// sets, and larger numbers are better. None for fewer than two rows or columns, rows of
/// different length, or numbers that are not finite.
///
/// M. Friedman, "The use of ranks to avoid the assumption of normality implicit in the
/// analysis of variance", Journal of the American Statistical Association 32, 1937.
#[must_use]
pub fn friedman_test(table: &[Vec<f64>]) -> Option<FriedmanTest> {
    let columns = table.first()?.len();
    let whole = |row: &Vec<f64>| row.len() == columns && row.iter().all(|v| v.is_finite());
    if table.len() < 2 || columns < 2 || !table.iter().all(whole) {
        return None;
    }
    let (n, k) = (table.len() as f64, columns as f64);
    let mut mean_ranks = vec![0.0; columns];
    let mut squares = 0.0;
    for row in table {
        let negated: Vec<f64> = row.iter().map(|value| -value).collect();
        for (sum, rank) in mean_ranks.iter_mut().zip(ranks(&negated)) {
            *sum += rank / n;
            squares += rank * rank;
        }
    }
    let centre = (k + 1.0) / 2.0;
    let between: f64 = mean_ranks.iter().map(|rank| (rank - centre).powi(2)).sum();
    let plain = 12.0 * n / (k * (k + 1.0)) * between;
    // Without ties the ranks of a row have the variance (k² − 1)/12.
    let tie_correction = (squares / (n * k) - centre * centre) / ((k * k - 1.0) / 12.0);
    if tie_correction <= 1e-12 {
        // Every row ties throughout: nothing ranks differently from anything.
        return Some(FriedmanTest {
            mean_ranks,
            rows: table.len(),
            chi_squared: 0.0,
            chi_squared_p: 1.0,
            tie_correction: 0.0,
            f: Some(0.0),
            p: 1.0,
        });
    }
    let chi_squared = plain / tie_correction;
    let left = n * (k - 1.0) - chi_squared;
    let (f, p) = if left > 1e-9 * chi_squared {
        let f = (n - 1.0) * chi_squared / left;
        (Some(f), f_tail(f, k - 1.0, (k - 1.0) * (n - 1.0)))
    } else {
        // All rows rank alike. The k! orders of each row are equally likely by chance; one
        // row sets the order and the others must follow.
        let orders: f64 = (2..=columns).map(|i| i as f64).product();
        (None, orders.powf(1.0 - n).min(1.0))
    };
    Some(FriedmanTest {
        mean_ranks,
        rows: table.len(),
        chi_squared,
        chi_squared_p: chi_squared_tail(chi_squared, k - 1.0),
        tie_correction,
        f,
        p,
    })
}

impl FriedmanTest {
    /// Nemenyi's critical difference at the level of 0.05: mean ranks that lie further
    /// apart differ (P. Nemenyi, Distribution-free multiple comparisons, 1963).
    #[must_use]
    pub fn critical_difference(&self) -> f64 {
        let columns = self.mean_ranks.len();
        critical_range(SIGNIFICANCE, columns) / 2f64.sqrt() * self.rank_deviation()
    }

    /// Nemenyi's p value of two columns, corrected for all pairs.
    ///
    /// # Panics
    ///
    /// If there is no such column.
    #[must_use]
    pub fn nemenyi_p(&self, one: usize, other: usize) -> f64 {
        let difference = (self.mean_ranks[one] - self.mean_ranks[other]).abs();
        range_tail(difference / self.rank_deviation() * 2f64.sqrt(), self.mean_ranks.len())
    }

    /// The largest groups of columns that Nemenyi's test does not tell apart, each as places
    /// of columns, best first; single columns are left out.
    #[must_use]
    pub fn groups(&self) -> Vec<Vec<usize>> {
        let mut order: Vec<usize> = (0..self.mean_ranks.len()).collect();
        order.sort_by(|a, b| self.mean_ranks[*a].total_cmp(&self.mean_ranks[*b]));
        let critical = self.critical_difference();
        let mut groups: Vec<Vec<usize>> = Vec::new();
        let mut reached = 0;
        for first in 0..order.len() {
            let near =
                |other: usize| self.mean_ranks[other] - self.mean_ranks[order[first]] < critical;
            let last = order.iter().rposition(|other| near(*other)).unwrap_or(first);
            // A group within the one before says nothing new.
            if last > first && (groups.is_empty() || last > reached) {
                groups.push(order[first..=last].to_vec());
                reached = last;
            }
        }
        groups
    }

    /// The standard deviation of the difference of two mean ranks.
    fn rank_deviation(&self) -> f64 {
        let k = self.mean_ranks.len() as f64;
        (k * (k + 1.0) / (6.0 * self.rows as f64)).sqrt()
    }
}

fn chi_squared_tail(value: f64, freedom: f64) -> f64 {
    if value <= 0.0 { 1.0 } else { gamma_ur(freedom / 2.0, value / 2.0) }
}

fn f_tail(value: f64, above: f64, below: f64) -> f64 {
    beta_reg(below / 2.0, above / 2.0, below / (below + above * value)).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::super::tests::close;
    use super::*;

    /// Table 6 of Demšar (2006). The paper ranks 0.975 and 0.975 of "voting" 2 and 3, by digits
    /// that it does not print.
    const DEMSAR: [[f64; 4]; 14] = [
        [0.763, 0.768, 0.771, 0.798],
        [0.599, 0.591, 0.590, 0.569],
        [0.954, 0.971, 0.968, 0.967],
        [0.628, 0.661, 0.654, 0.657],
        [0.882, 0.888, 0.886, 0.898],
        [0.936, 0.931, 0.916, 0.931],
        [0.661, 0.668, 0.609, 0.685],
        [0.583, 0.583, 0.563, 0.625],
        [0.775, 0.838, 0.866, 0.875],
        [1.0, 1.0, 1.0, 1.0],
        [0.940, 0.962, 0.965, 0.962],
        [0.619, 0.666, 0.614, 0.669],
        [0.972, 0.981, 0.9755, 0.975],
        [0.957, 0.978, 0.946, 0.970],
    ];

    fn table(rows: &[[f64; 4]]) -> Vec<Vec<f64>> {
        rows.iter().map(|row| row.to_vec()).collect()
    }

    #[test]
    fn agrees_with_demsar() {
        let test = friedman_test(&table(&DEMSAR)).unwrap();
        // "3.143, 2.000, 2.893, 1.964"
        for (found, printed) in test.mean_ranks.iter().zip([3.143, 2.0, 2.893, 1.964]) {
            assert!((found - printed).abs() < 5e-4, "{found} {printed}");
        }
        // "χ²_F = 9.28", without the correction for ties, and "F_F = 3.69" from it.
        let plain = test.chi_squared * test.tie_correction;
        assert!((plain - 9.28).abs() < 0.01, "{plain}");
        assert!((13.0 * plain / (14.0 * 3.0 - plain) - 3.69).abs() < 0.01);
        // "CD = 2.569 √(4·5 / (6·14)) = 1.25"
        assert!((test.critical_difference() - 1.25).abs() < 0.005);
        // The paper finds no pair that differs at 0.05: 3.143 − 1.964 = 1.18 < 1.25.
        assert_eq!(test.groups(), [[3, 1, 2, 0]]);
        assert!(test.nemenyi_p(0, 3) > 0.05);
    }

    #[test]
    fn agrees_with_scipy() {
        // stats.friedmanchisquare(*d.T); stats.f.sf((n-1)*chi/(n*(k-1)-chi), k-1, (k-1)*(n-1))
        let test = friedman_test(&table(&DEMSAR)).unwrap();
        close(test.chi_squared, 10.228346456692925, 1e-12);
        close(test.chi_squared_p, 0.016721580328441323, 1e-11);
        close(test.f.unwrap(), 4.1851301115241695, 1e-12);
        close(test.p, 0.011620659515310975, 1e-10);
        let rows = [[9., 6., 7.], [8., 4., 5.], [7., 7., 1.], [6., 3., 2.], [8., 1., 3.]];
        let test = friedman_test(&rows.map(|row| row.to_vec())).unwrap();
        close(test.chi_squared, 6.421052631578957, 1e-12);
        close(test.chi_squared_p, 0.04033537853783436, 1e-11);
    }

    #[test]
    fn nemenyi_tells_apart_what_lies_far() {
        // Ten rows that all rank alike: 1, 2, 3, 4; CD = 2.569 √(20/60) = 1.483.
        let rows = table(&[[0.9, 0.8, 0.7, 0.6]; 10]);
        let test = friedman_test(&rows).unwrap();
        close(test.critical_difference(), 2.5690317725464835 / 3f64.sqrt(), 1e-10);
        assert_eq!(test.groups(), [[0, 1], [1, 2], [2, 3]]);
        assert_eq!(test.f, None);
        close(test.chi_squared, 30.0, 1e-12);
        // The other nine rows follow the first by chance with 24⁻⁹.
        close(test.p, 24f64.powi(-9), 1e-12);
        // 1 apart in deviations of √(4·5/60): q = √6, range_tail by mpmath is in range.rs.
        assert!(test.nemenyi_p(0, 1) > 0.05 && test.nemenyi_p(0, 2) < 0.05);
        assert_eq!(test.nemenyi_p(1, 1), 1.0);
    }

    #[test]
    fn tables_without_a_test_are_none_or_say_so() {
        assert_eq!(friedman_test(&[]), None);
        assert_eq!(friedman_test(&[vec![1.0, 2.0]]), None);
        assert_eq!(friedman_test(&[vec![1.0], vec![2.0]]), None);
        assert_eq!(friedman_test(&[vec![1.0, 2.0], vec![1.0]]), None);
        assert_eq!(friedman_test(&[vec![1.0, 2.0], vec![1.0, f64::NAN]]), None);
        let tied = friedman_test(&vec![vec![0.5; 3]; 4]).unwrap();
        assert_eq!((tied.p, tied.chi_squared_p, tied.mean_ranks), (1.0, 1.0, vec![2.0; 3]));
    }
}
