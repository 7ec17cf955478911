// Just enough of CUDA to compile the program as plain C++ (-x c++ -DCUDA_ON_HOST), so that its numbers can be checked where there
// is no GPU. Blocks run one after the other; within a block each phase of a kernel is a loop over its threads (FOR_THREADS),
// and what a thread keeps from phase to phase is an array over threads (PER_THREAD). It says nothing of speed.
#pragma once

#ifndef CUDA_ON_HOST

#include <cuda_runtime.h>
#define FOR_THREADS(t) for (int t = threadIdx.x, once = 1; once; once = 0)
#define PER_THREAD(type, name, count) type name[1][count]
#define OF_THREAD(name, t) name[0]
#define LAUNCH(kernel, grid, block, ...) kernel<<<grid, block>>>(__VA_ARGS__)

#else

#include <chrono>
#include <cmath>
#include <cstdlib>
#include <cstring>

#define __global__
#define __device__
#define __forceinline__ inline
#define __launch_bounds__(threads)
#define __shared__ static
#define __restrict__
struct dim3 {
  unsigned x, y;
  dim3(unsigned x = 1, unsigned y = 1) : x(x), y(y) {}
};
static dim3 blockIdx, gridDim;
struct float2 { float x, y; };
struct alignas(16) float4 { float x, y, z, w; };
inline float2 make_float2(float x, float y) { return {x, y}; }
inline float4 make_float4(float x, float y, float z, float w) { return {x, y, z, w}; }
inline float __expf(float x) { return expf(x); }
inline float rsqrtf(float x) { return 1.f / sqrtf(x); }
inline void sincospif(float x, float *s, float *c) {
  *s = sinf(float(M_PI) * x);
  *c = cosf(float(M_PI) * x);
}
inline void __syncthreads() {}
inline void __syncwarp() {}

constexpr int HOST_THREADS = 256;
#define FOR_THREADS(t) for (int t = 0; t < HOST_THREADS; t++)
#define PER_THREAD(type, name, count) static type name[HOST_THREADS][count]
#define OF_THREAD(name, t) name[t]
#define LAUNCH(kernel, grid, block, ...)                              \
  do {                                                                \
    gridDim = grid;                                                   \
    for (blockIdx.y = 0; blockIdx.y < gridDim.y; blockIdx.y++)        \
      for (blockIdx.x = 0; blockIdx.x < gridDim.x; blockIdx.x++) {    \
        kernel(__VA_ARGS__);                                          \
      }                                                               \
  } while (0)

typedef int cudaError_t;
constexpr cudaError_t cudaSuccess = 0;
enum cudaMemcpyKind { cudaMemcpyHostToDevice, cudaMemcpyDeviceToHost };
struct cudaDeviceProp { char name[256]; };
template <typename T> cudaError_t cudaMalloc(T **at, size_t bytes) {
  *at = static_cast<T *>(malloc(bytes));
  return *at ? cudaSuccess : 1;
}
inline cudaError_t cudaMemcpy(void *to, const void *from, size_t bytes, cudaMemcpyKind) {
  memcpy(to, from, bytes);
  return cudaSuccess;
}
inline cudaError_t cudaGetLastError() { return cudaSuccess; }
inline cudaError_t cudaDeviceSynchronize() { return cudaSuccess; }
inline cudaError_t cudaGetDeviceProperties(cudaDeviceProp *properties, int) {
  strcpy(properties->name, "the CPU, emulated: no timing");
  return cudaSuccess;
}
inline const char *cudaGetErrorString(cudaError_t) { return "out of memory"; }

#endif
