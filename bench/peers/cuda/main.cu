// The work as a hand-written CUDA program. Usage: dualnuCuda FOLDER [repetitions]. Prints a JSON report.
//   nvcc -O3 -std=c++17 -arch=native main.cu -o dualnuCuda
//   g++ -O2 -std=c++17 -DCUDA_ON_HOST -x c++ main.cu -o dualnuOnHost     its numbers, without a GPU
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <map>
#include <numeric>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

// The host's min of two integers is std::min, the device's is CUDA's.
#ifdef CUDA_ON_HOST
using std::min;
#endif
#include "kernels.cuh"

static void check(cudaError_t error, const char *what) {
  if (error != cudaSuccess) throw std::runtime_error(std::string(what) + ": " + cudaGetErrorString(error));
}

static std::map<std::string, std::vector<double>> readLines(const std::string &path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error("cannot read " + path);
  std::map<std::string, std::vector<double>> values;
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string name;
    words >> name;
    for (double value; words >> value;) values[name].push_back(value);
  }
  return values;
}

static std::vector<float> readFloats(const std::string &path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file) throw std::runtime_error("cannot read " + path);
  std::vector<float> values(size_t(file.tellg()) / sizeof(float));
  file.seekg(0);
  file.read(reinterpret_cast<char *>(values.data()), std::streamsize(values.size() * sizeof(float)));
  return values;
}

template <typename T> static T *allocate(size_t count) {
  T *at = nullptr;
  check(cudaMalloc(&at, count * sizeof(T)), "cudaMalloc");
  return at;
}

template <typename T, typename S> static void upload(T *to, const std::vector<S> &from) {
  check(cudaMemcpy(to, from.data(), from.size() * sizeof(S), cudaMemcpyHostToDevice), "upload");
}

// Sums do not know the order of events: sorted by energy, the lanes of a warp search the same segments of a table.
static std::vector<float> sortedByEnergy(const std::vector<float> &cube, int events) {
  std::vector<int> order(events);
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return cube[a] < cube[b]; });
  std::vector<float> sorted(cube.size());
  for (size_t first = 0; first < cube.size(); first += events) {
    for (int i = 0; i < events; i++) sorted[first + i] = cube[first + order[i]];
  }
  return sorted;
}

// energies.bin has a row for each of energy, density, flux and survival; the kernel wants them node by node.
static std::vector<float4> nodesOf(const std::vector<float> &rows, int masses, int nodes) {
  std::vector<float4> interleaved(size_t(masses) * nodes);
  for (int m = 0; m < masses; m++) {
    const float *at = &rows[size_t(m) * 4 * nodes];
    for (int i = 0; i < nodes; i++) {
      interleaved[size_t(m) * nodes + i] = make_float4(at[i], at[nodes + i], at[2 * nodes + i], at[3 * nodes + i]);
    }
  }
  return interleaved;
}

static double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

