# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2154 # common.sh says where things are
# What does booting, and building for, a kernel take, and is it here? Names in this file: a series is `6.12`, a kernel
# is the newest point release of it that Debian ships headers for, such as `6.12.117+deb12-cloud-amd64`. Kernels that are
# built here have the same parts in the same places; source.sh makes them.

# The cloud flavour: small, quick to boot, with io_uring, NVMe and tracing built in.
flavour=cloud-amd64

kernel_image() { printf '%s\n' "$cache/kernel/$1/vmlinux"; }

# Changes when the kernel does, if only in how it is configured.
identity() { cat "$cache/kernel/$1/release" "$cache/kernel/$1/built" 2>/dev/null || :; }

# What Debian holds of SERIES: the kernel itself, or what it is built from.
newest_kernel() {
	if built_here "$1"; then
		newest_source_kernel "$1"
		return
	fi
	apt_run "$(series_release "$1")" apt-cache pkgnames "linux-headers-$1." |
		sed -n "s/^linux-headers-\(.*-$flavour\)\$/\1/p" | sort -V | tail -n 1
}

# The package whose version is that of KERNEL.
version_package() {
	if built_here "$1"; then source_package "$1"; else printf 'linux-headers-%s\n' "$2"; fi
}

resolve_locked() {
	local series=$1 release kernel dir=$cache/kernel/$1
	release=$(series_release "$series")
	[[ -e $dir/release ]] && return
	apt_ready "$release"
	kernel=$(newest_kernel "$series")
	[[ -n $kernel ]] ||
		die "Debian $release has no kernel $series: run 'vm/fetch -u $series', or choose another"
	mkdir -p "$dir"
	apt_run "$release" apt-cache show --no-all-versions "$(version_package "$series" "$kernel")" |
		awk '/^Version:/ { print $2; exit }' >"$dir/version"
	printf '%s\n' "$kernel" >"$dir/release"
}

# Settle once which kernel a series means; `vm/fetch -u` settles it anew.
resolve() {
	require_series "$1"
	[[ -e $cache/kernel/$1/release ]] || with_lock "root-$(series_release "$1")" resolve_locked "$1"
}

refresh_locked() {
	local release
	release=$(series_release "$1")
	apt_setup "$release"
	apt_update "$release"
	[[ $(newest_kernel "$1") == "$(kernel_of "$1")" ]] || rm -f "$cache/kernel/$1"/{release,vmlinux,built}
}

# Look for a newer point release of SERIES; what is here stays until one is listed.
refresh() { with_lock "root-$(series_release "$1")" refresh_locked "$1"; }

image_packages() {
	local release=$1 kernel=$2 binary
	binary=$(apt_run "$release" apt-cache pkgnames "linux-binary-$kernel" | grep -x "linux-binary-$kernel" || :)
	if [[ -n $binary ]]; then
		printf '%s\n' "$binary" "linux-modules-$kernel"
	else
		printf '%s\n' "linux-image-$kernel"
	fi
}

find_vmlinuz() {
	local root=$1 kernel=$2 file
	for file in "$root/boot/vmlinuz-$kernel" "$root/usr/lib/modules/$kernel/vmlinuz"; do
		[[ -e $file ]] && printf '%s\n' "$file" && return
	done
	return 1
}

# The field at OFFSET of the boot header of FILE, 4 bytes, little-endian as this machine.
header_field() { od -An -tu4 -j"$2" -N4 "$1" | tr -d ' '; }

# The ELF inside a bzImage. QEMU enters it directly, so that the guest need not unpack it: a quarter of a boot. Where it
# is, and how long with its 4 bytes of trailer, is in the header (boot protocol 2.08). LZ4, as in 6.1, gains nothing.
unpack_kernel() {
	local sectors start length unpack
	sectors=$(od -An -tu1 -j497 -N1 "$1" | tr -d ' ')
	start=$(((sectors + 1) * 512 + $(header_field "$1" 584)))
	length=$(($(header_field "$1" 588) - 4))
	case $(od -An -tx1 -j"$start" -N4 "$1" | tr -d ' ') in
	28b52ffd) unpack=zstd ;;
	fd377a58) unpack=xz ;;
	*) return 1 ;;
	esac
	"$unpack" -qdc < <(tail -c "+$((start + 1))" "$1" | head -c "$length")
}

image_locked() {
	local series=$1 kernel vmlinuz image
	image=$(kernel_image "$series")
	[[ ! -e $image ]] || return 0
	kernel=$(kernel_of "$series")
	vmlinuz=$(find_vmlinuz "$(root_of "$(series_release "$series")")" "$kernel") ||
		die "the packages of $kernel hold no kernel image"
	need_tools
	unpack_kernel "$vmlinuz" >"$image.new" || cp "$vmlinuz" "$image.new"
	mv "$image.new" "$image"
}

# Debian's own kernel and the modules that come with it.
need_packaged_image() {
	local series=$1 release kernel
	[[ ! -e $(kernel_image "$series") ]] || return 0
	release=$(series_release "$series")
	kernel=$(kernel_of "$series")
	with_lock "root-$release" apt_ready "$release"
	# shellcheck disable=SC2046 # one word per package
	fill "$release" "linux-$kernel" alone $(image_packages "$release" "$kernel")
	with_lock "kernel-$series" image_locked "$series"
}

need_packaged_headers() {
	local kernel
	kernel=$(kernel_of "$1")
	fill "$(series_release "$1")" "headers-$kernel" closure "linux-headers-$kernel" \
		bash binutils coreutils dash diffutils findutils grep make mawk sed
}

# Have the kernel image of SERIES, and the modules that come with it.
need_image() {
	resolve "$1"
	if built_here "$1"; then need_source_kernel "$1"; else need_packaged_image "$1"; fi
}

# Have what builds modules for SERIES: headers, the compiler they ask for, and the tools Kbuild calls.
need_headers() {
	# Debian's headers depend on their image: with it here first, apt leaves its installer's tools alone.
	need_image "$1"
	built_here "$1" || need_packaged_headers "$1"
}

# Have sparse for `make C=2`.
need_sparse() { fill "$(series_release "$1")" sparse closure sparse; }

# Have the emulator, and the shell and tools every guest carries.
need_emulator() { fill "$emulator_release" emulator closure qemu-system-x86 busybox-static; }
