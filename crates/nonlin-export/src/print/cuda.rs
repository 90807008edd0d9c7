//! CUDA C++: device functions, and kernels over arrays.

use super::Job;
use super::c::{functions, real};
use crate::options::Part;

/// Any number of blocks; one of any size does.
const FORWARD: &str = r#"
/* y = ROUTINE(x), for count elements, by any number of blocks. */
extern "C" __global__ void ROUTINE_forward(const REAL *x, REAL *y, size_t countPARAMETERS) {
    for (size_t i = (size_t)blockIdx.x * blockDim.x + threadIdx.x; i < count;
         i += (size_t)gridDim.x * blockDim.x) {
        y[i] = ROUTINE(x[i]ARGUMENTS);
    }
}
"#;

const BACKWARD: &str = r#"
/* gx = gy * slope. Blocks must have a multiple of 32 threads, at most 1024; block b leaves its
   share of the gradient by parameter k in partial[k * gridDim.x + b]. */
extern "C" __global__ void NAME_backward(const REAL *x, const REAL *gy, REAL *gx, REAL *partial,
                                         size_t countPARAMETERS) {
    REAL sums[SIZE] = {0};
    for (size_t i = (size_t)blockIdx.x * blockDim.x + threadIdx.x; i < count;
         i += (size_t)gridDim.x * blockDim.x) {
        REAL value, slope, by[SIZE];
        NAME_gradients(x[i]ARGUMENTS, &value, &slopePOINTERS);
        gx[i] = gy[i] * slope;
        for (int k = 0; k < COUNT; ++k) sums[k] += gy[i] * by[k];
    }
    __shared__ REAL shared[32];
    for (int k = 0; k < COUNT; ++k) {
        REAL sum = sums[k];
        for (int step = 16; step > 0; step /= 2) sum += __shfl_down_sync(0xffffffffu, sum, step);
        if (threadIdx.x % 32 == 0) shared[threadIdx.x / 32] = sum;
        __syncthreads();
        if (threadIdx.x == 0) {
            for (unsigned warp = 1; warp < blockDim.x / 32; ++warp) sum += shared[warp];
            partial[k * gridDim.x + blockIdx.x] = sum;
        }
        __syncthreads();
    }
}
"#;

pub(super) fn print(job: &Job<'_>) -> String {
    let mut text = format!("/* {} */\n", job.heading().join("\n   "));
    let inside = "static __device__ __forceinline__ ";
    text += &functions(job, inside, inside);
    let routines = job.routines();
    let parameters = &job.lowered.parameters;
    let (real, count) = (real(job.precision), parameters.len());
    let declared = parameters.iter().map(|(name, _)| format!(", {real} {name}"));
    let passed = parameters.iter().map(|(name, _)| format!(", {name}"));
    let (declared, passed) = (declared.collect::<String>(), passed.collect::<String>());
    let pointers: String = (0..count).map(|k| format!(", &by[{k}]")).collect();
    let filled = |template: &str| {
        template
            .replace("PARAMETERS", &declared)
            .replace("ARGUMENTS", &passed)
            .replace("POINTERS", &pointers)
            .replace("SIZE", &count.max(1).to_string())
            .replace("COUNT", &count.to_string())
            .replace("REAL", real)
            .replace("ROUTINE", &routines[0].name)
            .replace("NAME", &job.name)
    };
    text += &filled(FORWARD);
    if job.part == Part::Gradients {
        text += &filled(BACKWARD);
    }
    text
}
