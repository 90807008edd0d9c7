//! Memory that is asked for before it is read or written.

/// How far ahead, in bytes: twice as far was no faster. Processors fetch ahead by themselves,
/// but not beyond the end of a page, and begin anew behind it.
const DISTANCE: usize = 4096;

/// What is fetched at once, in bytes.
const LINE: usize = 64;

/// Asks for what is [`DISTANCE`] bytes behind `len` elements from `i` on, so that it is in the
/// cache when the loop gets there. What is to be written is read first, too.
#[inline(always)]
pub(super) fn fetch<T>(from: &[T], i: usize, len: usize) {
    #[cfg(all(target_arch = "x86_64", not(miri)))]
    {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        let start = from.as_ptr().wrapping_add(i).cast::<i8>().wrapping_add(DISTANCE);
        let mut offset = 0;
        while offset < len * size_of::<T>() {
            // SAFETY: this is a hint, which accesses nothing: the address may be of memory that
            // is not ours, or of none.
            unsafe { _mm_prefetch::<_MM_HINT_T0>(start.wrapping_add(offset)) };
            offset += LINE;
        }
    }
    #[cfg(not(all(target_arch = "x86_64", not(miri))))]
    let _ = (from, i, len);
}
