//! Images changed at random, by the seed.

use serde::{Deserialize, Serialize};

use crate::random::Random;

/// What is done to an image before it is trained on, as usual for CIFAR (He et al.
/// 2015, arXiv:1512.03385): padded with black, cropped to its size at a random place,
/// mirrored half the time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Augmentation {
    /// Pixels added on each side before cropping.
    pub padding: usize,
    /// Whether images are mirrored left to right half the time.
    pub flip: bool,
}

impl Augmentation {
    /// Crops after 4 pixels of padding, and flips.
    pub const CIFAR: Self = Self { padding: 4, flip: true };

    /// The changed image. It takes three random numbers whatever it does with them.
    pub(super) fn apply(
        &self,
        image: &[u8],
        [_, height, width]: [usize; 3],
        random: &mut Random,
    ) -> Vec<u8> {
        let [down, right] = [(); 2].map(|()| random.below(2 * self.padding + 1));
        let mirrored = random.below(2) == 1 && self.flip;
        let mut changed = vec![0; image.len()];
        let planes = image.chunks_exact(height * width);
        for (to, from) in changed.chunks_exact_mut(height * width).zip(planes) {
            for (y, row) in to.chunks_exact_mut(width).enumerate() {
                let Some(y) = (y + down).checked_sub(self.padding).filter(|y| *y < height) else {
                    continue;
                };
                for (x, pixel) in row.iter_mut().enumerate() {
                    let x = if mirrored { width - 1 - x } else { x };
                    let x = (x + right).checked_sub(self.padding).filter(|x| *x < width);
                    *pixel = x.map_or(0, |x| from[y * width + x]);
                }
            }
        }
        changed
    }
}
