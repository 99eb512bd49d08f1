#!/usr/bin/env bash
# How long VS Code says that it takes to activate the packaged extension, beside those it comes with. See install.sh for
# what is brought here.
set -euo pipefail
cd "$(dirname "$0")"
if [ "$(uname -sm)" != 'Linux x86_64' ]; then
	echo "VS Code's web build runs here on Linux on x86-64 only: this was not measured on $(uname -sm)"
	exit
fi

[ node_modules/.package-lock.json -nt package-lock.json ] || npm ci --no-audit --no-fund --ignore-scripts
bash install.sh browser
rm -f out/*.vsix
node scripts/vsix.mjs -o out linux-x64
exec node test/activation.mjs "$(ls out/modroute-linux-x64-*.vsix)"
