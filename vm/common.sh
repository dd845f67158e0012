# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2034 # used by those who source this
# Where do things live, and how does the runner speak? Sourced by every script in this folder.

vm_dir=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
top=$(dirname "$vm_dir")
# UCMD_SRC: another tree of sources to build modules from; its products stay inside it.
src=$(readlink -f "${UCMD_SRC:-$top}")
build=$top/build
cache=$build/vm
# The release whose QEMU and busybox every guest uses, whatever the host runs.
emulator_release=trixie

PATH=$PATH:/usr/sbin:/sbin
export LC_ALL=C.UTF-8

say() { printf 'vm: %s\n' "$*" >&2; }

# Wrong input or a machine that lacks something: one line that says what to do, status 2.
die() {
	say "$*"
	exit 2
}

# progress TEXT COMMAND...: run COMMAND; once it has taken 2 s, say what is going on.
progress() {
	local text=$1 begin=$SECONDS ticker status=0

	shift
	(
		sleep 2 >/dev/null 2>&1
		say "$text ..."
	) >/dev/null &
	ticker=$!
	disown "$ticker"
	"$@" || status=$?
	kill "$ticker" 2>/dev/null || :
	if ((status == 0 && SECONDS - begin > 2)); then
		say "$text: $((SECONDS - begin)) s"
	fi
	return "$status"
}

# with_lock NAME COMMAND...: run COMMAND while nobody else holds NAME. Not from inside itself.
with_lock() {
	local file=$cache/lock/$1 fd status=0

	shift
	mkdir -p "$cache/lock"
	exec {fd}>"$file"
	flock -n "$fd" || progress "waiting for another vm/ command" flock "$fd"
	"$@" || status=$?
	flock -u "$fd"
	exec {fd}>&-
	return "$status"
}

# series_row SERIES: the table's row without its first column, or nothing.
series_row() {
	awk -v s="$1" '!/^#/ && $1 == s { $1 = ""; print substr($0, 2) }' "$vm_dir/series"
}

series_names() {
	awk '!/^#/ && NF { print $1 }' "$vm_dir/series"
}

# build_lock SERIES: the lock that is held while the modules for SERIES change.
build_lock() { printf 'kbuild-%s-%s\n' "$1" "$(cksum <<<"$src" | cut -d' ' -f1)"; }

# What this folder's scripts call that a small Debian lacks.
need_tools() { "$vm_dir/deps" cpio gcc libc6-dev kmod xz-utils zstd; }

# The newest series that comes without backports and is not built here: the one Debian itself stands behind.
default_series() {
	awk '!/^#/ && NF && !/-backports/ && $1 !~ /-/ { print $1 }' "$vm_dir/series" | sort -V | tail -n 1
}

require_series() {
	[[ -n $(series_row "$1") ]] ||
		die "unknown kernel '$1': choose one of $(series_names | paste -sd' '), or the path of a bzImage"
}

# Is SERIES built here, with checkers, and not one of Debian's own kernels?
built_here() { [[ $1 == *-* ]]; }

# The guest's MiB of memory: checkers keep a shadow of it, and their notes.
memory_for() { if built_here "$1"; then echo 1024; else echo 512; fi; }

# How many times as long as on Debian's own kernel may things take on SERIES?
patience() { if built_here "$1"; then echo 5; else echo 1; fi; }

series_release() { series_row "$1" | awk '{ print $1 }'; }

# The exact kernel fetched for SERIES, such as 6.12.117+deb12-cloud-amd64; fails if there is none.
kernel_of() { cat "$cache/kernel/$1/release" 2>/dev/null; }
