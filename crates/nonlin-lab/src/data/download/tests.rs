//! Downloads from a server of the test's own.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use flate2::Compression;
use flate2::write::GzEncoder;

use super::sources::source;
use super::*;

/// A server that gives each request the answer of its path; it counts requests.
struct Server {
    base: String,
    requests: Arc<AtomicUsize>,
}

impl Server {
    fn start(answers: Vec<(&'static str, Vec<u8>)>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}/", listener.local_addr().unwrap());
        let requests = Arc::new(AtomicUsize::new(0));
        let count = requests.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut lines = BufReader::new(&stream).lines().map_while(std::result::Result::ok);
                let path = lines.next().and_then(|line| Some(line.split(' ').nth(1)?.to_owned()));
                lines.find(String::is_empty);
                count.fetch_add(1, Ordering::Relaxed);
                let found = answers.iter().find(|(name, _)| path == Some(format!("/{name}")));
                let missing = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".to_vec();
                let answer = found.map_or(&missing, |(_, answer)| answer);
                let _ = stream.write_all(answer);
            }
        });
        Self { base, requests }
    }
}

fn answer(content: &[u8], announced: usize) -> Vec<u8> {
    let head =
        format!("HTTP/1.1 200 OK\r\nContent-Length: {announced}\r\nConnection: close\r\n\r\n");
    [head.as_bytes(), content].concat()
}

fn leaked(text: String) -> &'static str {
    Box::leak(text.into_boxed_str())
}

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn files_are_checked_kept_and_not_downloaded_twice() {
    let content = b"three hundred digits".repeat(20);
    let packed = gzip(&content);
    let server = Server::start(vec![
        ("plain.txt", answer(&content, content.len())),
        ("packed.gz", answer(&packed, packed.len())),
    ]);
    let sum = leaked(checksum_of(&content));
    let folder = tempfile::tempdir().unwrap();
    let mut said = Vec::new();
    for _ in 0..2 {
        for (file, bytes) in [("plain.txt", content.len()), ("packed.gz", packed.len())] {
            let source = source("", file, bytes as u64, sum);
            let mut say = |line: &str| said.push(line.to_owned());
            fetch(&server.base, &source, folder.path(), &mut say).unwrap();
        }
    }
    assert_eq!(server.requests.load(Ordering::Relaxed), 2);
    assert!(
        said[0].contains("downloading http://127.0.0.1") && said[3].ends_with("is there"),
        "{said:?}"
    );
    assert_eq!(read(&folder.path().join("packed.gz")).unwrap(), content);
    // What a user has there is not overwritten.
    std::fs::write(folder.path().join("plain.txt"), "mine").unwrap();
    let source = source("", "plain.txt", 1, sum);
    let error = fetch(&server.base, &source, folder.path(), &mut |_| ()).unwrap_err().to_string();
    assert!(error.contains("plain.txt: it is not the published file"), "{error}");
    assert_eq!(std::fs::read(folder.path().join("plain.txt")).unwrap(), b"mine");
}

#[test]
fn what_goes_wrong_is_named_and_leaves_no_file() {
    let content = b"0123456789".repeat(10);
    let mut damaged = content.clone();
    damaged[50] = b'x';
    let server = Server::start(vec![
        ("short", answer(&content[..40], content.len())),
        ("less", answer(&content[..40], 40)),
        ("more", answer(&content.repeat(3), 300)),
        ("damaged", answer(&damaged, content.len())),
        ("nonsense", b"good day\r\n\r\n".to_vec()),
    ]);
    let folder = tempfile::tempdir().unwrap();
    let fails = |base: &str, file: &'static str| {
        let source = source("", file, 100, leaked(checksum_of(&content)));
        let error = fetch(base, &source, folder.path(), &mut |_| ()).unwrap_err().to_string();
        let named = error.contains(&format!("{base}{file}")) && error.contains("--data-dir");
        assert!(named && error.contains(folder.path().to_str().unwrap()), "{error}");
        error
    };
    fails(&server.base, "short");
    assert!(fails(&server.base, "less").contains("40 of 100 bytes"));
    assert!(fails(&server.base, "more").contains("more than the 100 bytes"));
    assert!(fails(&server.base, "damaged").contains(&checksum_of(&damaged)));
    fails(&server.base, "nonsense");
    assert!(fails(&server.base, "absent").contains("404"));
    // Nobody listens at a port that has just been free.
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    fails(&format!("http://{free}/"), "file");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn archives_are_unpacked_beside_themselves() {
    let mut builder = tar::Builder::new(Vec::new());
    for name in ["batches/one.bin", "batches/deeper/two.bin"] {
        let mut header = tar::Header::new_gnu();
        header.set_size(3);
        header.set_mode(0o644);
        header.set_cksum();
        builder.append_data(&mut header, name, b"abc".as_slice()).unwrap();
    }
    let archive = gzip(&builder.into_inner().unwrap());
    let server = Server::start(vec![
        ("a.tar.gz", answer(&archive, archive.len())),
        ("b.tar.gz", answer(b"no archive", 10)),
    ]);
    let folder = tempfile::tempdir().unwrap();
    let of = |file, content: &[u8]| Source {
        archive: true,
        ..source("", file, content.len() as u64, leaked(checksum_of(content)))
    };
    for _ in 0..2 {
        fetch(&server.base, &of("a.tar.gz", &archive), folder.path(), &mut |_| ()).unwrap();
    }
    assert_eq!(server.requests.load(Ordering::Relaxed), 1);
    for name in ["one.bin", "two.bin"] {
        assert_eq!(std::fs::read(folder.path().join(name)).unwrap(), b"abc");
    }
    let bad = of("b.tar.gz", b"no archive");
    let error = fetch(&server.base, &bad, folder.path(), &mut |_| ()).unwrap_err().to_string();
    assert!(error.contains("b.tar.gz: cannot be unpacked"), "{error}");
}

#[test]
fn every_set_is_described() {
    for set in PUBLISHED {
        assert_eq!(published(set.name).unwrap().name, set.name);
        assert!(set.bytes() > 1_000_000 && !set.about.is_empty() && !set.terms.is_empty());
        assert!(!set.is_in("nowhere".as_ref()));
        for source in set.sources {
            assert!(source.base.starts_with("http") && source.base.ends_with('/'));
            assert!(
                source.sha256.len() == 64 && source.sha256.bytes().all(|b| b.is_ascii_hexdigit())
            );
        }
    }
    let error = published("mnits").unwrap_err().to_string();
    assert!(error.contains("choose one of mnist, fashion-mnist"), "{error}");
}
