//! Readers of CIFAR, folders of images, texts and tables: good files and bad ones.

use std::fs;
use std::io::Write;
use std::path::Path;

use flate2::{Compression, write::GzEncoder};
use lzma_rust2::{XzOptions, XzWriter};

use super::*;
use crate::error::Result;
use crate::random::Random;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn xz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = XzWriter::new(Vec::new(), XzOptions::with_preset(1)).unwrap();
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Records with these labels; the pixel at `i` of record `r` is `i + 7 r + channel`.
fn cifar(coarse: bool, labels: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (record, label) in labels.iter().enumerate() {
        bytes.extend(coarse.then_some(3));
        bytes.push(*label);
        bytes.extend((0..3072).map(|i| (i % 1024 + 7 * record + i / 1024) as u8));
    }
    bytes
}

/// A small CIFAR-10 with a file of each form.
pub(crate) fn cifar_10(folder: &Path) {
    fs::create_dir_all(folder).unwrap();
    for batch in 1..=5 {
        let bytes = cifar(false, &[batch, 9]);
        let (ending, bytes) = match batch {
            1 => ("", bytes),
            2 => (".gz", gzip(&bytes)),
            // The name does not decide.
            3 => ("", xz(&bytes)),
            _ => (".xz", xz(&bytes)),
        };
        fs::write(folder.join(format!("data_batch_{batch}.bin{ending}")), bytes).unwrap();
    }
    fs::write(folder.join("test_batch.bin"), cifar(false, &[0])).unwrap();
}

fn fails(outcome: Result<impl Sized>) -> String {
    outcome.err().unwrap().to_string()
}

fn load_10(folder: &Path) -> Result<ImageSet> {
    ImageSet::load(DataName::Cifar10, Some(folder))
}

#[test]
fn enlarged_images_repeat_every_pixel() {
    let small = ImageSet::load(DataName::Optdigits, None).unwrap();
    let large = small.clone().enlarged(3).unwrap();
    assert_eq!((large.shape(), large.moments()), ([1, 24, 24], small.moments()));
    for (image, y, x) in [(0, 0, 0), (1, 13, 7), (1796, 23, 22)] {
        let found = large.test().pixels[(image * 24 + y) * 24 + x];
        assert_eq!(found, small.test().pixels[(image * 8 + y / 3) * 8 + x / 3]);
    }
    assert!(small.enlarged(0).unwrap_err().to_string().contains("1 to 64"));
}

#[test]
fn cifar_is_read_in_every_form_and_place() {
    for place in ["", "cifar-10", "cifar-10-batches-bin"] {
        let folder = tempfile::tempdir().unwrap();
        cifar_10(&folder.path().join(place));
        let set = load_10(folder.path()).unwrap();
        assert_eq!((set.shape(), set.classes().len()), ([3, 32, 32], 10));
        assert_eq!(set.train().labels, [1, 9, 2, 9, 3, 9, 4, 9, 5, 9]);
        assert_eq!((set.test().labels.as_slice(), set.test().len()), ([0].as_slice(), 1));
        assert_eq!(set.train().pixels[3072..][1024], 8);
        // The moments are those of the training pixels, channel by channel.
        let batch = set.batch(set.train(), &(0..10).collect::<Vec<_>>(), None);
        for channel in 0..3 {
            let values = || batch.chunks(1024).skip(channel).step_by(3).flatten().copied();
            let mean = values().map(f64::from).sum::<f64>() / 10_240.0;
            let square = values().map(|v| f64::from(v).powi(2)).sum::<f64>() / 10_240.0;
            assert!(mean.abs() < 1e-6 && (square - 1.0).abs() < 1e-5, "{mean} {square}");
        }
        let rows = Dataset::load(DataName::Cifar10, Some(folder.path())).unwrap();
        assert_eq!((rows.features, rows.classes, rows.train.len()), (3072, 10, 10));
        assert_eq!(rows.train.inputs, batch);
    }
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("train.bin"), cifar(true, &[99, 0])).unwrap();
    fs::write(folder.path().join("test.bin.gz"), gzip(&cifar(true, &[42]))).unwrap();
    let set = ImageSet::load(DataName::Cifar100, Some(folder.path())).unwrap();
    assert_eq!((set.train().labels.as_slice(), set.test().labels[0]), ([99, 0].as_slice(), 42));
}

