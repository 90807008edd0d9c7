//! The operation: a trait over backends, and its derivative.

use std::sync::Arc;

use burn::backend::autodiff::NodeId;
use burn::backend::autodiff::checkpoint::base::Checkpointer;
use burn::backend::autodiff::checkpoint::strategy::CheckpointStrategy;
use burn::backend::autodiff::grads::Gradients;
use burn::backend::autodiff::ops::{Backward, Ops, OpsKind};
use burn::backend::tensor::FloatTensor;
use burn::backend::{Autodiff, AutodiffBackend, Backend, backend_extension};
use nonlin::{Channels, Function};

/// What an operation computes, beside its tensors.
#[derive(Clone, Debug)]
pub struct Call {
    /// The function.
    pub function: &'static Function,
    /// The parameter values, unless they come as a tensor.
    pub values: Arc<[f64]>,
    /// How elements belong to channels, where each has its own parameters.
    pub channels: Option<Channels>,
    /// The seed of a stochastic function in training.
    pub seed: Option<u64>,
}

/// The operation as backends implement it.
///
/// Parameter tensors have one dimension: the parameters of the first channel in
/// catalogue order, then those of the second, and so on; or just one set.
///
/// With Burn's fusion, calls are recorded and launched with what surrounds them, each as a
/// kernel of its own.
#[backend_extension(
    Flex,
    Autodiff,
    Cube: cfg(feature = "gpu"),
    Fusion: cfg(feature = "fusion")
)]
pub trait ActivationOps: Backend {
    /// `f(x)` with the parameters of the call.
    #[fusion(dtype = x, shape = x)]
    fn activation(x: FloatTensor<Self>, call: Call) -> FloatTensor<Self>;

    /// `f(x)` with parameters in a tensor.
    #[fusion(dtype = x, shape = x)]
    fn activation_with(
        x: FloatTensor<Self>,
        parameters: FloatTensor<Self>,
        call: Call,
    ) -> FloatTensor<Self>;

    /// `gradient * f'(x)` with the parameters of the call.
    #[fusion(dtype = x, shape = x)]
    fn activation_backward(
        x: FloatTensor<Self>,
        gradient: FloatTensor<Self>,
        call: Call,
    ) -> FloatTensor<Self>;

    /// `gradient * f'(x)`, and the gradients by the parameters, in one pass.
    #[fusion(meta = |x, parameters, _gradient, _call| (x.clone(), parameters.clone()))]
    fn activation_backward_with(
        x: FloatTensor<Self>,
        parameters: FloatTensor<Self>,
        gradient: FloatTensor<Self>,
        call: Call,
    ) -> (FloatTensor<Self>, FloatTensor<Self>);
}

/// The backward pass with fixed parameters: the state is the input.
#[derive(Debug)]
struct Fixed;

impl<B: ActivationOps> Backward<B, 1> for Fixed {
    type State = (NodeId, Call);

    fn backward(
        self,
        ops: Ops<Self::State, 1>,
        gradients: &mut Gradients,
        checkpointer: &mut Checkpointer,
    ) {
        let (input, call) = ops.state;
        let [parent] = ops.parents;
        let gradient = gradients.consume::<B>(&ops.node);
        let x = checkpointer.retrieve_node_output(input);
        if let Some(parent) = parent {
            gradients.register::<B>(parent.id, B::activation_backward(x, gradient, call));
        }
    }
}

/// The backward pass with parameters in a tensor: the state is the input and that
/// tensor.
#[derive(Debug)]
struct Trained;

impl<B: ActivationOps> Backward<B, 2> for Trained {
    type State = (NodeId, NodeId, Call);

    fn backward(
        self,
        ops: Ops<Self::State, 2>,
        gradients: &mut Gradients,
        checkpointer: &mut Checkpointer,
    ) {
        let (input, parameters, call) = ops.state;
        let [input_node, parameters_node] = ops.parents;
        let gradient = gradients.consume::<B>(&ops.node);
        let x = checkpointer.retrieve_node_output(input);
        let p = checkpointer.retrieve_node_output(parameters);
        let (by_input, by_parameters) = B::activation_backward_with(x, p, gradient, call);
        if let Some(node) = input_node {
            gradients.register::<B>(node.id, by_input);
        }
        if let Some(node) = parameters_node {
            gradients.register::<B>(node.id, by_parameters);
        }
    }
}

impl<B: ActivationOps, C: CheckpointStrategy> ActivationOps for Autodiff<B, C> {
    fn activation(x: FloatTensor<Self>, call: Call) -> FloatTensor<Self> {
        match Fixed.prepare::<C>([x.node()]).compute_bound().stateful() {
            OpsKind::Tracked(mut prep) => {
                let state = (prep.checkpoint(&x), call.clone());
                prep.finish(state, B::activation(x.into_primitive(), call))
            }
            OpsKind::UnTracked(prep) => prep.finish(B::activation(x.into_primitive(), call)),
        }
    }

    fn activation_with(
        x: FloatTensor<Self>,
        parameters: FloatTensor<Self>,
        call: Call,
    ) -> FloatTensor<Self> {
        let nodes = [x.node(), parameters.node()];
        match Trained.prepare::<C>(nodes).compute_bound().stateful() {
            OpsKind::Tracked(mut prep) => {
                let state = (prep.checkpoint(&x), prep.checkpoint(&parameters), call.clone());
                let (x, p) = (x.into_primitive(), parameters.into_primitive());
                prep.finish(state, B::activation_with(x, p, call))
            }
            OpsKind::UnTracked(prep) => {
                let (x, p) = (x.into_primitive(), parameters.into_primitive());
                prep.finish(B::activation_with(x, p, call))
            }
        }
    }

    // Burn differentiates once: the backward passes themselves are not tracked.

    fn activation_backward(
        x: FloatTensor<Self>,
        gradient: FloatTensor<Self>,
        call: Call,
    ) -> FloatTensor<Self> {
        let (x, gradient) = (x.into_primitive(), gradient.into_primitive());
        Self::from_inner(B::activation_backward(x, gradient, call))
    }

    fn activation_backward_with(
        x: FloatTensor<Self>,
        parameters: FloatTensor<Self>,
        gradient: FloatTensor<Self>,
        call: Call,
    ) -> (FloatTensor<Self>, FloatTensor<Self>) {
        let (x, p) = (x.into_primitive(), parameters.into_primitive());
        let (by_input, by_parameters) =
            B::activation_backward_with(x, p, gradient.into_primitive(), call);
        (Self::from_inner(by_input), Self::from_inner(by_parameters))
    }
}
