#!/usr/bin/env bash
# Makes bundles/dualnu-VERSION-linux-x64.tar.xz: dualnu with Node and its packages, for machines without npm or network.
# Needs a checkout after `npm ci`. The same sources, packages, Node and Vulkan loader give the same bytes; the files' date
# is the commit's, or SOURCE_DATE_EPOCH.
#   scripts/bundle.sh                    with xz, or gzip where xz is missing
#   scripts/bundle.sh --compress HOW     xz, gzip or none
#   scripts/bundle.sh --out FOLDER       elsewhere than in bundles/
#   scripts/bundle.sh --with-tests       also with tests, benchmarks and what they need: bench/onDevice.sh runs them (…-tests.tar.xz)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
root="$(pwd -P)"
export LC_ALL=C

say() { printf 'bundle: %s\n' "$*"; }
fail() {
  printf 'bundle: %s\n' "$@" >&2
  exit 1
}

size_of() { du -sb "$1" | cut -f1 | numfmt --to=iec-i --suffix=B --format=%.1f --round=nearest; }

out=bundles
compress=gzip
with_tests=no
if command -v xz >/dev/null; then compress=xz; fi
while [ $# -gt 0 ]; do
  case "$1" in
    --out | --compress) [ $# -ge 2 ] || fail "$1 wants a value" ;;
    --with-tests)
      with_tests=yes
      shift
      continue
      ;;
    *) fail "unknown argument $1 (known: --compress, --out, --with-tests)" ;;
  esac
  if [ "$1" = --out ]; then out="$2"; else compress="$2"; fi
  shift 2
done
# One thread: with more, xz cuts its input into blocks, and old and new versions differ in whether they do by themselves.
case "$compress" in
  xz) ending=.tar.xz compressor=(xz -6 -T1) ;;
  gzip) ending=.tar.gz compressor=(gzip -9n) ;;
  none) ending=.tar compressor=(cat) ;;
  *) fail "unknown compression $compress (known: xz, gzip, none)" ;;
esac

# --- what it is made of
platform="$(node -p 'process.platform + "-" + process.arch')"
[ "$platform" = linux-x64 ] || fail "a bundle holds the Node that makes it, and this one is for $platform: run this on linux-x64"
node -e 'const { variables } = process.config;
         process.exit(Object.keys(variables).some((name) => /^node_shared/.test(name) && variables[name] === true) ? 1 : 0)' ||
  fail "this Node needs libraries of its distribution, which other machines lack: use one from https://nodejs.org"
grep -q GNU <<<"$(tar --version)" || fail "this needs GNU tar"
for native in webgpu/dist/linux-x64/dawn.node @resvg/resvg-js-linux-x64-gnu/resvgjs.linux-x64-gnu.node .bin/tsc; do
  [ -e "node_modules/$native" ] || fail "node_modules/$native is missing: run npm ci"
done
date="${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || true)}"
[ -n "$date" ] || fail "git tells no commit here, whose date the files would have: set SOURCE_DATE_EPOCH"

name="dualnu-$(node -p 'require("./package.json").version')-linux-x64"
if [ "$with_tests" = yes ]; then name="$name-tests"; fi
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
stage="$work/$name"
mkdir -p "$stage/bin" "$stage/lib" "$stage/licenses" "$out"

# --- the program, built anew: no file of an older build, and, but for tests, none of what only developers read. Types are what `npm test` checks
say "building"
node_modules/.bin/tsc -p tsconfig.build.json --noCheck --outDir "$stage/dist" --sourceMap false --declaration false
mapfile -t files < <(node -p 'require("./package.json").files.filter((file) => file !== "dist").join("\n")')
cp -R "${files[@]}" package.json LICENSE README.md "$stage"
cp scripts/bundleLauncher.sh "$stage/dualnu"
chmod 755 "$stage/dualnu"
omit=(--omit=dev)
if [ "$with_tests" = yes ]; then
  omit=()
  cp -R src test bench scripts vitest.config.ts vitest.long.config.ts tsconfig.json tsconfig.page.json "$stage"
  find "$stage/test" "$stage/bench" -name __pycache__ -prune -exec rm -rf {} +