#[test]
fn bad_cifar_files_are_named_with_what_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("data_batch_1.bin");
    cifar_10(folder.path());
    let mut bytes = cifar(false, &[1, 9]);
    bytes.pop();
    fs::write(&path, &bytes).unwrap();
    let message = fails(load_10(folder.path()));
    assert!(message.contains("data_batch_1.bin: it has 6145 bytes"), "{message}");
    fs::write(&path, cifar(false, &[1, 10])).unwrap();
    let message = fails(load_10(folder.path()));
    assert!(message.contains("data_batch_1.bin: record 2 has the label 10"), "{message}");
    fs::write(&path, "").unwrap();
    assert!(fails(load_10(folder.path())).contains("data_batch_1.bin: it has 0 bytes"));
    for damage in [xz(&cifar(false, &[1])), gzip(&cifar(false, &[1]))] {
        fs::write(&path, &damage[..damage.len() * 3 / 4]).unwrap();
        let message = fails(load_10(folder.path()));
        assert!(message.contains("data_batch_1.bin: cannot be unpacked"), "{message}");
        // Every single byte counts.
        let mut damage = damage;
        let middle = damage.len() / 2;
        damage[middle] ^= 0x10;
        fs::write(&path, &damage).unwrap();
        let message = fails(load_10(folder.path()));
        assert!(message.contains("data_batch_1.bin"), "{message}");
    }
    fs::remove_file(&path).unwrap();
    let message = fails(load_10(folder.path()));
    assert!(message.contains("data_batch_1.bin: not found"), "{message}");
    assert!(fails(load_10(&folder.path().join("nowhere"))).contains("no such folder"));
    assert!(fails(ImageSet::load(DataName::Cifar100, None)).contains("--data-dir"));
}

/// A PNG file; green and blue are the place.
fn picture(path: &Path, width: u32, height: u32, red: impl Fn(u32) -> u8) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let places = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
    let pixels: Vec<u8> =
        places.flat_map(|(x, y)| [red(y * width + x), x as u8, y as u8]).collect();
    let mut encoder = png::Encoder::new(fs::File::create(path).unwrap(), width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.write_header().unwrap().write_image_data(&pixels).unwrap();
}

#[test]
fn folders_of_images_are_read_by_class() {
    let folder = tempfile::tempdir().unwrap();
    let at = |path: &str| folder.path().join(path);
    picture(&at("train/dog/b.png"), 3, 2, |_| 20);
    picture(&at("train/cat/a.png"), 3, 2, |_| 10);
    picture(&at("val/cat/x.png"), 3, 2, |_| 30);
    picture(&at("val/dog/x.png"), 3, 2, |_| 40);
    fs::write(at("train/cat/notes.txt"), "no image").unwrap();
    let set = ImageSet::from_folder(folder.path()).unwrap();
    assert_eq!(
        (set.shape(), set.classes()),
        ([3, 2, 3], ["cat".to_owned(), "dog".into()].as_slice())
    );
    assert_eq!(set.train().labels, [0, 1]);
    assert_eq!(
        set.train().pixels[..18],
        [10, 10, 10, 10, 10, 10, 0, 1, 2, 0, 1, 2, 0, 0, 0, 1, 1, 1]
    );

    picture(&at("train/dog/c.png"), 4, 4, |_| 20);
    let message = fails(ImageSet::from_folder(folder.path()));
    assert!(message.contains("c.png: it is 4×4") && message.contains("2×3"), "{message}");
    let bytes = fs::read(at("train/dog/c.png")).unwrap();
    fs::write(at("train/dog/c.png"), &bytes[..bytes.len() / 2]).unwrap();
    let message = fails(ImageSet::from_folder(folder.path()));
    assert!(message.contains("c.png: cannot be decoded"), "{message}");
    fs::remove_file(at("train/dog/c.png")).unwrap();

    // Grey, 16 by 24, from another program: 10 in the upper half, 200 in the lower.
    let jpeg = include_bytes!("../../tests/data/grey.jpg");
    fs::write(at("train/dog/c.png"), jpeg).unwrap();
    let message = fails(ImageSet::from_folder(folder.path()));
    assert!(message.contains("c.png: it is 16×24"), "{message}");
    let other = tempfile::tempdir().unwrap();
    for part in ["train", "test"] {
        fs::create_dir_all(other.path().join(part).join("a")).unwrap();
        fs::write(other.path().join(part).join("a/x.JPG"), jpeg).unwrap();
    }
    let set = ImageSet::from_folder(other.path()).unwrap();
    assert_eq!(set.shape(), [3, 16, 24]);
    for plane in set.train().pixels.chunks(16 * 24) {
        let near = |pixels: &[u8], value: u8| pixels.iter().all(|p| p.abs_diff(value) <= 2);
        assert!(near(&plane[..192], 10) && near(&plane[192..], 200));
    }
    fs::write(other.path().join("train/a/x.JPG"), &jpeg[..jpeg.len() / 2]).unwrap();
    let message = fails(ImageSet::from_folder(other.path()));
    assert!(message.contains("x.JPG: cannot be decoded"), "{message}");
    fs::remove_file(at("train/dog/c.png")).unwrap();

    picture(&at("val/cow/x.png"), 3, 2, |_| 40);
    let message = fails(ImageSet::from_folder(folder.path()));
    assert!(message.contains("the class cow"), "{message}");
    let message = fails(ImageSet::from_folder(&at("train")));
    assert!(message.contains("train/CLASS/FILE"), "{message}");
}

