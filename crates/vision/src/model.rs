//! The seam between Candor and the inference engine: tensors in, tensors out. Tests put a fake behind it.

use rten_tensor::prelude::*;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};
use thiserror::Error;

/// A dense array of `f32`, row-major.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tensor {
    /// Sizes of the dimensions, outermost first.
    pub shape: Vec<usize>,
    /// As many values as the product of `shape`.
    pub data: Vec<f32>,
}

impl Tensor {
    /// A tensor of `shape` over `data`.
    #[must_use]
    pub fn new(shape: impl Into<Vec<usize>>, data: Vec<f32>) -> Self {
        Self { shape: shape.into(), data }
    }
}

/// What goes wrong with a model.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ModelError {
    /// The file is not there.
    #[error("model {name} is missing at {place}; run `candor models pull`, or name another folder with --models")]
    Missing {
        /// The model's name in the manifest.
        name: String,
        /// Where it was looked for.
        place: String,
    },
    /// The bytes are not those of the manifest.
    #[error(
        "model {name} at {place} is not the file that the manifest names (sha256 differs); remove it and run `candor models pull`"
    )]
    Altered {
        /// The model's name in the manifest.
        name: String,
        /// Where it lies.
        place: String,
    },
    /// The engine cannot load it.
    #[error("model {name} cannot be loaded: {cause}; run `candor models verify`")]
    Unusable {
        /// The model's name in the manifest.
        name: String,
        /// The engine's words.
        cause: String,
    },
    /// A run failed, or gave shapes that the caller cannot use.
    #[error("model {name} failed: {cause}; run `candor models verify`")]
    Failed {
        /// The model's name in the manifest.
        name: String,
        /// The engine's words.
        cause: String,
    },
}

/// A neural network.
pub trait Model: Send + Sync {
    /// Runs it on `inputs`, in the model's own order, and gives all outputs, in the model's own order.
    ///
    /// # Errors
    /// [`ModelError::Failed`] when shapes do not fit or the engine gives up.
    fn run(&self, inputs: Vec<Tensor>) -> Result<Vec<Tensor>, ModelError>;

    /// A text that the model file carries under `key` (such as the characters of a recogniser).
    fn metadata(&self, key: &str) -> Option<String> {
        let _ = key;
        None
    }
}

/// Pools of threads for inference, one for each run at a time: runs that share a pool would wait for one another. A pool is made when all
/// others are taken, so there are as many as there ever were runs at the same moment.
#[derive(Debug)]
pub struct Pools {
    threads: usize,
    free: Mutex<Vec<Arc<rten::ThreadPool>>>,
}

impl Pools {
    /// Pools of so many threads each.
    #[must_use]
    pub const fn new(threads: NonZeroUsize) -> Self {
        Self { threads: threads.get(), free: Mutex::new(Vec::new()) }
    }

    fn with<T>(&self, run: impl FnOnce(Arc<rten::ThreadPool>) -> T) -> T {
        // A run that panicked kept its pool; the list itself is whole.
        let free = || self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = free().pop();
        let pool = taken.unwrap_or_else(|| Arc::new(rten::ThreadPool::with_num_threads(self.threads)));
        let result = run(Arc::clone(&pool));
        free().push(pool);
        result
    }
}

/// The operators of any model.
#[cfg(not(target_arch = "wasm32"))]
fn operators() -> rten::ModelOptions {
    rten::ModelOptions::with_all_ops()
}

/// The operators of those models that run in a browser; a test loads each with them.
#[cfg(target_arch = "wasm32")]
fn operators() -> rten::ModelOptions {
    rten::ModelOptions::with_ops(rten::op_registry!(
        Add,
        AveragePool,
        BatchNormalization,
        Concat,
        Conv,
        ConvTranspose,
        DepthToSpace,
        Div,
        Erf,
        Gather,
        GlobalAveragePool,
        HardSigmoid,
        Identity,
        MatMul,
        MaxPool,
        Mul,
        Neg,
        PRelu,
        Pad,
        Reciprocal,
        ReduceMean,
        ReduceSum,
        Relu,
        Reshape,
        Resize,
        Sigmoid,
        Slice,
        Softmax,
        Sqrt,
        Squeeze,
        Sub,
        Transpose,
        Unsqueeze
    ))
}

/// A model run by rten.
pub struct RtenModel {
    name: String,
    model: rten::Model,
    pools: Option<Arc<Pools>>,
}

impl RtenModel {
    /// Loads an ONNX file. Inference runs on one of `pools`; without them, on the engine's own global pool.
    ///
    /// # Errors
    /// [`ModelError::Unusable`] when the bytes are not a model that the engine can run.
    pub fn load(name: &str, onnx: Vec<u8>, pools: Option<Arc<Pools>>) -> Result<Self, ModelError> {
        let model = operators()
            .load(onnx)
            .map_err(|cause| ModelError::Unusable { name: name.into(), cause: cause.to_string() })?;
        Ok(Self { name: name.into(), model, pools })
    }

    fn failed(&self, cause: impl ToString) -> ModelError {
        ModelError::Failed { name: self.name.clone(), cause: cause.to_string() }
    }
}

impl Model for RtenModel {
    fn run(&self, inputs: Vec<Tensor>) -> Result<Vec<Tensor>, ModelError> {
        let ids = self.model.input_ids();
        if ids.len() != inputs.len() {
            return Err(self.failed(format!("it takes {} inputs, not {}", ids.len(), inputs.len())));
        }
        let mut values = Vec::with_capacity(inputs.len());
        for (&id, input) in ids.iter().zip(inputs) {
            let tensor = rten_tensor::Tensor::try_from_data(input.shape.as_slice(), input.data)
                .map_err(|_| self.failed("the shape of an input does not fit its data"))?;
            values.push((id, tensor.into()));
        }
        let run = |options| self.model.run(values, self.model.output_ids(), options);
        let outputs = match &self.pools {
            None => run(None),
            Some(pools) => pools.with(|pool| run(Some(rten::RunOptions::default().with_thread_pool(Some(pool))))),
        };
        let outputs = outputs.map_err(|cause| self.failed(cause))?;
        outputs
            .into_iter()
            .map(|output| {
                let tensor: rten_tensor::Tensor<f32> =
                    output.try_into().map_err(|_| self.failed("an output is not of f32"))?;
                Ok(Tensor { shape: tensor.shape().to_vec(), data: tensor.into_data() })
            })
            .collect()
    }

    fn metadata(&self, key: &str) -> Option<String> {
        self.model.metadata().get(key).map(str::to_owned)
    }
}
