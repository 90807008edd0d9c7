//! Derivatives beyond the first, for differentiating a gradient: one element at a
//! time in f64, on all threads.

use super::element::Element;
use super::plan::{self, Job};
use super::{Kernel, check_length, gathered};
use crate::activation::Activation;
use crate::catalogue::{Body, MAX_PARAMETERS, Table};
use crate::error::{Error, Result};
use crate::numbers::{Dual, Taylor};

/// Where a derivative is taken in place of infinity: its limit is reached there,
/// and no power that a formula takes of it overflows.
const FAR: f64 = 1e18;

/// What holds for one element.
enum Local {
    Compiled {
        table: &'static Table,
        p: [f64; MAX_PARAMETERS],
        /// The first of its parameters among those of all channels.
        set: usize,
        /// How far between two parameters a random one was drawn.
        share: Option<f64>,
    },
    Recorded {
        /// The parameters; coefficients with their noise.
        p: Vec<f64>,
        set: usize,
    },
}

/// A function in numbers that differentiate twice.
type Twice<'a> = dyn Fn(Dual<Taylor<f64>>, &[Dual<Taylor<f64>>]) -> Dual<Taylor<f64>> + Sync + 'a;

/// The derivative along a direction in `x` and the parameters, and its own derivatives by
/// each of them: into `out`, one more than there are directions.
fn along(f: &Twice<'_>, x: f64, p: &[f64], direction: &[f64], out: &mut [f64]) {
    let Some((first, rest)) = out.split_first_mut() else { return };
    let place = |i: usize| if i == 0 { x } else { p[i - 1] };
    let line = |(i, &d): (usize, &f64)| Dual::constant(Taylor::line(place(i), d));
    let mut numbers: Vec<_> = direction.iter().enumerate().map(line).collect();
    for (k, out) in rest.iter_mut().enumerate() {
        let own = numbers[k];
        numbers[k] = Dual::variable(own.v);
        let result = f(numbers[0], &numbers[1..]);
        numbers[k] = own;
        *first = result.v.slope();
        *out = result.derivative().slope();
    }
}