#[test]
fn augmentation_crops_and_mirrors_by_the_seed() {
    let folder = tempfile::tempdir().unwrap();
    cifar_10(folder.path());
    let set = load_10(folder.path()).unwrap();
    let batch = |augmentation: Augmentation, seed| {
        let mut random = Random::new(seed);
        set.batch(set.train(), &[0; 64], Some((&augmentation, &mut random)))
    };
    let plain = set.batch(set.train(), &[0; 64], None);
    assert_eq!(batch(Augmentation::default(), 1), plain, "nothing asked for changes nothing");
    assert_eq!(batch(Augmentation::CIFAR, 1), batch(Augmentation::CIFAR, 1));
    assert_ne!(batch(Augmentation::CIFAR, 1), batch(Augmentation::CIFAR, 2));

    // Each image is one of two.
    let flipped = batch(Augmentation { padding: 0, flip: true }, 3);
    let mut counts = [0; 2];
    for image in flipped.chunks(3072) {
        let same = image == &plain[..3072];
        let mirrored =
            image.chunks(32).zip(plain.chunks(32)).all(|(a, b)| a.iter().eq(b.iter().rev()));
        assert!(same != mirrored);
        counts[usize::from(same)] += 1;
    }
    assert!(counts.iter().all(|count| *count > 15), "{counts:?}");

    // With padding each image is the original moved by at most that, black beyond.
    let moved = batch(Augmentation { padding: 2, flip: false }, 4);
    let black = |channel: usize| {
        let [mean, deviation] = set.moments()[channel];
        (-mean / deviation) as f32
    };
    let mut seen = std::collections::HashSet::new();
    for image in moved.chunks(3072) {
        let fits = |&(dy, dx): &(i32, i32)| {
            (0..3072).all(|i| {
                let (c, y, x) = (i / 1024, (i / 32 % 32) as i32 + dy, (i % 32) as i32 + dx);
                let inside = (0..32).contains(&y) && (0..32).contains(&x);
                let expected =
                    if inside { plain[c * 1024 + (32 * y + x) as usize] } else { black(c) };
                (image[i] - expected).abs() < 1e-6
            })
        };
        let shifts = (-2..=2).flat_map(|dy| (-2..=2).map(move |dx| (dy, dx)));
        seen.insert(shifts.into_iter().find(fits).unwrap());
    }
    assert!(seen.len() > 15, "{seen:?}");
}

#[test]
fn the_penn_treebank_is_read_by_words() {
    let folder = tempfile::tempdir().unwrap();
    let at = |part: &str| folder.path().join(format!("ptb.{part}.txt"));
    fs::write(folder.path().join("ptb.train.txt.gz"), gzip(b" a b <unk> \n b c \n")).unwrap();
    fs::write(at("valid"), " c d \n").unwrap();
    fs::write(at("test"), " a \n").unwrap();
    let text = Text::penn_treebank(folder.path(), Level::Word).unwrap();
    assert_eq!(text.vocabulary, ["a", "b", "<unk>", "<eos>", "c"]);
    assert_eq!(text.train.tokens, [0, 1, 2, 3, 1, 4, 3]);
    assert_eq!(text.validation.tokens, [4, 2, 3]);
    assert_eq!(text.test.tokens, [0, 3]);

    fs::write(folder.path().join("ptb.train.txt.gz"), "a b\n").unwrap();
    let message = fails(Text::penn_treebank(folder.path(), Level::Word));
    assert!(message.contains("ptb.valid.txt: \"c\" is not in the training part"), "{message}");
    fs::write(at("valid"), [b'a', 0xff]).unwrap();
    let message = fails(Text::penn_treebank(folder.path(), Level::Word));
    assert!(message.contains("ptb.valid.txt: byte 1 is not text"), "{message}");
    fs::write(at("valid"), "a b\n").unwrap();
    fs::remove_file(at("test")).unwrap();
    let message = fails(Text::penn_treebank(folder.path(), Level::Word));
    assert!(message.contains("ptb.test.txt: not found"), "{message}");
}

