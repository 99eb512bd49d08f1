#!/usr/bin/env bash
# Brings a program that the tests in real editors need, and prints its path:
#
#     bash editors/bring.sh nvim-0.12|nvim-0.10|helix|emacs|tmux|gopls
#
# A program on PATH is taken when it is new enough. Otherwise it is unpacked
# from the machine's own Debian mirror into .cache/editors, with all libraries
# that it needs; nothing is installed on the system. A second call finds it
# there. gopls is built, from the Go module proxy.
set -euo pipefail

name=${1:-}
cache=$(cd "$(dirname "$0")/.." && pwd)/.cache/editors
home=$cache/$name

fail() {
	printf 'bring.sh: %s\n' "$*" >&2
	exit 1
}

have() { command -v "$1" >/dev/null; }

# For each program: its name on PATH; which versions will do, from one on and
# below another; the Debian suite and package that have it. Neovim starts
# servers in another way from 0.11 on.
below=99999
case $name in
nvim-0.12) program=nvim from=0.12 suite=forky package=neovim install='Neovim 0.12 or newer' ;;
nvim-0.10) program=nvim from=0.10 below=0.11 suite=trixie package=neovim install='Neovim 0.10' ;;
helix) program=hx from=25.01 suite=trixie package=hx install='Helix 25.01 or newer' ;;
emacs) program=emacs binary=emacs-nox from=30.0 suite=trixie package=emacs-nox install='Emacs 30 or newer' ;;
tmux) program=tmux from=3.2 suite=trixie package=tmux install='tmux 3.2 or newer' ;;
gopls) ;;
*) fail "there is no '$name' to bring" ;;
esac
binary=${binary:-${program:-}}

# in_range VERSION: is it one that will do?
in_range() {
	[[ -n $1 ]] && printf '%s\n%s\n' "$from" "$1" | sort -VC && ! printf '%s\n%s\n' "$below" "$1" | sort -VC
}

# version_of PROGRAM prints the first version number in what it says of itself.
version_of() {
	{ "$1" --version 2>/dev/null || "$1" -V 2>/dev/null; } | grep -Eom1 '[0-9]+\.[0-9]+' || true
}

# Whoever comes second waits, and finds it done. Where nobody can be made to
# wait, both do it, and what the last one brings stays.
lock() {
	mkdir -p "$cache"
	exec 9>"$cache/$name.lock"
	! have flock || flock 9
}

# begin makes the folder $new, which is gone after a failure.
begin() {
	new=$(mktemp -d "$cache/new.XXXXXX")
	trap 'rm -rf "$new"' EXIT
}

# settle puts the complete folder in its place, at once or not at all.
settle() {
	rm -rf "$home"
	mv "$new" "$home"
}

bring_gopls() {
	local version=v0.23.0
	home=$cache/gopls-$version
	have go || fail 'gopls needs Go to be built: install it'
	if [[ ! -x $home/gopls ]]; then
		lock
	fi
	if [[ ! -x $home/gopls ]]; then
		begin
		GOBIN=$new GOFLAGS= go install "golang.org/x/tools/gopls@$version" >&2 || fail "gopls $version could not be built"
		settle
	fi
	echo "$home/gopls"
}

# mirrors prints the addresses that this machine may have Debian's packages
# from. Others' packages may be among them: they do not bear Debian's signature.
mirrors() {
	apt-get --print-uris update | sed -nE "s|^'([^']*/)dists/[^/']*/InRelease'.*|\1|p" | grep -v security | sort -u
}

# private_apt DIR URI writes an apt configuration that knows one suite, and
# keeps everything in DIR. Of the machine's own only the way to the network
# is taken over: its hooks would work on the system.
private_apt() {
	mkdir -p "$1/lists/partial" "$1/archives/partial" "$1/none"
	: >"$1/status"
	cat >"$1/list.sources" <<-END
		Types: deb
		URIs: $2
		Suites: $suite
		Components: main
		Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
	END
	{
		apt-config dump | grep -E '^Acquire::(https?|ftp|Retries|Check-)' || true
		cat <<-END
			Dir::Etc::main "/dev/null";
			Dir::Etc::parts "$1/none";
			Dir::Etc::sourcelist "$1/list.sources";
			Dir::Etc::sourceparts "$1/none";
			Dir::Etc::preferences "/dev/null";
			Dir::Etc::preferencesparts "$1/none";
			Dir::State "$1";
			Dir::State::lists "$1/lists";
			Dir::State::status "$1/status";
			Dir::Cache "$1";
			Dir::Cache::archives "$1/archives";
			Acquire::Languages "none";
			APT::Install-Recommends "false";
			APT::Sandbox::User "";
			Debug::NoLocking "true";
		END
	} >"$1/apt.conf"
}

