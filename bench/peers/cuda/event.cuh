// One event on the device: what eventMap.py does, for one thread. Nothing that a bin depends on changes when the whole event turns
// about the beam, or the leptons about the flight of N: leptons are followed in the frame of N's flight.
#pragma once

#include "cudaOnHost.h"

constexpr float ELECTRON_MASS_SQ = 2.6111992690110255e-07f;
constexpr float FOUR_ME_SQ = 1.0444797076044102e-06f;
constexpr float Z_MASS_SQ = 8315.18222363964f;
constexpr float DEGREES = 57.29577951308232f;
constexpr int FORM_FACTOR_NODES = 515;
// Most nodes of an energy table.
constexpr int MAX_ENERGY_NODES = 512;

// A row of masses.bin.
struct MassPoint {
  float m, mPrime, mZprimeSq, M, q2Scale, pairLo, pairLogRange, pairNorm, massSqDifference, weightScale;
  float firstCm, step, tilt;
};

// The detector and its response, in the order of work.txt.
struct Setup {
  float half[3];
  float efficiency, energyScale, angleScale, opening, openingWidth, separation, separationWidth, shower, showerWidth;
  int events, energyNodes;
};

// What an event has in common at all mass points; arrays of the whole sample lie one after the other.
enum SharedColumn {
  ENERGY, Q2, PAIR_MASS, COS_PAIR, SIN_PAIR, PAIR_X, PAIR_Y, COS_LEPTON, LEPTON_X, LEPTON_Y, SIDE, AHEAD, BEHIND, SHARED_COLUMNS
};

// Of an event: weight, z, x, and the probabilities of the three bins.
struct Record {
  float weight, z, x, bins[3];
};

// Tables of a mass point in shared memory; nodes are energy, density, flux, survival.
struct Tables {
  float4 nodes[MAX_ENERGY_NODES];
  float formFactor[FORM_FACTOR_NODES];
};

// 1 - exp(-s) for s >= 0: a series where the difference cancels; 1e-6 relative.
__device__ __forceinline__ float oneMinusExp(float s) {
  float series = s * (1.f - s * 0.5f * (1.f - s * (1.f / 3.f) * (1.f - s * 0.25f * (1.f - s * 0.2f))));
  return s < 0.12f ? series : 1.f - __expf(-s);
}

__device__ __forceinline__ float logistic(float x) { return 1.f / (1.f + __expf(-fmaxf(x, -80.f))); }

__device__ __forceinline__ float2 neutrinoEnergy(const float4 *nodes, int count, float u) {
  float s = 1.f - u;
  int low = 0, high = count - 1;
  while (high - low > 1) {
    int middle = (low + high) >> 1;
    if (nodes[middle].w >= s) low = middle; else high = middle;
  }
  float4 left = nodes[low], right = nodes[high];
  float width = right.x - left.x;
  float above = fmaxf(s - right.w, 0.f);
  float slope = (left.y - right.y) / width;
  float depth = fminf(2.f * above / (right.y + sqrtf(fmaxf(right.y * right.y + 2.f * slope * above, 0.f))), width);
  float f = depth / width;
  return make_float2(right.x - depth, (right.z + (left.z - right.z) * f) / (right.y + (left.y - right.y) * f));
}

__device__ __forceinline__ float formFactor(const float *table, float q) {
  float s = q * float(FORM_FACTOR_NODES - 3);
  int i = min(int(s), FORM_FACTOR_NODES - 4);
  float f = s - float(i), up = f + 1.f, down = f - 1.f, far = f - 2.f;
  return f * down * far * (-1.f / 6.f) * table[i] + up * down * far * 0.5f * table[i + 1]
    - up * f * far * 0.5f * table[i + 2] + up * f * down * (1.f / 6.f) * table[i + 3];
}

struct Production {
  float q2, weight, conserved, energy, momentum, oneMinusCos;
};

