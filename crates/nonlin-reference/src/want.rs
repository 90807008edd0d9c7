//! What to evaluate, and how small is zero.

/// Which results an evaluation shall give, and how far down they matter.
///
/// Every wanted result is proved to `2^-80` of itself or to `2^floor`
/// absolutely, whichever is reached first. A high floor saves much time where
/// a formula cancels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Want {
    order: u8,
    parameters: bool,
    floor: i32,
}

impl Want {
    /// The value.
    pub const VALUE: Want = Want { order: 0, parameters: false, floor: -1200 };
    /// The value and the first derivative by `x`.
    pub const FIRST: Want = Want { order: 1, ..Want::VALUE };
    /// The value and two derivatives by `x`.
    pub const SECOND: Want = Want { order: 2, ..Want::VALUE };
    /// The value, two derivatives by `x` and those by the parameters.
    pub const ALL: Want = Want::SECOND.with_parameters();

    /// Also the derivative by each parameter.
    pub const fn with_parameters(self) -> Want {
        Want { parameters: true, ..self }
    }

    /// Accepts an absolute error of `2^floor` for results of any size. The
    /// default is -1200, far below the least `f64`.
    pub const fn with_floor(self, floor: i32) -> Want {
        Want { floor, ..self }
    }

    /// Puts the floor 60 bits below the least positive number of a format,
    /// which leaves errors of `2^-60` units in the last place at worst.
    pub const fn for_format(self, format: crate::Format) -> Want {
        self.with_floor(format.least_exponent() - 60)
    }

    pub(crate) const fn order(self) -> u8 {
        self.order
    }

    pub(crate) const fn parameters(self) -> bool {
        self.parameters
    }

    pub(crate) const fn floor(self) -> i32 {
        self.floor
    }
}
