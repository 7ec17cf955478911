// The kernels: what events share, the sums over events for every epsilon, chi2 of every point.
//
// Sums take the exponential of every event at every epsilon instead of a measure on nodes: of 32 epsilons that is as much
// arithmetic as the event itself, in registers, without an atomic. A warp maps 32 events, one a lane, and leaves their records
// in shared memory; then its lanes are epsilons and walk over the records, which every lane reads at the same address.
#pragma once

#include "event.cuh"

constexpr int BLOCK = 256;
constexpr int WARP = 32;
constexpr int WARPS = BLOCK / WARP;
constexpr int BINS = 3;
// Signal and squares of each bin.
constexpr int SUMS = 2 * BINS;
// Events that a block takes.
constexpr int CHUNK = 4 * BLOCK;

// A row of couplings.bin.
struct Coupling {
  float inverseCtau, constant, slope, scale;
};

struct Counts {
  float data[BINS], background[BINS], covariance[BINS][BINS];
};

// Once for all mass points. Grid: events / BLOCK.
__global__ void shareEvents(const float *__restrict__ cube, float *__restrict__ shared, Setup d) {
  FOR_THREADS(t) {
    int i = int(blockIdx.x) * BLOCK + t;
    if (i < d.events) {
      auto u = [&](int dimension) { return cube[dimension * d.events + i]; };
      auto sine = [](float v) { return sqrtf(4.f * v * (1.f - v)); };
      float pairSin, pairCos, leptonSin, leptonCos, sinus, cosinus;
      sincospif(2.f * u(4), &pairSin, &pairCos);
      sincospif(2.f * u(6), &leptonSin, &leptonCos);
      sincospif(2.f * u(7), &sinus, &cosinus);
      float x = d.half[0] * (2.f * u(8) - 1.f), y = d.half[1] * (2.f * u(9) - 1.f), z = d.half[2] * (2.f * u(10) - 1.f);
      // The side faces that a flight can reach, and how far they are across, are known from its azimuth.
      float acrossX = (d.half[0] - (cosinus < 0.f ? -x : x)) / fmaxf(fabsf(cosinus), 1e-30f);
      float acrossY = (d.half[1] - (sinus < 0.f ? -y : y)) / fmaxf(fabsf(sinus), 1e-30f);
      const float columns[SHARED_COLUMNS] = {
        u(0), u(1), u(2), 1.f - 2.f * u(3), sine(u(3)), sine(u(3)) * pairCos, sine(u(3)) * pairSin,
        1.f - 2.f * u(5), sine(u(5)) * leptonCos, sine(u(5)) * leptonSin,
        fminf(acrossX, acrossY), d.half[2] - z, d.half[2] + z,
      };
      for (int c = 0; c < SHARED_COLUMNS; c++) shared[c * d.events + i] = columns[c];
    }
  }
}