impl Kernel<'_> {
    /// `gx = gy f^(order)(x)`, for orders up to [`Activation::MAX_ORDER`].
    ///
    /// # Errors
    ///
    /// As for [`Self::backward`]; and if the order is 0 or too high.
    pub fn derivative<T: Element>(
        &self,
        order: usize,
        x: &[T],
        gy: &[T],
        gx: &mut [T],
    ) -> Result<()> {
        if order == 1 {
            return self.backward(x, gy, gx);
        }
        if !(1..=Activation::MAX_ORDER).contains(&order) {
            return Err(Error::Order { order, max: Activation::MAX_ORDER });
        }
        check_length("gy", gy.len(), x.len())?;
        check_length("gx", gx.len(), x.len())?;
        self.check_channels(x.len())?;
        let job = Job { x, gy: Some(gy), y: None, gx: Some(gx) };
        plan::by_pieces(plan::tasks(self.threads), job, None, &|start, job, _| {
            let Job { x, gy: Some(gy), gx: Some(gx), .. } = job else { return };
            for (i, ((&x, &gy), gx)) in x.iter().zip(gy).zip(gx).enumerate() {
                let at = argument(x);
                let d = match self.local::<T>(start + i) {
                    Local::Compiled { table, p, .. } => (table.derivatives)(at, &p, order),
                    Local::Recorded { p, .. } => self.function.derivatives_at(at, &p, order),
                };
                *gx = T::from_f64(passed(x, gy.to_f64(), d[order]));
            }
        });
        Ok(())
    }

    /// The gradients of a gradient: of the sum of `vx gx` and `vp gp`, where `gx` and
    /// `gp` are what [`Self::backward_parameters`] makes of `x` and `gy`. By `gy` in
    /// `by_gy`, by `x` in `by_x`, by the parameters in `by_p`; `vp` and `by_p` are laid
    /// out as the parameters are.
    ///
    /// # Errors
    ///
    /// As for [`Self::backward_parameters`].
    #[allow(clippy::too_many_arguments)]
    pub fn double_backward<T: Element>(
        &self,
        x: &[T],
        gy: &[T],
        vx: &[T],
        vp: &[f64],
        by_gy: &mut [T],
        by_x: &mut [T],
        by_p: &mut [f64],
    ) -> Result<()> {
        for (name, len) in
            [("gy", gy.len()), ("vx", vx.len()), ("by_gy", by_gy.len()), ("by_x", by_x.len())]
        {
            check_length(name, len, x.len())?;
        }
        self.check_gradient(vp.len())?;
        self.check_gradient(by_p.len())?;
        self.check_channels(x.len())?;
        by_p.fill(0.0);
        let per = self.function.parameters().len();
        let twice = self.twice();
        let job = Job { x, gy: Some(gy), y: Some(by_gy), gx: Some(by_x) };
        plan::by_pieces(plan::tasks(self.threads), job, Some(by_p), &|start, job, sums| {
            let Job { x, gy: Some(gy), y: Some(by_gy), gx: Some(by_x) } = job else { return };
            let sums = sums.unwrap_or(&mut []);
            for i in 0..x.len() {
                let (at, g, v) = (argument(x[i]), gy[i].to_f64(), vx[start + i].to_f64());
                let (value, slope) = match self.local::<T>(start + i) {
                    Local::Compiled { table, p, set, share } => {
                        let own = share.map_or(per, |_| 1);
                        let mut direction = [0.0; MAX_PARAMETERS + 1];
                        direction[0] = v;
                        match share {
                            Some(t) => direction[1] = (1.0 - t) * vp[set] + t * vp[set + 1],
                            None => direction[1..=per].copy_from_slice(&vp[set..set + per]),
                        }
                        let mut out = [0.0; MAX_PARAMETERS + 2];
                        (table.along)(at, &p, &direction[..=own], &mut out[..own + 2]);
                        let by = |k: usize| passed(x[i], g, out[k + 2]);
                        match share {
                            Some(t) => {
                                sums[set] += (1.0 - t) * by(0);
                                sums[set + 1] += t * by(0);
                            }
                            None => (0..per).for_each(|k| sums[set + k] += by(k)),
                        }
                        (out[0], out[1])
                    }
                    Local::Recorded { p, set } => {
                        let factor = |k: usize| self.units.as_ref().map_or(1.0, |u| u.factor(k));
                        let mut direction = vec![v];
                        direction.extend((set..set + per).map(|k| vp[k] * factor(k)));
                        let mut out = vec![0.0; per + 2];
                        along(&*twice, at, &p, &direction, &mut out);
                        for (k, &d) in out[2..].iter().enumerate() {
                            sums[set + k] += passed(x[i], g, d) * factor(set + k);
                        }
                        (out[0], out[1])
                    }
                };
                by_gy[i] = T::from_f64(known(x[i], value));
                by_x[i] = T::from_f64(passed(x[i], g, slope));
            }
        });
        Ok(())
    }

    /// A function that is not compiled, for [`along`].
    fn twice(&self) -> Box<Twice<'static>> {
        match &self.function.body {
            // Compiled ones have their own.
            Body::Compiled(_) => Box::new(|x, _| x),
            Body::Rational(form) => {
                let (form, rows) = (*form, form.rows());
                Box::new(move |x, p| form.formula_by(&rows, x, p))
            }
            Body::Formula(formula) => {
                let expression = formula.expression();
                Box::new(move |x, p| expression.evaluate(x, p))
            }
        }
    }

    /// The formula and the parameters of an element, rounded as the kernels round them.
    fn local<T: Element>(&self, index: usize) -> Local {
        let per = self.function.parameters().len();
        let set = self.channels.map_or(0, |c| index / c.inner % c.count * per);
        let own = &self.parameters[set..set + per];
        let table = match &self.function.body {
            Body::Compiled(table) => table,
            Body::Rational(_) | Body::Formula(_) => {
                let factor = |k: usize| self.units.as_ref().map_or(1.0, |u| u.factor(k));
                let p = own.iter().enumerate().map(|(k, p)| p * factor(set + k)).collect();
                return Local::Recorded { p, set };
            }
        };
        let rounded = |v: f64| T::widen(T::narrow(v));
        let mut p = [0.0; MAX_PARAMETERS];
        if let (Some(sampling), Some(seed)) = (self.function.sampling, self.seed) {
            let t = gathered::uniform_at(seed, index);
            p[0] = rounded(own[0] + (own[1] - own[0]) * t);
            return Local::Compiled { table: sampling.table, p, set, share: Some(t) };
        }
        for (p, &v) in p.iter_mut().zip(own) {
            *p = rounded(v);
        }
        Local::Compiled { table, p, set, share: None }
    }
}

fn argument<T: Element>(x: T) -> f64 {
    let x = x.to_f64();
    if x.is_infinite() { FAR.copysign(x) } else { x }
}

/// Within the range of the type: a finite argument has finite derivatives. Where terms
/// beyond the range of f64 leave no number, nothing is known, and nothing passes.
fn known<T: Element>(x: T, d: f64) -> f64 {
    if d.is_nan() && !x.to_f64().is_nan() {
        return 0.0;
    }
    d.clamp(-T::LARGEST, T::LARGEST)
}

/// A gradient through a derivative at `x`, of which 0 lets nothing pass.
fn passed<T: Element>(x: T, g: f64, d: f64) -> f64 {
    let d = known(x, d);
    if d == 0.0 { 0.0 } else { g * d }
}
