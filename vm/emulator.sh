# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2154 # common.sh says where things are
# Which emulator runs guests, and how? QEMU 7.2 of Debian 12 emulates wrongly now and then (cmpxchg16b, text patched
# under several CPUs), so it is never used: the host's QEMU if it is new enough, else Debian 13's from its unpacked root.

host_qemu() {
	local path major
	path=$(command -v qemu-system-x86_64) || return
	major=$("$path" --version 2>/dev/null | sed -n 's/^QEMU emulator version \([0-9]*\)\..*/\1/p')
	((${major:-0} >= 8)) && printf '%s\n' "$path"
}

# qemu_command ARRAY: the words that start the emulator. UCMD_EMULATOR_PREFIX, a command that ends by running its
# arguments, goes first.
qemu_command() {
	local -n words=$1
	local root lib path
	if path=$(host_qemu); then
		words=("$path")
	else
		need_emulator
		root=$(root_of "$emulator_release")
		lib=$root/usr/lib/x86_64-linux-gnu
		words=(env "QEMU_MODULE_DIR=$lib/qemu" "$lib/ld-linux-x86-64.so.2" --library-path "$lib"
			"$root/usr/bin/qemu-system-x86_64" -L "$root/usr/share/qemu" -L "$root/usr/share/seabios")
	fi
	if [[ -n ${UCMD_EMULATOR_PREFIX:-} ]]; then
		words=("$UCMD_EMULATOR_PREFIX" "${words[@]}")
	fi
}

kvm_probe() {
	UCMD_ACCEL=kvm UCMD_BOOT_SECONDS=8 UCMD_BOOT_TRIES=1 UCMD_EMULATOR_PREFIX='' \
		"$vm_dir/run" -k "$1" -t 10 -- true >/dev/null 2>&1
}

# Does hardware virtualization run a stock kernel here? A /dev/kvm that cannot exists, so a kernel is booted to know,
# once per boot of this machine.
kvm_works() {
	local boot known verdict=no
	[[ -r /dev/kvm && -w /dev/kvm ]] || return
	boot=$(</proc/sys/kernel/random/boot_id)
	known=$(cat "$cache/kvm" 2>/dev/null || :)
	if [[ $known != "$boot "* ]]; then
		progress "trying hardware virtualization" kvm_probe "$1" && verdict=yes
		known="$boot $verdict"
		printf '%s\n' "$known" >"$cache/kvm"
	fi
	[[ $known == *yes ]]
}

# accelerator KERNEL: kvm or tcg; UCMD_ACCEL overrides the choice.
accelerator() {
	if [[ -n ${UCMD_ACCEL:-} ]]; then
		printf '%s\n' "$UCMD_ACCEL"
	elif kvm_works "$1"; then
		echo kvm
	else
		echo tcg
	fi
}

accelerator_options() {
	case $1 in
	kvm) echo "-accel kvm -cpu host" ;;
	*) echo "-accel tcg -cpu qemu64" ;;
	esac
}
