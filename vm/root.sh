# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2154 # common.sh says where things are
# How do packages of a Debian release get here? Through the machine's own apt, pointed at private directories: the
# machine's mirrors, proxies and keys are used, its package state is neither read nor changed. Each release has one
# root, a folder of unpacked packages; maintainer scripts never run, so nothing here needs to be root.
#
# A root's dpkg status lists what was unpacked, so apt fetches only what is missing, and goes on where it was interrupted.

root_of() { printf '%s\n' "$cache/root/$1"; }

# What starts programs of the release that is unpacked in ROOT, and where it is to look for libraries: some are in folders of
# their own, which their users name as if ROOT were /.
loader_of() { printf '%s\n' "$1/usr/lib64/ld-linux-x86-64.so.2"; }

libraries_of() {
	find "$1/usr/lib/x86_64-linux-gnu" -maxdepth 2 -name 'lib*.so.*' -printf '%h\n' | sort -u | paste -sd:
}

keyring() {
	local file
	for file in /usr/share/keyrings/debian-archive-keyring.{pgp,gpg}; do
		[[ -r $file ]] && printf '%s\n' "$file" && return
	done
	die "no Debian archive keys: run 'apt-get install debian-archive-keyring'"
}

# mirror REGEX: the first URI among the machine's own apt sources with a suite that matches REGEX.
# Lists that were never downloaded do not matter for that.
mirror() {
	# shellcheck disable=SC2016 # apt expands these
	apt-get indextargets --no-release-info --format '$(REPO_URI) $(RELEASE)' 'Created-By: Packages' 2>/dev/null |
		awk -v re="^($1)\$" '$2 ~ re && !found { print $1; found = 1 }'
}

# The suites that the table names for RELEASE.
suites_of() {
	awk -v r="$1" '!/^#/ && $2 == r { for (i = 3; i <= NF; i++) print $i }' "$vm_dir/series" | sort -u
}

# The lines of sources.list that RELEASE needs; the same mirrors carry every release.
sources_list() {
	local release=$1 codename main security suite uri
	# shellcheck source=/dev/null
	codename=$(. /etc/os-release && printf '%s' "${VERSION_CODENAME:-}")
	main=$(mirror "$codename|stable|oldstable|testing")
	security=$(mirror '.*-security')
	[[ -n $main ]] || die "apt on this machine has no Debian mirror for '$codename' in its sources: add one"
	for suite in $(suites_of "$release") ${security:+"$release-security"}; do
		uri=$main
		# Beside its main archive is where every mirror keeps the security archive.
		[[ $suite != *-security ]] || uri=${security:-${main%/}-security}
		printf 'deb [signed-by=%s] %s %s main\n' "$(keyring)" "$uri" "$suite"
	done | sort -u
}

apt_conf() {
	local state=$cache/apt/$1
	cat <<-EOF
		Dir::Etc::sourcelist "$state/sources.list";
		Dir::Etc::sourceparts "$state/none";
		Dir::Etc::preferences "/dev/null";
		Dir::Etc::preferencesparts "$state/none";
		Dir::State "$state";
		Dir::State::lists "$state/lists";
		Dir::State::status "$(root_of "$1")/var/lib/dpkg/status";
		Dir::Cache "$state/cache";
		APT::Architecture "amd64";
		#clear APT::Architectures;
		APT::Architectures { "amd64"; };
		APT::Install-Recommends "false";
		APT::Sandbox::User "root";
		APT::Update::Error-Mode "any";
		Acquire::Retries "3";
		Acquire::Languages "none";
		#clear APT::Update::Post-Invoke;
		#clear APT::Update::Post-Invoke-Success;
		#clear DPkg::Post-Invoke;
		#clear DPkg::Pre-Install-Pkgs;
	EOF
}

# An empty root has the merged /usr of today's Debian, and the names that maintainer scripts would have made.
root_create() {
	local root dir
	root=$(root_of "$1")
	[[ -e $root/var/lib/dpkg/status ]] && return
	mkdir -p "$root"/usr/{bin,sbin,lib,lib64} "$root"/{proc,dev,sys,tmp,etc,var/lib/dpkg}
	for dir in bin sbin lib lib64; do
		ln -sfn "usr/$dir" "$root/$dir"
	done
	ln -sfn mawk "$root/usr/bin/awk"
	: >"$root/var/lib/dpkg/status"
}

# apt_run RELEASE TOOL ARG...: run apt-get or apt-cache on RELEASE's private state; what it said is kept for error messages.
apt_run() {
	local release=$1 tool=$2
	shift 2
	"$tool" -q -c "$cache/apt/$release/apt.conf" "$@" 2>"$cache/apt/$release/errors"
}

apt_failed() {
	local release=$1 what=$2 reason
	reason=$(grep -m1 '^E:' "$cache/apt/$release/errors" || tail -n 1 "$cache/apt/$release/errors")
	die "cannot $what (apt: ${reason#E: }): check the network and the machine's apt sources, then run this again"
}

