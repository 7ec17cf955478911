#!/usr/bin/env bash
# Installs Mesa's lavapipe and the Vulkan loader with apt. Needs root; the set-up calls it where no adapter is found.
# Dawn needs Mesa 24 or newer (22.3 lacks dynamic indexing of sampled-image arrays): the stock package where it is
# new enough, else on Debian the release's backports, through a sources file that apt reads for this one call only.
set -euo pipefail

say() { printf 'setup: %s\n' "$*"; }
fail() {
  printf 'setup: %s\n' "$@" >&2
  exit 1
}

wanted_major=24
packages=(mesa-vulkan-drivers libvulkan1)
export DEBIAN_FRONTEND=noninteractive

command -v apt-get >/dev/null || fail "this system has no apt: npm run setup says what to install instead"
[ "$(id -u)" -eq 0 ] || fail "this needs root: sudo bash $0"

. /etc/os-release
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
mkdir -p "$work/parts" "$work/lists"

# Lists and caches of their own: the machine's apt state stays as it is.
apt_options=(
  -o "Dir::State::lists=$work/lists"
  -o "Dir::Cache::pkgcache="
  -o "Dir::Cache::srcpkgcache="
  -o "APT::Keep-Downloaded-Packages=false"
  -o "DPkg::Lock::Timeout=300"
  -o "Dpkg::Options::=--force-confold"
  -o "Acquire::Retries=3"
)

candidate_major() {
  apt-cache "${apt_options[@]}" "$@" policy mesa-vulkan-drivers 2>/dev/null |
    sed -n 's/^  Candidate: \([0-9]*:\)\{0,1\}\([0-9][0-9]*\)\..*/\2/p'
}
is_new_enough() { [ -n "$1" ] && [ "$1" -ge "$wanted_major" ]; }
install() { apt-get "${apt_options[@]}" "$@" install -y -qq --no-install-recommends "${packages[@]}" >"$work/log" 2>&1; }
install_or_fail() {
  install "$@" || {
    tail -n 20 "$work/log" >&2
    fail "apt could not install ${packages[*]}: see above"
  }
}

# Prints `URI KEYRING` for each configured source of this release's suite with the component main; a keyring of `-`
# stands for apt's default. Sources that also carry the updates suite or Debian's own keyring come first.
release_sources() {
  local file
  for file in /etc/apt/sources.list.d/*.sources; do
    [ -f "$file" ] && awk -v suite="$VERSION_CODENAME" '
      function flush(   rank) {
        if (types ~ /(^| )deb( |$)/ && (" " suites " ") ~ (" " suite " ") && components ~ /(^| )main( |$)/ && enabled != "no") {
          rank = (suites ~ (suite "-updates") || keyring ~ /debian-archive/) ? 0 : 1
          print rank, uri, keyring == "" ? "-" : keyring
        }
        types = suites = components = uri = keyring = enabled = ""
      }
      /^[ \t]*$/ { flush(); next }
      /^#/ { next }
      tolower($1) == "types:" { $1 = ""; types = $0 }
      tolower($1) == "suites:" { $1 = ""; suites = $0 }
      tolower($1) == "components:" { $1 = ""; components = $0 }
      tolower($1) == "uris:" { uri = $2 }
      tolower($1) == "enabled:" { enabled = tolower($2) }
      tolower($1) == "signed-by:" && $2 ~ /^\// { keyring = $2 }
      END { flush() }' "$file"
  done
  for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
    [ -f "$file" ] && awk -v suite="$VERSION_CODENAME" '
      $1 == "deb" {
        keyring = "-"
        if (match($0, /signed-by=[^] ]+/)) keyring = substr($0, RSTART + 10, RLENGTH - 10)
        sub(/\[[^]]*\]/, "")
        if ($3 == suite && (" " $0 " ") ~ / main /) print keyring ~ /debian-archive/ || $2 ~ /debian\/?$/ ? 0 : 1, $2, keyring
      }' "$file"
  done
  # The public name, where the machine says nothing.
  echo 2 http://deb.debian.org/debian -
}

say "reading package lists"
# One source of several may be broken; what counts is whether a package is found.
apt-get "${apt_options[@]}" update -qq >"$work/log" 2>&1 || true
if [ -z "$(candidate_major)" ] && [ "${ID:-}" != debian ]; then
  tail -n 5 "$work/log" >&2
  fail "apt finds no mesa-vulkan-drivers: is the network reachable, and Ubuntu's universe component enabled?"
fi
if is_new_enough "$(candidate_major)"; then
  say "installing ${packages[*]}"
  install_or_fail
  exit 0
fi

[ "${ID:-}" = debian ] || fail \
  "${PRETTY_NAME:-this system} offers Mesa $(candidate_major), and Dawn needs $wanted_major or newer:" \
  "install a newer Mesa (Ubuntu 24.04 and Debian 12 or newer have one) or a GPU driver, and run npm run setup again"

suite="$VERSION_CODENAME-backports"
cp /etc/apt/sources.list.d/*.sources /etc/apt/sources.list.d/*.list "$work/parts/" 2>/dev/null || true
[ -f /etc/apt/sources.list ] && cp /etc/apt/sources.list "$work/parts/main.list"
default_keyring=/usr/share/keyrings/debian-archive-keyring.gpg
apt_options+=(-o "Dir::Etc::sourcelist=/dev/null" -o "Dir::Etc::sourceparts=$work/parts")
while read -r _ uri keyring; do
  [ "$keyring" != - ] || [ ! -f "$default_keyring" ] || keyring="$default_keyring"
  {
    printf 'Types: deb\nURIs: %s\nSuites: %s\nComponents: main\n' "$uri" "$suite"
    [ "$keyring" = - ] || printf 'Signed-By: %s\n' "$keyring"
  } >"$work/parts/dualnu-backports.sources"
  apt-get "${apt_options[@]}" update -qq >"$work/log" 2>&1 || true
  if is_new_enough "$(candidate_major -t "$suite")"; then
    say "installing ${packages[*]} from $suite"
    install_or_fail -t "$suite"
    exit 0
  fi
done < <(release_sources | sort -s -u -k1,1n -k2)
tail -n 5 "$work/log" >&2
fail "no Mesa $wanted_major or newer in $VERSION_CODENAME or $suite (is the network reachable?): install lavapipe of a newer Mesa, or a GPU driver, and run npm run setup again"
