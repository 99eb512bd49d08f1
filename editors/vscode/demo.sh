#!/usr/bin/env bash
# Shows the extension on the demonstration repository, in VS Code's web build: in the browser, on this machine alone,
# with a home and a profile of its own, until Ctrl-C ends it and nothing of it is left but the cache (install.sh).
set -euo pipefail
cd "$(dirname "$0")"

[ node_modules/.package-lock.json -nt package-lock.json ] || npm ci --no-audit --no-fund --ignore-scripts
bash install.sh
rm -f out/*.vsix
node scripts/vsix.mjs -o out linux-x64
exec node scripts/demo.mjs "$(ls out/modroute-linux-x64-*.vsix)"