fi

# --- its packages, as npm tells them, each without the packages nested in it: those are told for themselves
packages="$(npm ls ${omit[@]+"${omit[@]}"} --all --parseable)" || fail "node_modules is not what package-lock.json says: run npm ci"
mapfile -t packages < <(printf '%s\n' "$packages" | sed -n "s|^$root/||p" |
  grep -v -e '^node_modules/@resvg/resvg-js-' -e '^node_modules/@biomejs/' -e '^node_modules/typescript$' && echo node_modules/@resvg/resvg-js-linux-x64-gnu)
find "${packages[@]}" -name node_modules -prune -o -type f \
  ! -name '*.map' ! -name '*.d.ts' ! -name '*.d.mts' ! -name '*.d.cts' \
  ! -path 'node_modules/koffi/lib/*' ! -path 'node_modules/koffi/vendor/*' ! -path 'node_modules/koffi/*.cc' \
  ! -path 'node_modules/koffi/*.hh' ! -path 'node_modules/koffi/*.S' ! -path '*/koffi-linux-x64/musl_x64/*' \
  \( ! -path 'node_modules/webgpu/dist/*' -o -path 'node_modules/webgpu/dist/linux-x64/*' \) -print0 |
  xargs -0 cp --parents -t "$stage"
# From these copies, so that what it writes depends on no path of this checkout.
node scripts/joinModules.mjs "$stage"
node scripts/joinPage.mjs "$stage"

# --- Node, as it was published: its checksum can be compared
node="$(node -p process.execPath)"
cp "$node" "$stage/bin/node"
node_license=
for file in LICENSE share/doc/nodejs/LICENSE share/doc/node/LICENSE share/licenses/nodejs/LICENSE; do
  file="$(dirname "$node")/../$file"
  if grep -qs 'Node\.js' "$file"; then
    cp "$file" "$stage/licenses/node"
    node_license="licenses/node"
    break
  fi
done
: "${node_license:=https://github.com/nodejs/node/blob/$(node -p process.version)/LICENSE}"

# --- the Vulkan loader, if its licence is at hand. Not in bin: Dawn looks beside Node before it asks the system
loader="$({ LD_PRELOAD=libvulkan.so.1 LD_TRACE_LOADED_OBJECTS=1 "$node" 2>/dev/null || true; } |
  sed -n 's/.*libvulkan\.so\.1 => \(.*\) (.*/\1/p')"
mapfile -t loader_licenses < <(find -L /usr/share/doc/libvulkan1 /usr/share/licenses/vulkan-loader \
  /usr/share/licenses/vulkan-icd-loader /usr/share/common-licenses/Apache-2.0 \
  -type f \( -iname 'licen[cs]e*' -o -name copyright -o -name Apache-2.0 \) 2>/dev/null)
loader_license='none in this bundle'
if [ -n "$loader" ] && grep -qs 'Apache License' "${loader_licenses[@]}" </dev/null; then
  mkdir "$stage/licenses/vulkan-loader"
  cp -t "$stage/licenses/vulkan-loader" "${loader_licenses[@]}"
  cp "$loader" "$stage/lib/libvulkan.so.1"
  loader_license=licenses/vulkan-loader
fi

cat >"$stage/licenses/README" <<END
dualnu: LICENSE
Node $(node -p process.version): $node_license
Vulkan loader: $loader_license
packages: in their folders below node_modules, a licence file or the licence's name in package.json
END

# --- it must start before it is packed, and with nothing of this environment
env -i "$stage/dualnu" --version >/dev/null || fail "the bundle does not start: see above"

say "packing"
file="$out/$name$ending"
# Numeric owners, modes without the umask, one date, names in order: nothing of who packs, where and when.
tar -C "$work" --format=gnu --sort=name --mtime="@$date" --mode=u=rwX,go=rX --owner=0 --group=0 --numeric-owner \
  -cf - "$name" | "${compressor[@]}" >"$work/packed"
mv "$work/packed" "$file"
say "$file: $(size_of "$file"), unpacked $(size_of "$stage")"
say "Vulkan loader: $loader_license"
sha256sum "$file"