static void run(const std::string &folder, int repetitions) {
  const auto work = readLines(folder + "/work.txt");
  const auto whole = [&](const char *name) { return int(work.at(name).at(0)); };
  const int masses = whole("masses"), mixings = whole("mixings"), epsilons = whole("epsilons");
  Setup d;
  d.events = whole("events");
  d.energyNodes = whole("energyNodes");
  if (whole("bins") != BINS || d.energyNodes > MAX_ENERGY_NODES || epsilons > 4 * WARP) {
    throw std::runtime_error("more bins, energy nodes or epsilons than this program was written for");
  }
  for (int i = 0; i < 3; i++) d.half[i] = float(work.at("halfWidthsCm").at(i));
  float *response = &d.efficiency;
  for (int i = 0; i < 9; i++) response[i] = float(work.at("response").at(i));
  Counts counts;
  for (int i = 0; i < BINS; i++) {
    counts.data[i] = float(work.at("data").at(i));
    counts.background[i] = float(work.at("background").at(i));
    for (int j = 0; j < BINS; j++) counts.covariance[i][j] = float(work.at("covariance").at(i * BINS + j));
  }
  const std::vector<float> mixingValues(work.at("mixingValues").begin(), work.at("mixingValues").end());
  const auto cube = sortedByEnergy(readFloats(folder + "/cube.bin"), d.events);
  const auto formFactors = readFloats(folder + "/formFactor.bin"), massRows = readFloats(folder + "/masses.bin");
  const auto energies = nodesOf(readFloats(folder + "/energies.bin"), masses, d.energyNodes);
  const auto couplings = readFloats(folder + "/couplings.bin");
  if (formFactors.size() != FORM_FACTOR_NODES || massRows.size() * sizeof(float) != masses * sizeof(MassPoint)) {
    throw std::runtime_error("masses.bin or formFactor.bin has another layout than this program");
  }

  const int chunks = (d.events + CHUNK - 1) / CHUNK, points = mixings * epsilons;
  auto *deviceCube = allocate<float>(cube.size()), *shared = allocate<float>(size_t(SHARED_COLUMNS) * d.events);
  auto *deviceFormFactors = allocate<float>(formFactors.size()), *deviceMixings = allocate<float>(mixings);
  auto *deviceMasses = allocate<MassPoint>(masses);
  auto *deviceEnergies = allocate<float4>(energies.size());
  auto *deviceCouplings = allocate<Coupling>(size_t(masses) * epsilons);
  auto *sums = allocate<float>(size_t(masses) * chunks * SUMS * epsilons), *deviceChi2 = allocate<float>(size_t(masses) * points);
  upload(deviceCube, cube);
  upload(deviceFormFactors, formFactors);
  upload(deviceMixings, mixingValues);
  // What all mass points share is outside of the clock, as in the other programs.
  LAUNCH(shareEvents, dim3((d.events + BLOCK - 1) / BLOCK), dim3(BLOCK), deviceCube, shared, d);
  check(cudaDeviceSynchronize(), "shareEvents");

  std::vector<float> chi2(size_t(masses) * points);
  double templates = 1e30, rest = 1e30;
  // The first run warms up.
  for (int i = 0; i <= repetitions; i++) {
    const double begin = now();
    upload(deviceMasses, massRows);
    upload(deviceEnergies, energies);
    upload(deviceCouplings, couplings);
    auto *kernel = epsilons <= WARP ? sumEvents<1> : epsilons <= 2 * WARP ? sumEvents<2> : sumEvents<4>;
    LAUNCH(kernel, dim3(chunks, masses), dim3(BLOCK), shared, deviceMasses, deviceEnergies, deviceFormFactors, deviceCouplings,
      sums, d, epsilons);
    check(cudaGetLastError(), "sumEvents");
    check(cudaDeviceSynchronize(), "sumEvents");
    const double middle = now();
    LAUNCH(scanChi2, dim3((points + BLOCK - 1) / BLOCK, masses), dim3(BLOCK), sums, deviceCouplings, deviceMixings, deviceChi2,
      counts, chunks, mixings, epsilons);
    check(cudaGetLastError(), "scanChi2");
    check(cudaMemcpy(chi2.data(), deviceChi2, chi2.size() * sizeof(float), cudaMemcpyDeviceToHost), "download");
    const double end = now();
    if (i > 0 && end - begin < templates + rest) {
      templates = middle - begin;
      rest = end - middle;
    }
  }
  std::ofstream(folder + "/cuda.chi2.bin", std::ios::binary)
    .write(reinterpret_cast<const char *>(chi2.data()), std::streamsize(chi2.size() * sizeof(float)));
  cudaDeviceProp properties;
  check(cudaGetDeviceProperties(&properties, 0), "cudaGetDeviceProperties");
  std::string indices;
  for (int m = 0; m < masses; m++) indices += (m ? "," : "") + std::to_string(m);
  printf("{\"massIndices\":[%s],\"chi2File\":\"cuda.chi2.bin\",\"variant\":\"exponentials in registers\",\"variants\":[],"
    "\"seconds\":{\"templates\":%.9g,\"points\":%.9g},\"device\":\"%s\",\"versions\":{}}\n",
    indices.c_str(), templates, rest, properties.name);
}

int main(int count, char **arguments) {
  if (count < 2) {
    fprintf(stderr, "usage: %s FOLDER [repetitions]\n", arguments[0]);
    return 2;
  }
  try {
    run(arguments[1], count > 2 ? std::max(1, atoi(arguments[2])) : 5);
  } catch (const std::exception &error) {
    fprintf(stderr, "%s\n", error.what());
    return 1;
  }
  return 0;
}
