//! `nonlin bench --instructions`: how many machine instructions a kernel runs for an element.
//!
//! The program starts itself once more, and steps through a pass of that process instruction
//! by instruction. What it counts carries over to other machines of the same SIMD level, which
//! times do not.

use nonlin::{Activation, Element, Level};
use serde::Serialize;

use super::measure::Pass;
use crate::output::Outcome;

/// Instructions per element.
#[derive(Clone, Copy, Debug, Serialize)]
pub(super) struct Counts {
    /// Those with a vector or mask register among their operands.
    pub(super) vector: f64,
    pub(super) all: f64,
}

#[cfg(all(feature = "instructions", target_os = "linux", target_arch = "x86_64"))]
mod stepped {
    use std::collections::HashMap;
    use std::fs::File;
    use std::os::unix::fs::FileExt;
    use std::process::{Command, Stdio};

    use iced_x86::{Decoder, DecoderOptions, Instruction, OpKind};
    use nix::sys::ptrace;
    use nix::sys::signal::{Signal, raise};
    use nix::sys::wait::{WaitStatus, waitpid};
    use nix::unistd::Pid;

    use super::super::measure::normals;
    use super::*;
    use crate::output::{Failure, fail};

    /// The passes that are counted, and what the command line calls them.
    const PASSES: [(Pass, &str); 2] = [(Pass::Forward, "forward"), (Pass::Backward, "backward")];

    /// Elements of the two calls whose difference counts: what a call costs whatever its length
    /// is cancels. Few, since every step is three calls of the system.
    const SIZES: [usize; 2] = [512, 1024];

    /// The bytes that an instruction may have.
    const LONGEST: usize = 15;

    fn failure(error: impl std::fmt::Display) -> Failure {
        Failure::Message(format!("cannot step through a kernel: {error}"))
    }

    /// What the process does that is stepped through: it stops before, between and after two
    /// calls.
    pub(crate) fn pass<T: Element>(activation: &Activation, level: Level, pass: &str) -> Outcome {
        let Some((pass, _)) = PASSES.into_iter().find(|(_, name)| *name == pass) else {
            return fail(format!("{pass} is not counted; forward and backward are"));
        };
        let [_, most] = SIZES;
        let (x, gy) = (normals::<T>(0..most, 1.0), normals::<T>(most..2 * most, 1.0));
        let mut result = x.clone();
        let kernel = activation.kernel().threads(1).level(level)?;
        let mut run = |size: usize| match pass {
            Pass::Forward => kernel.forward(&x[..size], &mut result[..size]),
            _ => kernel.backward(&x[..size], &gy[..size], &mut result[..size]),
        };
        // Polynomials are fitted when they are first wanted.
        run(most)?;
        ptrace::traceme().map_err(failure)?;
        for size in SIZES {
            raise(Signal::SIGSTOP).map_err(failure)?;
            run(size)?;
        }
        raise(Signal::SIGSTOP).map_err(failure)
    }

    /// Counts by a process of its own, which is given the name as it is.
    pub(crate) fn count<T: Element>(name: &str, level: Level, pass: Pass) -> Outcome<Counts> {
        let Some((_, pass)) = PASSES.into_iter().find(|(known, _)| *known == pass) else {
            return fail("forward and backward passes are counted");
        };
        let mut child = Command::new(std::env::current_exe().map_err(failure)?)
            .args(["bench", "--dtype", T::NAME, "--level", level.name()])
            .args(["--traced", pass, "--", name])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(failure)?;
        let counts = step_through(&child);
        // It has nothing left to do, and may be gone.
        let _ = child.kill();
        let _ = child.wait();
        counts
    }