apt_setup() {
	local release=$1 state=$cache/apt/$1 list
	command -v apt-get >/dev/null ||
		die "kernels and tools come from Debian packages: run this on Debian 12 or 13"
	mkdir -p "$state"/{none,lists/partial,cache}
	root_create "$release"
	list=$(sources_list "$release") || exit
	# A changed mirror or table makes the downloaded lists stale.
	if [[ $list != "$(cat "$state/sources.list" 2>/dev/null)" ]]; then
		rm -f "$state/listed"
		printf '%s\n' "$list" >"$state/sources.list"
	fi
	apt_conf "$release" >"$state/apt.conf"
}

apt_update() {
	progress "reading the package lists of Debian $1" apt_run "$1" apt-get update >/dev/null ||
		apt_failed "$1" "read the package lists of Debian $1"
	: >"$cache/apt/$1/listed"
}

apt_ready() {
	apt_setup "$1"
	[[ -e $cache/apt/$1/listed ]] || apt_update "$1"
}

# unpack RELEASE DEB: put the files of DEB into the root, then record it there. Dependencies are left out of the record:
# apt has resolved them by now, and kernels travel without their installer's tools.
unpack() {
	local root
	root=$(root_of "$1")
	dpkg-deb --fsys-tarfile "$2" | tar -x -C "$root" --keep-directory-symlink --no-same-owner \
		--exclude='./usr/share/doc/*' --exclude='./usr/share/man/*' --exclude='./usr/share/locale/*' || return
	{
		dpkg-deb -f "$2" Package Version Architecture Multi-Arch Provides |
			sed '/^Package:/a Status: install ok installed'
		echo
	} >"$2.record"
}

# The newest record of a package replaces the older ones.
record() {
	local status=$1
	shift
	awk -v RS= -v ORS='\n\n' '{ split($0, line, "\n"); stanza[line[1]] = $0 }
		END { for (name in stanza) print stanza[name] }' "$status" "$@" >"$status.new" &&
		mv "$status.new" "$status"
}

unpack_all() {
	local release=$1 archives=$2 deb
	local debs=("$archives"/*.deb)
	[[ -e ${debs[0]} ]] || return 0
	for deb in "${debs[@]}"; do
		unpack "$release" "$deb" || return
	done
	record "$(root_of "$release")/var/lib/dpkg/status" "$archives"/*.record && rm -r "$archives"
}

download() {
	local release=$1 archives=$2 how=$3
	shift 3
	mkdir -p "$archives/partial"
	case $how in
	# What the packages need comes along, or only the packages themselves. What is there stays: somebody may be running
	# it, and a record without dependencies looks to apt like another build of the same version.
	closure)
		apt_run "$release" apt-get install -y --download-only --no-upgrade \
			-o "Dir::Cache::archives=$archives" "$@" >/dev/null
		;;
	alone) (cd "$archives" && apt_run "$release" apt-get download "$@" >/dev/null) ;;
	esac
}

# A set is there once its stamp is; a set of other packages has another stamp.
stamp_of() {
	local release=$1 what=$2
	shift 3
	printf '%s/var/lib/vm/%s.%s\n' "$(root_of "$release")" "$what" "$(printf '%s\n' "$@" | cksum | cut -d' ' -f1)"
}

fill_locked() {
	local release=$1 what=$2 how=$3 stamp archives
	stamp=$(stamp_of "$@")
	archives=$cache/apt/$release/archives/${stamp##*/}
	shift 3
	[[ ! -e $stamp ]] || return 0
	apt_ready "$release"
	if ! progress "downloading $what" download "$release" "$archives" "$how" "$@"; then
		# Lists older than the mirror name packages that are gone: read them once more.
		apt_update "$release"
		progress "downloading $what" download "$release" "$archives" "$how" "$@" || apt_failed "$release" "download $what"
	fi
	progress "unpacking $what" unpack_all "$release" "$archives" || die "cannot unpack $what: is the disk full?"
	mkdir -p "${stamp%/*}"
	: >"$stamp"
}

# fill RELEASE WHAT closure|alone PACKAGE...: have PACKAGEs unpacked in RELEASE's root; WHAT names the set in messages.
fill() {
	[[ -e $(stamp_of "$@") ]] || with_lock "root-$1" fill_locked "$@"
}

own=()
((EUID == 0)) || own=(--map-root-user)

can_unshare() {
	unshare --mount "${own[@]}" true 2>/dev/null ||
		die "building needs a mount namespace: be root, or allow user namespaces (kernel.unprivileged_userns_clone," \
			"user.max_user_namespaces); a container needs CAP_SYS_ADMIN"
}

# inside_root RELEASE FOLDER COMMAND...: run COMMAND in RELEASE's root, in FOLDER, which is there at the same path.
# Mounts live in a namespace of their own and vanish with it; objtool of Linux 7 reads /proc.
inside_root() {
	local root folder=$2
	root=$(root_of "$1")
	shift 2
	mkdir -p "$root$folder"
	# shellcheck disable=SC2016 # expanded inside
	unshare --mount "${own[@]}" -- sh -c '
		root=$1 folder=$2
		shift 2
		mount --rbind /proc "$root/proc" &&
		mount --rbind /dev "$root/dev" &&
		mount --bind "$folder" "$root$folder" &&
		exec chroot "$root" env -i PATH=/usr/sbin:/usr/bin LC_ALL=C.UTF-8 sh -c "cd \"\$0\" && exec \"\$@\"" "$folder" "$@"
	' sh "$root" "$folder" "$@"
}
