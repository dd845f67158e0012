#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# What can this kernel do?  Compiles each file of probe/ against a kernel build
# tree, with that kernel's own flags, and writes the answers as a header:
#
#	probe.sh KDIR OUTPUT [MAKE-ARG...]
#
# A probe that compiles defines UCMD_HAVE_<NAME>.  No version number is asked:
# distributions backport, and trees lie.
set -eu

kdir=$1 out=$2
shift 2
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if [ ! -f "$kdir/Makefile" ]; then
	echo "ucmd: $kdir is no kernel build tree (no Makefile): install the kernel's headers or pass KDIR=" >&2
	exit 2
fi

mkdir "$work/probe"
cp "$here"/probe/*.c "$work/probe/"
cp "$here/include.h" "$work/"
objs=$(cd "$work/probe" && echo *.c | sed 's/\.c/.o/g')
echo "obj-m := $objs" > "$work/probe/Kbuild"

# A probe that fails to compile is an answer, so the exit status is none.
make -C "$kdir" M="$work/probe" -k -j"$(nproc)" KBUILD_MODPOST_WARN=1 \
	"$@" modules > "$work/log" 2>&1 || true

if [ ! -f "$work/probe/baseline.o" ]; then
	grep -m5 -E 'error:|\*\*\*' "$work/log" >&2 || tail -n 5 "$work/log" >&2
	echo "ucmd: cannot compile modules against $kdir (see above)" >&2
	exit 1
fi

{
	echo "/* Written by kernel/compat/probe.sh; do not edit. */"
	for c in "$work"/probe/*.c; do
		name=$(basename "$c" .c)
		case $name in baseline | *.mod) continue ;; esac
		upper=$(echo "$name" | tr '[:lower:]' '[:upper:]')
		if [ -f "$work/probe/$name.o" ]; then
			echo "#define UCMD_HAVE_$upper 1"
		else
			echo "/* UCMD_HAVE_$upper is not set */"
		fi
	done
} > "$out.new"
mv "$out.new" "$out"