#[test]
fn plain_text_is_read_by_characters_and_in_streams() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("text");
    fs::write(&path, "aßb".repeat(20)).unwrap();
    let text = Text::from_file(&path, Level::Character).unwrap();
    assert_eq!(text.vocabulary, ["a", "ß", "b"]);
    let lengths = [&text.train, &text.validation, &text.test].map(|part| part.tokens.len());
    assert_eq!(lengths, [54, 3, 3]);

    let part = TextSplit { tokens: (0..11).collect() };
    let pieces: Vec<_> = part.streams(2, 3).unwrap().collect();
    // Rows of 5: 0 to 4 and 5 to 9; the last word has no place.
    let expected =
        [(vec![0, 1, 2, 5, 6, 7], vec![1, 2, 3, 6, 7, 8], 3), (vec![3, 8], vec![4, 9], 1)];
    assert_eq!(pieces, expected);
    assert!(fails(part.streams(6, 3)).contains("11 tokens"));
    fs::write(&path, "short").unwrap();
    assert!(
        fails(Text::from_file(&path, Level::Character)).contains("text: the text is too short")
    );
}

#[test]
fn tables_are_read_and_bad_fields_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("table.csv");
    let read = |text: &[u8], options: &CsvOptions| {
        fs::write(&path, text).unwrap();
        Table::read(&path, options)
    };
    let table = read(b"5.1, 3.5,setosa\n4.9,3.0,virginica\n\n1,2,setosa\n", &CsvOptions::default())
        .unwrap();
    assert_eq!(table.columns, ["1", "2"]);
    assert_eq!(table.features, [5.1, 3.5, 4.9, 3.0, 1.0, 2.0]);
    let names = vec!["setosa".to_owned(), "virginica".into()];
    assert_eq!(table.target, Target::Classes { names, labels: vec![0, 1, 0] });

    let options = CsvOptions {
        header: Some(true),
        target: "OT".into(),
        regression: true,
        skip: vec!["date".into()],
    };
    let text = b"date,OT,load\n2016-07-01,30.5,1\n2016-07-02,-1e1,2\n";
    let table = read(&gzip(text), &options).unwrap();
    assert_eq!((table.columns.as_slice(), table.rows()), (["load".to_owned()].as_slice(), 2));
    assert_eq!(table.target, Target::Numbers(vec![30.5, -10.0]));

    let message = fails(read(text, &CsvOptions { skip: Vec::new(), ..options.clone() }));
    assert!(message.contains("line 2, column date: \"2016-07-01\" is not a finite"), "{message}");
    let message = fails(read(text, &CsvOptions { target: "OX".into(), ..options.clone() }));
    assert!(message.contains("no column OX") && message.contains("date, OT, load"), "{message}");
    let message = fails(read(b"1,2,a\n3,b\n", &CsvOptions::default()));
    assert!(message.contains("table.csv: line 2 has 2 fields, the lines before it 3"), "{message}");
    assert!(fails(read(b"1,inf,a\n", &CsvOptions::default())).contains("column 2"));
    assert!(fails(read(b"", &CsvOptions::default())).contains("no rows"));
    assert!(fails(read(b"x,class\n", &CsvOptions::default())).contains("no rows"));
    assert!(fails(read(b"1\n", &CsvOptions::default())).contains("beside the target"));
    let message = fails(read(b"1,a\n2,\n", &CsvOptions::default()));
    assert!(message.contains("line 2, column 2: the class is missing"), "{message}");

    // Names of columns, other separators and a spreadsheet's mark are seen by themselves.
    for text in ["\u{feff}x;y;class\n1;2,5;a\n", "x\ty\tclass\n1\t2.5\ta\n"] {
        let outcome =
            read(text.as_bytes(), &CsvOptions { target: "class".into(), ..CsvOptions::default() });
        match text.contains(';') {
            true => {
                assert!(fails(outcome).contains("line 2, column y: \"2,5\" is not a finite number"))
            }
            false => assert_eq!(outcome.unwrap().features, [1.0, 2.5]),
        }
    }
}

