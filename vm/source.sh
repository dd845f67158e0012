# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2154 # common.sh says where things are
# How does a kernel that is built here come to be? From Debian's source package: the tree's own tinyconfig, merged with
# config/guest.config and config/FLAVOUR.config, and built in the build root by that release's compiler. Where a checker
# is wrong about the kernel itself, config/FLAVOUR-*.patch says why, and silences it. What stays is what Debian's packages
# hold: an image, and in the root, where they would be, the headers that modules are built with.

source_package() { printf 'linux-source-%s\n' "${1#*-}"; }

fragments_of() { printf '%s\n' "$vm_dir/config/guest.config" "$vm_dir/config/${1%%-*}.config"; }

patches_of() { find "$vm_dir/config" -name "${1%%-*}-*.patch" | sort; }

# Where Debian's headers of KERNEL are, or would be, seen from inside the root.
headers_of() { printf '/usr/src/linux-headers-%s\n' "$1"; }

# The name says version, Debian's revision of it, and flavour: 6.12.117-1-debug.
newest_source_kernel() {
	apt_run "$(series_release "$1")" apt-cache show --no-all-versions "$(source_package "$1")" |
		awk -v flavour="${1%%-*}" '/^Version:/ { sub(/~.*/, "", $2); print $2 "-" flavour; exit }'
}

# Changes when the kernel must be built again: its source did, or a line of a fragment or patch that is no remark.
recipe() {
	{
		cat "$cache/kernel/$1/version"
		fragments_of "$1" | xargs -d '\n' sed -n '/^CONFIG_/p; /^# CONFIG_.* is not set$/p'
		patches_of "$1" | xargs -rd '\n' sed '/^#/d'
	} | sha256sum
}

# Is SERIES built as its recipe now says?
is_built() { [[ $(recipe "$1" 2>/dev/null) == "$(cat "$cache/kernel/$1/built" 2>/dev/null)" ]]; }

# The source, patched, in $work; made whole or not at all.
unpack_source() {
	local archive patch
	archive=$(root_of "$release")/usr/src/$(source_package "$series").tar.xz
	rm -rf "$dir"/linux-*
	mkdir -p "$work.new"
	tar -xJf "$archive" -C "$work.new" --strip-components=1 || return
	while read -r patch; do
		inside_root "$release" "$work.new" patch -s -p1 <"$patch" || return
	done < <(patches_of "$series")
	mv "$work.new" "$work"
}

# Lines of the fragments that .config has otherwise: an option that depends on another, or that this version lacks.
lost_lines() {
	local line name
	fragments_of "$series" | xargs -d '\n' cat | while IFS= read -r line; do
		case $line in
		CONFIG_*) grep -Fqx -- "$line" "$work/.config" || printf '%s\n' "$line" ;;
		'# CONFIG_'*' is not set')
			name=${line#\# }
			! grep -q "^${name%% *}=" "$work/.config" || printf '%s\n' "$line"
			;;
		esac
	done
}

make_kernel() {
	inside_root "$release" "$work" make -j"$(nproc)" "LOCALVERSION=-${kernel#*-}" \
		KBUILD_BUILD_USER=vm KBUILD_BUILD_HOST=ucmd "$@"
}

configure() {
	local fragment names=()
	while read -r fragment; do
		cp "$fragment" "$work" && names+=("${fragment##*/}")
	done < <(fragments_of "$series")
	make_kernel -s tinyconfig &&
		inside_root "$release" "$work" scripts/kconfig/merge_config.sh -m .config "${names[@]}" &&
		make_kernel -s olddefconfig
}

# What the kernel's own packaging takes along for modules, and the list of what is no module here.
install_headers() {
	local root headers
	root=$(root_of "$release")
	headers=$(headers_of "$kernel")
	rm -rf "$work/headers" "${root:?}$headers"
	# shellcheck disable=SC2016 # make expands it
	make_kernel run-command KBUILD_RUN_COMMAND='$(srctree)/scripts/package/install-extmod-build headers' &&
		mv "$work/headers" "$root$headers" &&
		mkdir -p "$root/usr/lib/modules/$kernel" &&
		cp "$work/modules.builtin" "$root/usr/lib/modules/$kernel/"
}

# QEMU enters the ELF directly; nobody reads its symbols.
install_image() {
	inside_root "$release" "$work" strip -s -o image vmlinux && mv "$work/image" "$(kernel_image "$series")"
}

# logged COMMAND...: run COMMAND; its output goes to the kernel's log, whose end goes to stderr if it fails.
logged() {
	"$@" >>"$dir/log" 2>&1 || {
		tail -n 20 "$dir/log" | sed 's/^/vm: | /' >&2
		return 1
	}
}

# An interrupted build goes on where it stopped: the tree stays until the kernel is there.
build_source_locked() {
	local series=$1 kernel release dir=$cache/kernel/$1 work lost made_of
	! is_built "$series" || return 0
	can_unshare
	made_of=$(recipe "$series")
	kernel=$(kernel_of "$series")
	release=$(series_release "$series")
	work=$dir/linux-$(patches_of "$series" | xargs -d '\n' cat "$dir/version" | cksum | cut -d' ' -f1)
	rm -f "$dir/built" "$dir/log"
	[[ -e $work ]] || progress "unpacking the source of $kernel" logged unpack_source ||
		die "cannot unpack the source of $kernel: is the disk full?"
	logged configure || die "cannot configure $kernel"
	lost=$(lost_lines)
	[[ -z $lost ]] || die "$kernel does not take these lines of vm/config: $(paste -sd' ' <<<"$lost")"
	progress "building the kernel $kernel, ten minutes on two CPUs (its log: $dir/log)" \
		logged make_kernel vmlinux modules || die "cannot build $kernel: see $dir/log"
	logged install_headers || die "cannot install the headers of $kernel"
	install_image || die "cannot install the image of $kernel"
	printf '%s\n' "$made_of" >"$dir/built"
	rm -rf "$work"
}

# Have what builds kernels, and modules for them: the compiler, and the tools that Kbuild calls.
need_source_tools() {
	fill "$1" "what builds kernels" closure gcc libc6-dev libelf-dev make patch flex bison bc \
		bash binutils coreutils dash diffutils findutils grep gzip mawk sed tar
}

# Have SERIES built.
need_source_kernel() {
	local series=$1 release
	release=$(series_release "$series")
	need_source_tools "$release"
	is_built "$series" && return
	fill "$release" "the source of $(kernel_of "$series")" alone \
		"$(source_package "$series")=$(cat "$cache/kernel/$series/version")"
	with_lock "kernel-$series" build_source_locked "$series"
}
