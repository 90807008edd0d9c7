//! Atoms that are computed together with their derivatives.

use super::machine::Job;
use super::registers::Register;
use crate::atoms::AtomId;

macro_rules! pairs {
    ($($atom:ident $slope:ident;)+) => {
        /// The atom that is the derivative, of those that share most of their work with it.
        pub(super) fn slope_of(atom: AtomId) -> Option<AtomId> {
            match atom {
                $(AtomId::$atom => Some(AtomId::$slope),)+
                _ => None,
            }
        }

        /// An atom with its derivative, to two registers or as the slope of a product.
        pub(super) fn with_slope<B: Register>(job: Job<'_, '_, B>, atom: AtomId, both: bool) -> bool {
            use crate::atoms;
            match atom {
                $(AtomId::$atom => B::with_slope::<atoms::$atom, atoms::$slope>(job, both),)+
                _ => false,
            }
        }
    };
}
pairs! {
    Sigmoid LogisticDensity;
    Softplus Sigmoid;
    Tanh Sech2;
    TanhExp TanhExpSlope;
    TanhSoftplus TanhSoftplusSlope;
    Log1pSigmoid Log1pSigmoidSlope;
    TanhLog1pSigmoid TanhLog1pSigmoidSlope;
    ErfSoftplus ErfSoftplusSlope;
    NormalCdf NormalPdf;
    Sin Cos;
}