# download DIR gets the package and all that it depends on.
download() {
	local uri
	for uri in $(mirrors 2>/dev/null); do
		private_apt "$1" "$uri"
		APT_CONFIG=$1/apt.conf apt-get -q update >>"$1/log" 2>&1 || continue
		APT_CONFIG=$1/apt.conf apt-get -q -y --download-only install "$package" >>"$1/log" 2>&1 || continue
		return
	done
	[[ ! -e $1/log ]] || tail -n 20 "$1/log" >&2
	fail "$package cannot be had from Debian's $suite, as apt is set up here; install $install"
}

# unpack DIR fills DIR/root with the package and all that it depends on.
unpack() {
	local deb
	download "$1"
	mkdir "$1/root"
	for deb in "$1"/archives/*.deb; do
		dpkg-deb -x "$deb" "$1/root"
	done
	# Nothing stays of how it came: apt's configuration may name passwords.
	find "$1" -mindepth 1 -maxdepth 1 ! -name root -exec rm -rf {} +
}

# launcher DIR writes the program that starts the unpacked one with the
# libraries and data that came with it. It finds them from where it lies, so
# that the folder can be moved. Neovim without --headless starts itself a second
# time, which does not work so; the tests have no need of it.
launcher() {
	cat >"$1/$program" <<-'END'
		#!/bin/sh
		root=$(dirname "$(readlink -f "$0")")/root/usr
		for loader in "$root"/lib64/ld-linux*.so* "$root"/lib/ld-linux*.so*; do
			[ -e "$loader" ] && break
		done
		for libraries in "$root"/lib/*-linux-gnu*; do
			[ -d "$libraries" ] && break
		done
	END
	case $name in
	nvim-*) cat >>"$1/$program" <<-'END'
		export VIM="$root/share/nvim" VIMRUNTIME="$root/share/nvim/runtime"
		set -- --cmd "set rtp+=$root/lib/nvim" "$@"
	END
	;;
	helix) echo 'export HELIX_RUNTIME="$root/lib/hx/runtime"' >>"$1/$program" ;;
	emacs) cat >>"$1/$program" <<-'END'
		for share in "$root"/share/emacs/[0-9]*; do
			version=${share##*/}
		done
		for dump in "$root"/libexec/emacs/"$version"/*/emacs*.pdmp; do
			[ -e "$dump" ] && break
		done
		export EMACSLOADPATH="$(find "$share/lisp" -type d | tr '\n' ':')" EMACSDATA="$share/etc" EMACSDOC="$share/etc" EMACSPATH="${dump%/*}"
		set -- --dump-file="$dump" "$@"
	END
	;;
	tmux) echo 'export TERMINFO_DIRS="$root/share/terminfo:$root/lib/terminfo:/lib/terminfo"' >>"$1/$program" ;;
	esac
	# Emacs looks for itself under the name that it is given.
	printf 'exec "$loader" --library-path "$libraries" --argv0 "$root/bin/%s" "$root/bin/%s" "$@"\n' "$binary" "$binary" >>"$1/$program"
	chmod +x "$1/$program"
}

bring_from_debian() {
	local on_path
	on_path=$(command -v "$program" || true)
	if [[ -n $on_path ]] && in_range "$(version_of "$on_path")"; then
		echo "$on_path"
		return
	fi
	if [[ ! -x $home/$program ]]; then
		have apt-get && have dpkg-deb ||
			fail "no $install on PATH, and no apt to unpack it with; install $install"
		lock
	fi
	if [[ ! -x $home/$program ]]; then
		begin
		unpack "$new"
		launcher "$new"
		in_range "$(version_of "$new/$program")" ||
			fail "Debian's $suite has ${package} $(version_of "$new/$program"), which is not $install: install that"
		settle
	fi
	echo "$home/$program"
}

if [[ $name == gopls ]]; then
	bring_gopls
else
	bring_from_debian
fi
