//! How fast the kernels are, as a share of what the card copies, beside PyTorch: the table of
//! `docs/gpu.md`.
//!
//! ```text
//! cargo run --release --example bandwidth -- --python python3 --out ../docs/gpu-speed.md
//! cargo run --release --example bandwidth -- --elements 4194304 --functions gelu,telu,hp1
//! ```
//!
//! A copy is the kernel of the formula `x`, which loads and stores as the others do; its own
//! rate is printed in bytes, so that it can be held against what the card's maker promises.

mod measure;
mod page;
mod pytorch;

use std::path::PathBuf;

use nonlin::Activation;
use nonlin_gpu::Element;
use nonlin_gpu::cubecl::Device;
use nonlin_gpu::cubecl::wgpu::WgpuDevice;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

const USAGE: &str = "usage: bandwidth [--elements N] [--functions A,B] [--types f32,f16,bf16]
                 [--python PYTHON] [--out FILE]

  --elements   how many; 67108864 unless told
  --functions  which; the whole catalogue and all rational units unless told
  --types      which element types; all that the device has unless told
  --python     a Python with PyTorch, whose times stand beside
  --out        a file instead of the standard output";

struct Arguments {
    elements: usize,
    functions: Vec<Activation>,
    types: Vec<Element>,
    python: Option<String>,
    out: Option<PathBuf>,
}

fn element(name: &str) -> Result<Element> {
    let all = [Element::F32, Element::F16, Element::BF16];
    let found = all.into_iter().find(|element| element.name() == name);
    found.ok_or_else(|| format!("no type is called {name}: there are f32, f16 and bf16").into())
}

fn arguments() -> Result<Arguments> {
    let functions = nonlin::functions().iter().copied().chain(nonlin::rational::functions());
    let mut arguments = Arguments {
        elements: 1 << 26,
        functions: functions.map(Activation::from).collect(),
        types: vec![Element::F32, Element::F16, Element::BF16],
        python: None,
        out: None,
    };
    let mut given = std::env::args().skip(1);
    while let Some(option) = given.next() {
        let mut value = || given.next().ok_or_else(|| format!("{option} needs a value\n{USAGE}"));
        match option.as_str() {
            "--elements" => {
                let text = value()?;
                let number = text.parse().ok().filter(|n| (1 << 10..=1 << 30).contains(n));
                let allowed = "a number of elements from 1024 to 1073741824";
                arguments.elements = number.ok_or_else(|| format!("{text} is not {allowed}"))?;
            }
            "--functions" => arguments.functions = nonlin::parse_list(&value()?)?,
            "--types" => {
                arguments.types = value()?.split(',').map(element).collect::<Result<_>>()?;
            }
            "--python" => arguments.python = Some(value()?),
            "--out" => arguments.out = Some(value()?.into()),
            "--help" => {
                println!("{USAGE}");
                std::process::exit(0);
            }
            _ => return Err(format!("{option} is no option\n{USAGE}").into()),
        }
    }
    Ok(arguments)
}

fn run() -> Result<()> {
    let Arguments { elements, functions, types, python, out } = arguments()?;
    let client = Device::Wgpu(WgpuDevice::default()).client();
    let card = &client.properties().identity.name;
    let mut page = page::Page::new(card, client.name(), elements);
    for element in types {
        if !element.is_supported(&client) {
            page.missing(element);
            continue;
        }
        let measured = measure::all(&client, &functions, elements, element)?;
        // PyTorch's times go on while nothing else keeps the card.
        let beside = match &python {
            Some(python) => Some(pytorch::all(python, &functions, elements, element)?),
            None => None,
        };
        page.add(element, &functions, &measured, beside.as_ref());
        // What has been measured is there should a later type fail.
        page.write(out.as_deref())?;
    }
    if out.is_none() {
        println!("{}", page.text());
    }
    Ok(())
}

fn main() {
    if let Err(error) = run() {
        eprintln!("error: {error}");
        std::process::exit(1);
    }
}
