//! Calls of kernels do not allocate, after the first of a formula on a thread.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use nonlin::{Activation, Element, f16};

/// The system's allocator, which counts the allocations of each thread.
struct Counting;

thread_local! {
    static COUNT: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: every call is passed on to the system's allocator as it is.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // The thread may be at its end, and have no counter any more.
        let _ = COUNT.try_with(|count| count.set(count.get() + 1));
        // SAFETY: the caller keeps the contract of `alloc`, which is the same.
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the pointer came from `alloc` above, with this layout.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn allocations(body: impl FnOnce()) -> usize {
    let before = COUNT.get();
    body();
    COUNT.get() - before
}

fn calls<T: Element>(name: &str) {
    let activation: Activation = name.parse().unwrap();
    let kernel = activation.kernel().threads(1);
    for n in [1, 64, 3001] {
        let x: Vec<T> = (0..n).map(|i| T::from_f64(f64::from(i % 13) - 6.0)).collect();
        let (gy, mut y, mut gx) = (x.clone(), x.clone(), x.clone());
        let mut sums = vec![0.0; activation.values().len()];
        let mut every = || {
            kernel.forward(&x, &mut y).unwrap();
            kernel.backward(&x, &gy, &mut gx).unwrap();
            kernel.forward_backward(&x, &gy, &mut y, &mut gx).unwrap();
            kernel.backward_parameters(&x, &gy, &mut gx, &mut sums).unwrap();
            kernel.forward_in_place(&mut y).unwrap();
        };
        every();
        let count = allocations(every);
        assert_eq!(count, 0, "{name} over {n} elements of {}", T::NAME);
    }
}

#[test]
fn kernels_do_not_allocate() {
    // What counts, counts.
    assert_eq!(allocations(|| drop(vec![1.0; 100])), 1);
    for name in [
        "relu",
        "telu",
        "prelu",
        "zorro_sigmoid",
        "tanhsoft",
        "x*atan(x)",
        "f(a=2, b=1) = if(x < 0, a*tanh(x), b*sin(x))",
        "safe_pau",
        "hp1",
    ] {
        calls::<f32>(name);
        calls::<f64>(name);
        calls::<f16>(name);
    }
}