#[test]
fn tables_become_data_sets() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plants.csv");
    let read = |text: &str, label: Option<&str>| {
        fs::write(&path, text).unwrap();
        Dataset::from_csv(&path, label)
    };
    // Ten rows of a class, five of another, one of a third; a column is always the same.
    let mut text = "size,kind,shade\n".to_owned();
    for row in 0..16 {
        let kind = ["oak", "ash", "elm"][usize::from(row >= 10) + usize::from(row >= 15)];
        text += &format!("{row},{kind},7\n");
    }
    let set = read(&text, Some("kind")).unwrap();
    assert_eq!((set.features, set.classes), (2, 3));
    assert_eq!((set.train.len(), set.test.len()), (13, 3));
    let of = |split: &Split, class| split.labels.iter().filter(|label| **label == class).count();
    assert_eq!([0, 1, 2].map(|class| of(&set.test, class)), [2, 1, 0]);
    let sizes: Vec<f64> = set.train.inputs.chunks(2).map(|row| f64::from(row[0])).collect();
    let mean = sizes.iter().sum::<f64>() / 13.0;
    let variance = sizes.iter().map(|size| size * size).sum::<f64>() / 13.0 - mean * mean;
    assert!(mean.abs() < 1e-6 && (variance - 1.0).abs() < 1e-6, "{mean} {variance}");
    assert!(set.train.inputs.iter().chain(&set.test.inputs).all(|value| value.is_finite()));
    assert!(set.train.inputs.chunks(2).all(|row| row[1] == 0.0));
    assert_eq!(set.checksum, read(&text, Some("2")).unwrap().checksum);
    assert_ne!(set.checksum, read(&text.replace("3,oak", "4,oak"), Some("2")).unwrap().checksum);

    let message = fails(read(&text, Some("kin")));
    assert!(message.contains("no column kin; its 3 columns are size, kind, shade"), "{message}");
    let message = fails(read(&text, None));
    assert!(message.contains("column kind: \"oak\" is not a finite number"), "{message}");
    let message = fails(read("1,2,a\n3,4,a\n", None));
    assert!(message.contains("every row is of the class \"a\""), "{message}");
    let message = fails(read("1,2.5\n3,4.5\n5,6.5\n", None));
    assert!(message.contains("its 3 rows are of 3 classes; name the column"), "{message}");
}

/// With `NONLIN_DATA_DIR` set to a folder that holds the published files.
#[test]
#[ignore = "needs the published data sets, in the folder NONLIN_DATA_DIR"]
fn published_files_are_what_their_authors_say() {
    let folder = std::path::PathBuf::from(std::env::var_os("NONLIN_DATA_DIR").unwrap());
    let set = load_10(&folder).unwrap();
    assert_eq!((set.train().len(), set.test().len()), (50_000, 10_000));
    assert_eq!((set.classes()[0].as_str(), set.classes()[9].as_str()), ("airplane", "truck"));
    for class in 0..10 {
        assert_eq!(set.train().labels.iter().filter(|label| **label == class).count(), 5000);
    }
    let expected =
        [[0.491_399_7, 0.247_032_2], [0.482_158_4, 0.243_485_1], [0.446_530_9, 0.261_587_8]];
    for (found, expected) in set.moments().iter().zip(expected) {
        assert!(found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-6), "{found:?}");
    }
    let ptb = Text::penn_treebank(&folder, Level::Word).unwrap();
    assert_eq!(ptb.vocabulary.len(), 10_000);
    let lengths = [&ptb.train, &ptb.validation, &ptb.test].map(|part| part.tokens.len());
    assert_eq!(lengths, [929_589, 73_760, 82_430]);
    let plays =
        Text::from_file(&folder.join("tiny-shakespeare/input.txt"), Level::Character).unwrap();
    assert_eq!((plays.vocabulary.len(), plays.train.tokens.len()), (65, 1_115_394 * 9 / 10));
    let table =
        |path: &str, options: &CsvOptions| Table::read(&folder.join(path), options).unwrap();
    let iris = table("iris/iris.data", &CsvOptions::default());
    assert_eq!((iris.rows(), iris.columns.len()), (150, 4));
    let wine = CsvOptions { target: "1".into(), ..CsvOptions::default() };
    assert_eq!(table("wine/wine.data", &wine).rows(), 178);
    let housing = CsvOptions { regression: true, ..CsvOptions::default() };
    assert_eq!(table("california-housing/cal_housing.data.gz", &housing).rows(), 20_640);
    let ett = CsvOptions {
        header: Some(true),
        regression: true,
        target: "OT".into(),
        skip: vec!["date".into()],
    };
    let ett = table("ett/ETTh1.csv.gz", &ett);
    assert_eq!((ett.rows(), ett.columns.len()), (17_420, 6));
    for name in [DataName::Mnist, DataName::FashionMnist] {
        let set = ImageSet::load(name, Some(&folder)).unwrap();
        assert_eq!(
            (set.train().len(), set.test().len(), set.shape()),
            (60_000, 10_000, [1, 28, 28])
        );
    }
}