    fn step_through(child: &std::process::Child) -> Outcome<Counts> {
        let pid = Pid::from_raw(i32::try_from(child.id()).map_err(failure)?);
        match waitpid(pid, None).map_err(failure)? {
            WaitStatus::Stopped(_, Signal::SIGSTOP) => {}
            _ => return fail("cannot step through a kernel: the system allows no tracing"),
        }
        ptrace::setoptions(pid, ptrace::Options::PTRACE_O_EXITKILL).map_err(failure)?;
        let memory = File::open(format!("/proc/{pid}/mem")).map_err(failure)?;
        // Loops come by the same places again and again.
        let mut known: HashMap<u64, bool> = HashMap::new();
        let mut calls = [(0u64, 0u64); SIZES.len()];
        for (vector, all) in &mut calls {
            loop {
                ptrace::step(pid, None).map_err(failure)?;
                match waitpid(pid, None).map_err(failure)? {
                    WaitStatus::Stopped(_, Signal::SIGTRAP) => {}
                    WaitStatus::Stopped(_, Signal::SIGSTOP) => break,
                    other => return Err(failure(format!("it ended early ({other:?})"))),
                }
                let at = ptrace::getregs(pid).map_err(failure)?.rip;
                let is_vector = match known.get(&at) {
                    Some(&is_vector) => is_vector,
                    None => {
                        let mut bytes = [0; LONGEST];
                        let read = memory.read_at(&mut bytes, at).map_err(failure)?;
                        *known.entry(at).or_insert(has_vector(&bytes[..read]))
                    }
                };
                *all += 1;
                *vector += u64::from(is_vector);
            }
        }
        let [(fewer_vector, fewer), (vector, all)] = calls;
        let per_element =
            |less: u64, more: u64| (more as f64 - less as f64) / (SIZES[1] - SIZES[0]) as f64;
        Ok(Counts { vector: per_element(fewer_vector, vector), all: per_element(fewer, all) })
    }

    /// Whether the first instruction names a vector or mask register.
    fn has_vector(bytes: &[u8]) -> bool {
        let instruction: Instruction =
            Decoder::new(u64::BITS, bytes, DecoderOptions::NONE).decode();
        (0..instruction.op_count())
            .filter(|&k| instruction.op_kind(k) == OpKind::Register)
            .map(|k| instruction.op_register(k))
            .any(|register| register.is_vector_register() || register.is_k())
    }

    #[cfg(test)]
    mod tests {
        use super::has_vector;

        #[test]
        fn vector_instructions_are_told_from_others() {
            let vfmadd213ps_zmm = [0x62, 0xf2, 0x75, 0x48, 0xa8, 0xc2];
            let vmovups_store = [0xc5, 0xfc, 0x11, 0x07];
            let kortest = [0xc5, 0xf8, 0x98, 0xc0];
            let [add, jump, vzeroupper] =
                [&[0x48, 0x83, 0xc0, 0x40][..], &[0x75, 0xf0], &[0xc5, 0xf8, 0x77]];
            assert!(has_vector(&vfmadd213ps_zmm) && has_vector(&vmovups_store));
            assert!(has_vector(&kortest));
            assert!(![add, jump, vzeroupper].into_iter().any(has_vector));
        }
    }
}

#[cfg(all(feature = "instructions", target_os = "linux", target_arch = "x86_64"))]
pub(super) use stepped::{count, pass};

#[cfg(not(all(feature = "instructions", target_os = "linux", target_arch = "x86_64")))]
mod nowhere {
    use super::*;
    use crate::output::fail;

    pub(crate) fn pass<T: Element>(f: &Activation, level: Level, pass: &str) -> Outcome {
        fail(reason::<T>(&format!("{f}, {pass}"), level))
    }

    pub(crate) fn count<T: Element>(name: &str, level: Level, _: Pass) -> Outcome<Counts> {
        fail(reason::<T>(name, level))
    }

    fn reason<T: Element>(what: &str, level: Level) -> String {
        format!(
            "cannot step through a kernel ({what}, {}, {level}): the `nonlin` program does that, on \
             Linux and x86-64",
            T::NAME
        )
    }
}

#[cfg(not(all(feature = "instructions", target_os = "linux", target_arch = "x86_64")))]
pub(super) use nowhere::{count, pass};