__device__ __forceinline__ Production produce(float u, float E, const MassPoint &p, const float *table) {
  float m2 = p.m * p.m, M2 = p.M * p.M, twoME = 2.f * p.M * E, s = M2 + twoME;
  float root = sqrtf(fmaxf((twoME - m2 - 2.f * p.m * p.M) * (twoME - m2 + 2.f * p.m * p.M), 0.f));
  float q2Max = 0.5f * twoME * (twoME + m2 + root) / s - m2;
  float q2Min = m2 * p.M * (m2 * p.M) / (s * q2Max);
  float cut = fminf(q2Max, 1.f), spread = cut - q2Min, lo = q2Min + p.q2Scale;
  float q2 = q2Min + lo * u * spread / (lo + (1.f - u) * spread);
  float ratio = (q2 + p.q2Scale) / (q2 + p.mZprimeSq);
  float shape = ratio * formFactor(table, sqrtf(q2));
  float x = q2 + m2, halfInverse = 0.5f / E;
  float factor = 1.f - x * halfInverse * (1.f / p.M + halfInverse * (1.f - q2 * (0.5f / M2)));
  float weight = spread / (lo * (cut + p.q2Scale)) * shape * shape * fmaxf(factor, 0.f);
  float rootS = sqrtf(s), inverse = 0.5f / rootS;
  float e1 = twoME * inverse, e2 = (s + M2) * inverse, e3 = (twoME + m2) * inverse, e4 = rootS - e3, k = root * inverse;
  float c = fminf(fmaxf((2.f * e1 * e3 - x) / (2.f * e1 * k), -1.f), 1.f);
  float conserving = (e3 + k) * (rootS * (e4 + k) + (e4 + k * c) * (e2 + e1 * c) - M2 * (1.f - c));
  float flipping = m2 / (e3 + k) * (rootS * (e4 - k) + (e4 + k * c) * (e2 - e1 * c) - M2 * (1.f + c));
  Production n;
  n.q2 = q2;
  n.weight = spread > 0.f ? weight : 0.f;
  n.conserved = conserving / (conserving + fmaxf(flipping, 0.f));
  n.energy = E - q2 * (0.5f / p.M);
  n.momentum = sqrtf(fmaxf((n.energy - p.m) * (n.energy + p.m), 0.f));
  n.oneMinusCos = fminf(fmaxf((x - 2.f * E * m2 / (n.energy + n.momentum)) / (2.f * E * n.momentum), 0.f), 2.f);
  return n;
}

