//! nonlin itself.

use std::time::Duration;

use nonlin::{Activation, Element};

use crate::inputs::{Aligned, Inputs, Number, thin};
use crate::peer::{Absent, Outcome, Peer, Sample, clock, trained};
use crate::protocol::{Case, Kind, Upstream};

pub(crate) struct Own<T> {
    x: Aligned<T>,
    gy: Aligned<T>,
    /// Memory for results, touched once.
    y: Aligned<T>,
    gx: Aligned<T>,
}

impl<T: Number> Own<T> {
    pub(crate) fn new(inputs: &Inputs<T>) -> Self {
        let [x, y] = [(); 2].map(|()| Aligned::copy_of(&inputs.x));
        let [gy, gx] = [(); 2].map(|()| Aligned::copy_of(&inputs.gy));
        Own { x, gy, y, gx }
    }
}

/// A new array. The kernels write into initialised memory; zeros come from the
/// allocator for free where it hands out new pages.
fn new<T: Number>(size: usize) -> Vec<T> {
    bytemuck::zeroed_vec(size)
}

/// The backward pass, with the parameter's gradient for functions that train one.
fn backward<T: Number>(
    activation: &Activation,
    with_parameter: bool,
    x: &[T],
    gy: &[T],
    gx: &mut [T],
) -> Outcome<Option<f64>> {
    let mut gp = [0.0];
    let done = if with_parameter {
        activation.kernel().backward_parameters(x, gy, gx, &mut gp)
    } else {
        activation.kernel().backward(x, gy, gx)
    };
    done.map_err(Absent::failed)?;
    Ok(with_parameter.then_some(gp[0]))
}

fn activation(case: &Case) -> Outcome<Activation> {
    Activation::new(&case.function).map_err(Absent::failed)
}

impl<T: Number> Peer for Own<T> {
    fn sample(&mut self, case: &Case) -> Outcome<Sample> {
        let activation = activation(case)?;
        let with_parameter = trained(&case.function).is_some();
        activation.kernel().forward(&self.x, &mut self.y).map_err(Absent::failed)?;
        let mut arrays = vec![thin(&self.y, Element::to_f64)];
        let mut parameter = None;
        if case.training {
            parameter = backward(&activation, with_parameter, &self.x, &self.gy, &mut self.gx)?;
            arrays.push(thin(&self.gx, Element::to_f64));
            // A third array for those that start their backward pass with ones.
            let ones = vec![<T as Element>::from_f64(1.0); self.x.len()];
            backward(&activation, false, &self.x, &ones, &mut self.gx)?;
            arrays.push(thin(&self.gx, Element::to_f64));
        }
        Ok(Sample { kind: Kind::Own, upstream: Upstream::Given, arrays, parameter })
    }

    fn time(&mut self, case: &Case, repeats: usize) -> Outcome<Duration> {
        let activation = activation(case)?;
        let with_parameter = trained(&case.function).is_some();
        let Own { x, gy, y, gx } = self;
        let (x, gy, y, gx): (&[T], &[T], &mut [T], &mut [T]) = (x, gy, y, gx);
        let forward = |y: &mut [T]| activation.kernel().forward(x, y).map_err(Absent::failed);
        let backward = |gx: &mut [T]| backward(&activation, with_parameter, x, gy, gx);
        match (case.training, case.reused) {
            (false, true) => clock(repeats, || forward(y)),
            (false, false) => clock(repeats, || {
                let mut y = new(x.len());
                forward(&mut y)?;
                Ok(y)
            }),
            (true, true) => clock(repeats, || {
                forward(y)?;
                backward(gx)
            }),
            (true, false) => clock(repeats, || {
                let mut y = new(x.len());
                forward(&mut y)?;
                let mut gx = new(x.len());
                let gp = backward(&mut gx)?;
                Ok((y, gx, gp))
            }),
        }
    }
}