// Sums of a chunk of events of a mass point, [mass][chunk][sum][epsilon]. Grid: (chunks, masses). A lane holds PER_LANE epsilons.
template <int PER_LANE>
__global__ void __launch_bounds__(BLOCK) sumEvents(
  const float *__restrict__ shared, const MassPoint *__restrict__ masses, const float4 *__restrict__ energies,
  const float *__restrict__ formFactors, const Coupling *__restrict__ couplings, float *__restrict__ sums, Setup d, int epsilons
) {
  __shared__ Tables tables;
  __shared__ float4 records[BLOCK];
  __shared__ float2 others[BLOCK];
  __shared__ float ofWarp[WARPS][SUMS][WARP];
  PER_THREAD(float, total, SUMS * PER_LANE);
  PER_THREAD(Coupling, coupling, PER_LANE);
  const int mass = int(blockIdx.y);
  FOR_THREADS(t) {
    for (int i = t; i < d.energyNodes; i += BLOCK) tables.nodes[i] = energies[mass * d.energyNodes + i];
    for (int i = t; i < FORM_FACTOR_NODES; i += BLOCK) tables.formFactor[i] = formFactors[i];
    for (int i = 0; i < SUMS * PER_LANE; i++) OF_THREAD(total, t)[i] = 0.f;
    for (int k = 0; k < PER_LANE; k++) {
      int epsilon = min(t % WARP + k * WARP, epsilons - 1);
      OF_THREAD(coupling, t)[k] = couplings[mass * epsilons + epsilon];
    }
  }
  __syncthreads();
  const MassPoint p = masses[mass];
  const int end = min(int(blockIdx.x + 1) * CHUNK, d.events);
  for (int first = int(blockIdx.x) * CHUNK; first < end; first += BLOCK) {
    FOR_THREADS(t) {
      Record r = {};
      if (first + t < end) r = mapEvent(shared + first + t, d, p, tables);
      records[t] = make_float4(r.weight, r.z, r.x, r.bins[0]);
      others[t] = make_float2(r.bins[1], r.bins[2]);
    }
    __syncwarp();
    FOR_THREADS(t) {
      const int own = t / WARP * WARP;
      for (int i = own; i < own + WARP; i++) {
        const float4 r = records[i];
        const float2 o = others[i];
        for (int k = 0; k < PER_LANE; k++) {
          const Coupling c = OF_THREAD(coupling, t)[k];
          const float amplitude = c.constant + c.slope * r.y;
          const float seen = r.x * amplitude * amplitude * oneMinusExp(r.z * c.inverseCtau);
          const float inBins[BINS] = {seen * r.w, seen * o.x, seen * o.y};
          for (int b = 0; b < BINS; b++) {
            OF_THREAD(total, t)[(2 * b) * PER_LANE + k] += inBins[b];
            OF_THREAD(total, t)[(2 * b + 1) * PER_LANE + k] += inBins[b] * inBins[b];
          }
        }
      }
    }
    __syncwarp();
  }
  for (int k = 0; k < PER_LANE; k++) {
    FOR_THREADS(t) {
      for (int i = 0; i < SUMS; i++) ofWarp[t / WARP][i][t % WARP] = OF_THREAD(total, t)[i * PER_LANE + k];
    }
    __syncthreads();
    FOR_THREADS(t) {
      const int lane = t % WARP, epsilon = lane + k * WARP;
      if (t / WARP < SUMS && epsilon < epsilons) {
        float sum = 0.f;
        for (int w = 0; w < WARPS; w++) sum += ofWarp[w][t / WARP][lane];
        sums[((mass * int(gridDim.x) + int(blockIdx.x)) * SUMS + t / WARP) * epsilons + epsilon] = sum;
      }
    }
    __syncthreads();
  }
}

// chi2 of the points of a mass point, [mass][mixing][epsilon]. Grid: (mixings x epsilons / BLOCK, masses).
__global__ void scanChi2(
  const float *__restrict__ sums, const Coupling *__restrict__ couplings, const float *__restrict__ mixings,
  float *__restrict__ chi2, Counts counts, int chunks, int mixingCount, int epsilons
) {
  FOR_THREADS(t) {
    const int mass = int(blockIdx.y), point = int(blockIdx.x) * BLOCK + t;
    if (point < mixingCount * epsilons) {
      const int epsilon = point % epsilons;
      float sum[SUMS] = {};
      for (int chunk = 0; chunk < chunks; chunk++) {
        for (int i = 0; i < SUMS; i++) sum[i] += sums[((mass * chunks + chunk) * SUMS + i) * epsilons + epsilon];
      }
      const float scale = couplings[mass * epsilons + epsilon].scale * mixings[point / epsilons];
      float residual[BINS], sigma[BINS], lower[BINS][BINS], y[BINS], form = 0.f;
      for (int b = 0; b < BINS; b++) {
        const float mu = fmaxf(scale * sum[2 * b] + counts.background[b], 1e-6f), n = counts.data[b];
        const float statistical = n > 0.f ? 3.f / (1.f / n + 2.f / mu) : 0.5f * mu;
        const float error = scale * sqrtf(sum[2 * b + 1]);
        sigma[b] = sqrtf(counts.covariance[b][b] + statistical + error * error);
        residual[b] = (n - mu) / sigma[b];
      }
      for (int i = 0; i < BINS; i++) {
        float z = residual[i], diagonal = 1.f;
        for (int j = 0; j < i; j++) {
          float entry = counts.covariance[i][j] / (sigma[i] * sigma[j]);
          for (int k = 0; k < j; k++) entry -= lower[i][k] * lower[j][k];
          lower[i][j] = entry / lower[j][j];
          diagonal -= lower[i][j] * lower[i][j];
          z -= lower[i][j] * y[j];
        }
        lower[i][i] = sqrtf(diagonal);
        y[i] = z / lower[i][i];
        form += y[i] * y[i];
      }
      chi2[mass * mixingCount * epsilons + point] = form;
    }
  }
}