// The first event's column `c` of the shared arrays is at[c * events].
__device__ __forceinline__ Record mapEvent(const float *__restrict__ at, const Setup &d, const MassPoint &p, const Tables &tables) {
  auto column = [&](int c) { return at[c * d.events]; };
  float2 drawn = neutrinoEnergy(tables.nodes, d.energyNodes, column(ENERGY));
  Production n = produce(column(Q2), drawn.x, p, tables.formFactor);

  float u = column(PAIR_MASS), distance = p.pairLo * __expf(-u * p.pairLogRange);
  float above = p.pairLo * oneMinusExp(u * p.pairLogRange), gap = distance * oneMinusExp((1.f - u) * p.pairLogRange);
  float q2 = above + FOUR_ME_SQ;
  float kallen = sqrtf(gap * (gap + 4.f * p.m * p.mPrime)), halfInverseM = 0.5f / p.m;
  float pairP = kallen * halfInverseM, pairE = (q2 + p.massSqDifference) * halfInverseM;
  float polynomial = kallen * kallen + 3.f * q2 * (gap + 2.f * p.m * p.mPrime);
  float inverseMass = rsqrtf(q2), leptonP = 0.5f * sqrtf(above), along = leptonP * column(COS_LEPTON);
  // Along the pair's flight, and energies, in the rest frame of N.
  float forward = pairE * inverseMass * along, shift = pairP * inverseMass * along;
  float b1 = 0.5f * pairP + forward, b2 = 0.5f * pairP - forward, e1 = 0.5f * pairE + shift, e2 = 0.5f * pairE - shift;
  float cosPair = column(COS_PAIR), sinPair = column(SIN_PAIR);
  float sideX = leptonP * column(LEPTON_X), y = leptonP * column(LEPTON_Y);
  float z1 = cosPair * b1 - sinPair * sideX, z2 = cosPair * b2 + sinPair * sideX;
  float x1 = cosPair * sideX + sinPair * b1, x2 = sinPair * b2 - cosPair * sideX;

  float daughterE = p.m - pairE, d1 = daughterE * e1 + pairP * b1, d2 = daughterE * e2 + pairP * b2;
  float dPair = daughterE * pairE + pairP * pairP, pairAlong = pairP * cosPair;
  auto orientation = [&](float h) {
    float k1 = e1 + h * z1, k2 = e2 + h * z2, kPair = pairE + h * pairAlong, kDaughter = daughterE - h * pairAlong;
    return (k1 * d2 + k2 * d1 + ELECTRON_MASS_SQ * kDaughter)
      / ((q2 + 2.f * ELECTRON_MASS_SQ) * (1.f / 6.f) * (kDaughter + 2.f * kPair * dPair / q2));
  };
  float asymmetry = -cosPair * kallen * (2.f * q2 - sqrtf(gap + q2) * (p.m + p.mPrime)) / polynomial;
  float decay = n.conserved * (1.f - asymmetry) * orientation(-1.f) + (1.f - n.conserved) * (1.f + asymmetry) * orientation(1.f);
  float density = sqrtf(above / q2) * (1.f + 0.5f * FOUR_ME_SQ / q2) * kallen * polynomial;

  float gamma = n.energy / p.m, gammaBeta = n.momentum / p.m;
  float E1 = gamma * e1 + gammaBeta * z1, E2 = gamma * e2 + gammaBeta * z2;
  float Z1 = gamma * z1 + gammaBeta * e1, Z2 = gamma * z2 + gammaBeta * e2;
  float crossX = y * (Z1 + Z2), crossY = Z1 * x2 - x1 * Z2, crossZ = y * (x1 + x2);
  float cross = sqrtf(crossX * crossX + crossY * crossY + crossZ * crossZ);
  float opening = atan2f(cross, x1 * x2 - y * y + Z1 * Z2) * DEGREES;
  float cosN = 1.f - n.oneMinusCos, sinN = sqrtf(n.oneMinusCos * (2.f - n.oneMinusCos));
  float pairX = pairP * column(PAIR_X), pairY = pairP * column(PAIR_Y), outX = cosN * pairX + sinN * (Z1 + Z2);
  float theta = atan2f(sqrtf(outX * outX + pairY * pairY), cosN * (Z1 + Z2) - sinN * pairX) * DEGREES;
  float ahead = column(cosN >= 0.f ? AHEAD : BEHIND) / fmaxf(fabsf(cosN), 1e-30f);

  float e = (E1 + E2) / d.energyScale, t = theta / d.angleScale, least = fminf(E1, E2);
  float efficiency = d.efficiency * oneMinusExp(e * e) * __expf(-t * t);
  float separated = efficiency * logistic((opening - d.opening) / d.openingWidth)
    * logistic((least - d.separation) / d.separationWidth);
  float two = separated * logistic((least - d.shower) / d.showerWidth);
  Record r;
  float weight = n.weight * drawn.y * decay * density * (p.weightScale * p.pairNorm) / distance;
  r.weight = weight > 0.f ? weight : 0.f;
  r.z = n.q2 / (1.f + n.q2 / Z_MASS_SQ);
  r.x = fminf(column(SIDE) / fmaxf(sinN, 1e-30f), ahead) / fmaxf(gammaBeta, 1e-20f);
  r.bins[0] = efficiency - separated;
  r.bins[1] = separated - two;
  r.bins[2] = two;
  return r;
}
