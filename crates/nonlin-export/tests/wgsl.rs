//! WGSL of every function, read and validated by naga.

mod support;

use nonlin_export::{Options, Part, Target, source};
use support::cases;

#[test]
fn every_function_is_valid_wgsl() {
    for case in cases() {
        for (part, fixed) in
            [(Part::Value, true), (Part::Derivative, false), (Part::Gradients, false)]
        {
            let options = Options { part, fixed, ..Options::default() };
            let text = source(&case.activation, Target::Wgsl, &options).unwrap();
            let module = naga::front::wgsl::parse_str(&text)
                .unwrap_or_else(|e| panic!("{}: {}\n{text}", case.name, e.emit_to_string(&text)));
            let (flags, has) =
                (naga::valid::ValidationFlags::all(), naga::valid::Capabilities::empty());
            let checked = naga::valid::Validator::new(flags, has).validate(&module);
            assert!(checked.is_ok(), "{}: {checked:?}\n{text}", case.name);
        }
    }
}
