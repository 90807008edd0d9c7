//! The threads of PyTorch, which runs kernels between operations of its own.
//!
//! Its threads wait for the next operation by spinning. Those of a pool of our own would have to be woken, beside
//! them and on the same cores, for kernels that are done in less time than that takes.

use std::any::Any;
use std::ffi::c_void;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Mutex, OnceLock, PoisonError};

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

/// Takes a share of the jobs, from the first to before the last, and what it was called with.
type Share = extern "C" fn(i64, i64, *mut c_void);
/// `torch_parallel_for` of PyTorch's stable C interface (`torch/csrc/stable/c/shim.h`, from 2.10 on): the first
/// job, the end, how many are worth a thread, what runs them, and what that is called with. 0 if all went well.
type ParallelFor = unsafe extern "C" fn(i64, i64, i64, Share, *mut c_void) -> i32;

static PARALLEL_FOR: OnceLock<ParallelFor> = OnceLock::new();

/// Kernels may run on the threads behind `torch_parallel_for`, which is at that address.
#[pyfunction]
pub(crate) fn take_threads(address: usize) -> PyResult<()> {
    if address == 0 {
        return Err(PyValueError::new_err("torch_parallel_for is at no address"));
    }
    // SAFETY: the package calls this with the address of that function, in a library that stays loaded. Nothing but
    // an address can be had of a function that is there only if PyTorch is.
    let found = unsafe { std::mem::transmute::<*const (), ParallelFor>(address as *const ()) };
    PARALLEL_FOR.get_or_init(|| found);
    Ok(())
}

struct Jobs<'a, J> {
    waiting: Vec<Mutex<Option<J>>>,
    body: &'a (dyn Fn(J) -> nonlin::Result<()> + Sync),
    failed: Mutex<nonlin::Result<()>>,
    panicked: Mutex<Option<Box<dyn Any + Send>>>,
}

impl<J> Jobs<'_, J> {
    fn run(&self, share: impl Iterator<Item = usize>) {
        for job in share.filter_map(|k| take(&self.waiting[k])) {
            // No panic may pass through PyTorch.
            match catch_unwind(AssertUnwindSafe(|| (self.body)(job))) {
                Ok(Ok(())) => {}
                Ok(failed) => *lock(&self.failed) = failed,
                Err(panic) => *lock(&self.panicked) = Some(panic),
            }
        }
    }
}

fn lock<T>(of: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

fn take<J>(of: &Mutex<Option<J>>) -> Option<J> {
    lock(of).take()
}

extern "C" fn share<J>(first: i64, end: i64, jobs: *mut c_void) {
    // SAFETY: `for_each` passes its jobs to `torch_parallel_for`, which comes back when the last share is done.
    let jobs = unsafe { &*jobs.cast::<Jobs<'_, J>>() };
    jobs.run((first..end).filter_map(|k| usize::try_from(k).ok()));
}

/// Does the jobs on PyTorch's threads, or on this one if those cannot be had.
pub(crate) fn for_each<J: Send>(
    jobs: impl Iterator<Item = J>,
    body: &(dyn Fn(J) -> nonlin::Result<()> + Sync),
) -> nonlin::Result<()> {
    let waiting: Vec<_> = jobs.map(|job| Mutex::new(Some(job))).collect();
    let jobs = Jobs { waiting, body, failed: Mutex::new(Ok(())), panicked: Mutex::new(None) };
    let count = jobs.waiting.len();
    if let (Some(run), Ok(end)) = (PARALLEL_FOR.get(), i64::try_from(count)) {
        // SAFETY: as it is declared; `share` gets the jobs of its own type, which many threads may share, since
        // jobs may be sent and are behind locks.
        unsafe { run(0, end, 1, share::<J>, (&raw const jobs).cast_mut().cast()) };
    }
    // Whatever is left.
    jobs.run(0..count);
    if let Some(panic) = jobs.panicked.into_inner().unwrap_or_else(PoisonError::into_inner) {
        resume_unwind(panic);
    }
    jobs.failed.into_inner().unwrap_or_else(PoisonError::into_inner)
}
