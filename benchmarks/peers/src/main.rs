//! The Rust side of the peer benchmark: a worker that measures nonlin, Burn and
//! candle on request. One JSON object a line comes in, one goes out; the driver is
//! the Python package beside this crate, and `protocol.rs` has the messages.

mod burn_peer;
mod candle_peer;
mod inputs;
mod nonlin_own;
mod peer;
mod protocol;

use std::io::{self, BufRead, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

use half::{bf16, f16};

use inputs::{Inputs, Number, write_sample};
use peer::{Absent, Outcome, Peer};
use protocol::{Reply, Request};

/// The implementations with their inputs loaded.
struct Peers {
    nonlin: Box<dyn Peer>,
    burn: Box<dyn Peer>,
    candle: Box<dyn Peer>,
}

impl Peers {
    fn load<T: Number>(inputs: &Inputs<T>) -> Outcome<Self> {
        Ok(Peers {
            nonlin: Box::new(nonlin_own::Own::new(inputs)),
            burn: Box::new(burn_peer::Burn::new(inputs)),
            candle: Box::new(candle_peer::Candle::new(inputs)?),
        })
    }

    fn get(&mut self, name: &str) -> Outcome<&mut dyn Peer> {
        match name {
            "nonlin" => Ok(&mut *self.nonlin),
            "burn" => Ok(&mut *self.burn),
            "candle" => Ok(&mut *self.candle),
            other => Err(Absent::failed(format!("this worker has no implementation {other}"))),
        }
    }
}

fn load(dtype: &str, size: usize, folder: &str) -> Outcome<Peers> {
    match dtype {
        "f32" => Peers::load(&Inputs::<f32>::read(folder, size)?),
        "f64" => Peers::load(&Inputs::<f64>::read(folder, size)?),
        "f16" => Peers::load(&Inputs::<f16>::read(folder, size)?),
        "bf16" => Peers::load(&Inputs::<bf16>::read(folder, size)?),
        other => Err(Absent::failed(format!("unknown element type {other}"))),
    }
}

fn answer(request: Request, peers: &mut Option<Peers>) -> Outcome<Reply> {
    match request {
        Request::Describe => {
            Ok(Reply::Described { level: nonlin::Level::detect().name().to_owned() })
        }
        Request::Inputs { dtype, size, folder } => {
            // The old ones first: both together may not fit.
            *peers = None;
            *peers = Some(load(&dtype, size, &folder)?);
            Ok(Reply::Done {})
        }
        Request::Sample { case, path } => {
            let sample = loaded(peers)?.get(&case.subject)?.sample(&case)?;
            write_sample(&path, &sample)?;
            Ok(Reply::Sampled {
                kind: sample.kind,
                upstream: sample.upstream,
                arrays: sample.arrays.len(),
                parameter: sample.parameter,
            })
        }
        Request::Time { case, warm, repeats } => {
            let peer = loaded(peers)?.get(&case.subject)?;
            if warm > 0 {
                peer.time(&case, warm)?;
            }
            Ok(Reply::Timed { seconds: peer.time(&case, repeats)?.as_secs_f64() })
        }
        // Nothing is kept from case to case.
        Request::Forget => Ok(Reply::Done {}),
    }
}

fn loaded(peers: &mut Option<Peers>) -> Outcome<&mut Peers> {
    peers.as_mut().ok_or_else(|| Absent::failed("inputs must be loaded first"))
}

fn main() -> io::Result<()> {
    // Burn reports by panicking: what it says goes into the reply, not to the terminal.
    std::panic::set_hook(Box::new(|_| {}));
    let mut peers = None;
    let mut output = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let reply = match serde_json::from_str(&line?) {
            Err(error) => Reply::Failed { failed: format!("bad request: {error}") },
            Ok(request) => match catch_unwind(AssertUnwindSafe(|| answer(request, &mut peers))) {
                Ok(Ok(reply)) => reply,
                Ok(Err(Absent::NotOffered(absent))) => Reply::Absent { absent },
                Ok(Err(Absent::Failed(failed))) => Reply::Failed { failed },
                Err(panic) => Reply::Failed { failed: panic_text(&*panic) },
            },
        };
        writeln!(output, "{}", serde_json::to_string(&reply)?)?;
        output.flush()?;
    }
    Ok(())
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
    format!("panicked: {}", text.unwrap_or("without a message"))
}
