# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # common.sh says where things are; command_dir is for run
# What is in the guest's file system? A base that every guest has (init, busybox), kept between runs, and per run the
# files that travel: archives that the kernel unpacks one over the other. Files travel straight from the host, at the
# same path, with every directory and symbolic link on the way, so a path means the same inside as outside.

declare -A travels=()

make_base() {
	local dir=$1 busybox name
	busybox=$(root_of "$emulator_release")/usr/bin/busybox
	mkdir -p "$dir"/{proc,sys,dev,run,root,etc,mnt,var,tmp,usr/{bin,sbin,lib,lib64}}
	chmod 755 "$dir"
	chmod 1777 "$dir/tmp"
	for name in bin sbin lib lib64; do ln -s "usr/$name" "$dir/$name"; done
	cp "$busybox" "$dir/usr/bin/busybox"
	for name in $("$busybox" --list); do
		[[ $name == busybox ]] || ln -s busybox "$dir/usr/bin/$name"
	done
	printf 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n' >"$dir/etc/passwd"
	printf 'root:x:0:\nnogroup:x:65534:\n' >"$dir/etc/group"
	gcc -O2 -static -Wall -Wextra -o "$dir/init" "$vm_dir/init.c"
}

archive() { cpio --quiet -0 -o -H newc -R 0:0; }

base_locked() {
	local dir
	[[ $cache/base.cpio -nt $vm_dir/init.c && $cache/base.cpio -nt $vm_dir/initrd.sh ]] && return
	dir=$(mktemp -d "$cache/base.XXXXXX")
	make_base "$dir" || die "cannot build the guest's init: see above"
	(cd "$dir" && find . -print0 | archive) >"$cache/base.cpio.new" && mv "$cache/base.cpio.new" "$cache/base.cpio"
	rm -rf "$dir"
}

need_base() {
	need_emulator
	need_tools
	with_lock base base_locked
}

# travel_path PATH: PATH and all that leads to it. Leaves the place PATH stands for in REPLY.
travel_path() {
	local at='' rest=${1#/} part links=0
	while [[ -n $rest ]]; do
		part=${rest%%/*}
		rest=${rest#"$part"}
		rest=${rest#/}
		case $part in
		'' | .) continue ;;
		..) at=${at%/*} && continue ;;
		esac
		travels["${at#/}${at:+/}$part"]=1
		if [[ -L $at/$part ]]; then
			((++links < 40)) || die "$1: too many symbolic links"
			part=$(readlink "$at/$part")
			[[ $part == /* ]] && at=''
			rest=${part#/}${rest:+/$rest}
		else
			at=$at/$part
		fi
	done
	REPLY=$at
}

is_elf() {
	local magic
	IFS= read -rN4 -d '' magic <"$1" 2>/dev/null
	[[ $magic == $'\x7fELF' ]]
}

# What the ELF file $1 asks for, as ldd says it. One in an unpacked root gets the libraries of that root.
list_libraries() {
	local roots root
	roots=$(readlink -f "$cache/root")
	if [[ $1 == "$roots"/* ]]; then
		root=${1#"$roots/"}
		root=$roots/${root%%/*}
		"$(loader_of "$root")" --library-path "$(libraries_of "$root")" --list "$1"
	else
		ldd "$1"
	fi 2>/dev/null
}

# The shared libraries and the loader that the ELF file $1 asks for; libgcc_s too, which libc opens when a thread ends.
travel_libraries() {
	local line words
	while read -r line; do
		read -ra words <<<"$line"
		case $line in
		*"=> not found"*) die "$1 needs ${words[0]}, which is not found here (LD_LIBRARY_PATH?)" ;;
		*"=> /"*) travel_path "${words[2]}" ;;
		/*) travel_path "${words[0]}" ;;
		esac
	done < <(list_libraries "$1")
	if [[ -n ${travels[lib64]:-} && -e /lib/x86_64-linux-gnu/libgcc_s.so.1 ]]; then
		travel_path /lib/x86_64-linux-gnu/libgcc_s.so.1
	fi
}

# The interpreter a script names; through env, the program that env would find.
travel_interpreter() {
	local line words word path
	IFS= read -r line <"$1" 2>/dev/null || :
	[[ $line == '#!'* ]] || return 0
	read -ra words <<<"${line#??}"
	[[ -e ${words[0]} ]] && travel_program "${words[0]}"
	if [[ ${words[0]##*/} == env ]]; then
		for word in "${words[@]:1}"; do
			[[ $word == -* || $word == *=* ]] && continue
			path=$(type -P "$word") && travel_program "$path"
			break
		done
	fi
	return 0
}

travel_program() {
	local file
	travel_path "$1"
	file=$REPLY
	if is_elf "$file"; then
		travel_libraries "$file"
	else
		travel_interpreter "$file"
	fi
}

travel_folder() {
	local folder file
	travel_path "$1"
	folder=$REPLY
	while IFS= read -rd '' file; do
		travels["${file#/}"]=1
	done < <(find "$folder" -mindepth 1 -print0)
	while IFS= read -rd '' file; do
		! is_elf "$file" || travel_libraries "$file"
	done < <(find "$folder" -type f \( -perm /111 -o -name '*.so*' \) -print0)
}

# travel PATH: a file or folder, with what its ELF files need.
travel() {
	local path=$1
	[[ $path == /* ]] || path=$PWD/$path
	[[ -e $path ]] || die "no such file or folder: $1"
	[[ -r $path ]] || die "cannot read $1"
	case $path in
	/ | /proc | /proc/* | /sys | /sys/* | /dev | /dev/*) die "$1 cannot travel: the guest has its own" ;;
	esac
	if [[ -d $path ]]; then travel_folder "$path"; else travel_program "$path"; fi
}

# travel_command NAME: COMMAND itself; the guest's busybox has it when this machine has not.
travel_command() {
	local name=$1 path
	if [[ $name == */* ]]; then
		[[ -f $name && -x $name ]] || die "cannot run $name: no such program here"
		travel "$name"
	elif path=$(type -P "$name"); then
		travel "$path"
		command_dir=$(dirname "$path")
	elif ! "$(root_of "$emulator_release")/usr/bin/busybox" --list | grep -Fqx -- "$name"; then
		die "cannot run $name: no such program here, nor in busybox"
	fi
}

# per_run_archive FOLDER: the files that travel, then FOLDER as the guest's /.vm.
per_run_archive() {
	travel_path "$PWD"
	(cd / && printf '%s\0' "${!travels[@]}" | sort -z | archive)
	(cd "$1" && find .vm -print0 | archive)
}
