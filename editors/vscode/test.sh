#!/usr/bin/env bash
# All tests of the extension: types and settings, what needs no VS Code, what runs in VS Code, what a person sees.
# With "quick", only the first two. The screenshots are left in out/shots. See install.sh for what is brought here.
set -euo pipefail
cd "$(dirname "$0")"
heading() { printf '\n== %s\n' "$*"; }

[ node_modules/.package-lock.json -nt package-lock.json ] || npm ci --no-audit --no-fund --ignore-scripts

heading 'types; settings as documented'
npm run --silent check

heading 'without VS Code'
npm run --silent unit -- --test-reporter=dot

if [ "${1-}" = quick ]; then exit; fi

heading 'VS Code, Node and Chromium, in the checkout'"'"'s cache'
bash install.sh

heading 'the package for this platform, and one without a server'
node scripts/vsix.mjs -o out plain linux-x64

heading 'in VS Code'"'"'s own test runner'
node test/inside.mjs

heading 'what a person sees, with the packaged extension'
node test/seen.mjs "$(ls out/modroute-linux-x64-*.vsix)" out/shots
