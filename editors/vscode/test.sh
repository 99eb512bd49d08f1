#!/usr/bin/env bash
# All tests of the extension: types and settings, what needs no VS Code, pages, what runs in VS Code, what a person sees.
# With "quick", only the first two. The screenshots are left in out/shots and out/clicks. See install.sh for what is
# brought here; that runs on Linux on x86-64, and elsewhere only what needs no VS Code is tested, which in CI is an error.
set -euo pipefail
cd "$(dirname "$0")"
heading() { printf '\n== %s\n' "$*"; }

[ node_modules/.package-lock.json -nt package-lock.json ] || npm ci --no-audit --no-fund --ignore-scripts

heading 'types; settings as documented'
npm run --silent check

heading 'without VS Code'
npm run --silent unit -- --test-reporter=dot

if [ "${1-}" = quick ]; then exit; fi
if [ "$(uname -sm)" != "Linux x86_64" ] && [ "${CI-}" != true ]; then
	heading "the tests in VS Code run on Linux on x86-64 only: they were not run on $(uname -sm)"
	exit
fi

heading 'VS Code, Node and Chromium, in the checkout'"'"'s cache'
bash install.sh browser

heading 'the package for this platform, and one without a server'
rm -f out/*.vsix
node scripts/vsix.mjs -o out plain linux-x64

heading 'the page with the picture, in a browser'
node --test --test-reporter=dot test/page.mjs

heading 'in VS Code'"'"'s own test runner'
node test/inside.mjs

heading 'what a person sees, with the packaged extension'
node test/seen.mjs "$(ls out/modroute-linux-x64-*.vsix)" out/shots

heading 'what a person clicks'
node test/clicks.mjs "$(ls out/modroute-linux-x64-*.vsix)" out/clicks

heading 'the demonstration in the browser'
node test/demo.mjs
