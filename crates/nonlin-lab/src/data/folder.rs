//! Reads folders of images, a subfolder a class.

use std::io::Cursor;
use std::path::{Path, PathBuf};

use zune_core::{colorspace::ColorSpace, options::DecoderOptions};
use zune_jpeg::JpegDecoder;

use super::checksum;
use super::images::{ImageSet, Images};
use super::packed::bad;
use crate::error::{Error, Result};

/// Endings of the files that are read; others are passed over.
const ENDINGS: [&str; 3] = ["png", "jpg", "jpeg"];
/// Sides beyond it are refused before they are decoded.
const MOST_SIDE: usize = 4096;

pub(super) fn load(folder: &Path) -> Result<ImageSet> {
    let train_folder = folder.join("train");
    let test_folder = ["test", "val"].map(|name| folder.join(name));
    let test_folder = test_folder.iter().find(|path| path.is_dir()).unwrap_or(&test_folder[0]);
    let classes = classes(&train_folder)?;
    let test_classes = self::classes(test_folder)?;
    if classes != test_classes {
        let odd = test_classes.iter().find(|class| !classes.contains(class));
        let missing = classes.iter().find(|class| !test_classes.contains(class));
        let problem = match (odd, missing) {
            (Some(odd), _) => format!("the class {odd} is not in {}", train_folder.display()),
            (None, missing) => format!(
                "the class {} of {} is missing",
                missing.map_or("", String::as_str),
                train_folder.display()
            ),
        };
        return Err(bad(test_folder, problem));
    }
    if classes.len() > usize::from(u16::MAX) {
        return Err(bad(&train_folder, "there are more than 65535 classes"));
    }
    let mut reader = Reader { shape: None };
    let train = reader.split(&train_folder, &classes)?;
    let test = reader.split(test_folder, &classes)?;
    let Some((shape, _)) = reader.shape else {
        return Err(bad(&train_folder, "there is no PNG or JPEG file in its subfolders"));
    };
    for (path, part) in [(&train_folder, &train), (test_folder, &test)] {
        if part.is_empty() {
            return Err(bad(path, "there is no PNG or JPEG file in its subfolders"));
        }
    }
    let bytes = |part: &Images| -> Vec<u8> {
        part.labels.iter().flat_map(|label| label.to_le_bytes()).collect()
    };
    let checksum = checksum(&[&train.pixels, &bytes(&train), &test.pixels, &bytes(&test)]);
    let name = folder.file_name().map_or_else(|| "images".into(), |n| n.to_string_lossy());
    ImageSet::new(&name, shape, classes, train, test, checksum)
        .map_err(|problem| bad(&train_folder, problem))
}

/// What is in a folder, sorted, so that no file system decides about the order.
fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let failed = |source| Error::File { path: folder.into(), action: "read the folder", source };
    let entries = std::fs::read_dir(folder).map_err(failed)?;
    let mut paths = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<std::io::Result<Vec<_>>>()
        .map_err(failed)?;
    paths.sort();
    Ok(paths)
}

fn classes(folder: &Path) -> Result<Vec<String>> {
    if !folder.is_dir() {
        return Err(bad(
            folder,
            "there is no such folder; a folder of images holds train/CLASS/FILE and test/CLASS/FILE",
        ));
    }
    let folders = entries(folder)?.into_iter().filter(|path| path.is_dir());
    let names = folders.filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned()));
    let names: Vec<String> = names.filter(|name| !name.starts_with('.')).collect();
    if names.is_empty() {
        return Err(bad(folder, "it has no subfolders; each class has one"));
    }
    Ok(names)
}

/// Reads images that must all have one shape.
struct Reader {
    /// The shape and the first image that has it.
    shape: Option<([usize; 3], PathBuf)>,
}

impl Reader {
    fn split(&mut self, folder: &Path, classes: &[String]) -> Result<Images> {
        let mut images = Images::default();
        for (label, class) in classes.iter().enumerate() {
            for path in entries(&folder.join(class))? {
                let ending = path.extension().map(|e| e.to_string_lossy().to_ascii_lowercase());
                if !ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str())) {
                    continue;
                }
                let (shape, pixels) = image(&path)?;
                match &self.shape {
                    None => self.shape = Some((shape, path)),
                    Some((first, of)) if *first != shape => {
                        return Err(bad(
                            &path,
                            format!(
                                "it is {}×{}, {} is {}×{}; all must have the same size, so resize them before",
                                shape[1],
                                shape[2],
                                of.display(),
                                first[1],
                                first[2]
                            ),
                        ));
                    }
                    Some(_) => {}
                }
                images.labels.push(label as u16);
                images.pixels.extend(pixels);
            }
        }
        Ok(images)
    }
}

/// Shape and pixels, channel by channel.
fn image(path: &Path) -> Result<([usize; 3], Vec<u8>)> {
    let bytes = std::fs::read(path).map_err(|source| Error::File {
        path: path.into(),
        action: "read",
        source,
    })?;
    // The name does not decide.
    let decoded = if bytes.starts_with(b"\x89PNG") { png(&bytes) } else { jpeg(&bytes) };
    let ([height, width], channels, pixels) = decoded.map_err(|problem| {
        bad(path, format!("cannot be decoded, so it is incomplete, damaged or no image: {problem}"))
    })?;
    let step = usize::from(channels);
    // Grey stands for all three; what is transparent is taken as it is.
    let planes = (0..3).flat_map(|channel| {
        let first = if channels < 3 { 0 } else { channel };
        pixels.iter().skip(first).step_by(step).copied()
    });
    Ok(([3, height, width], planes.collect()))
}

/// Height and width, bytes a pixel, and the pixels.
type Decoded = std::result::Result<([usize; 2], u8, Vec<u8>), String>;

fn png(bytes: &[u8]) -> Decoded {
    let text = |error: png::DecodingError| error.to_string();
    let mut decoder = png::Decoder::new(Cursor::new(bytes));
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().map_err(text)?;
    let size = [reader.info().height, reader.info().width].map(|side| side as usize);
    possible(size)?;
    let mut pixels = vec![0; reader.output_buffer_size().ok_or("it is too large")?];
    let frame = reader.next_frame(&mut pixels).map_err(text)?;
    // The end is read too: a file that is cut off there is damaged as well.
    reader.finish().map_err(text)?;
    pixels.truncate(frame.buffer_size());
    Ok((size, frame.color_type.samples() as u8, pixels))
}

fn jpeg(bytes: &[u8]) -> Decoded {
    let options = DecoderOptions::new_safe()
        .set_strict_mode(true)
        .set_max_width(MOST_SIDE)
        .set_max_height(MOST_SIDE)
        .jpeg_set_out_colorspace(ColorSpace::RGB);
    let mut decoder = JpegDecoder::new_with_options(Cursor::new(bytes), options);
    let pixels = decoder.decode().map_err(|error| error.to_string())?;
    let info = decoder.info().ok_or("it has no header")?;
    let size = [usize::from(info.height), usize::from(info.width)];
    Ok((size, 3, pixels))
}

fn possible([height, width]: [usize; 2]) -> std::result::Result<(), String> {
    if height.max(width) <= MOST_SIDE {
        return Ok(());
    }
    Err(format!("it is {height}×{width}; sides are up to {MOST_SIDE}"))
}
