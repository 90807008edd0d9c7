//! Training of one network.

use nonlin::Activation;

use crate::data::Dataset;
use crate::error::Result;
use crate::run::{Control, EpochRecord, RunRecord, Settings};

/// Trains one multilayer perceptron.
///
/// Calls `on_epoch` after each epoch with its number (the first is 1). A loss
/// that is not finite ends the run with [`RunRecord::failure`] set; it is not an error.
pub fn train(
    settings: &Settings,
    data: &Dataset,
    activation: &Activation,
    seed: u64,
    on_epoch: &mut dyn FnMut(usize, &EpochRecord) -> Control,
) -> Result<RunRecord> {
    let _ = (settings, data, seed, on_epoch);
    Err(crate::Error::option("train", format!("training {activation} is not there yet")))
}
