# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2154 # common.sh says where things are
# Which modules are loaded, from where, and in which order? A path is taken as it is; a name is one built here, or one
# of the kernel's own package. What a module depends on comes before it.

# Lines of "name path" for what was built for SERIES and what the kernel's package holds, best first.
module_index() {
	local series=$1 tree=$src/build/$1/tree kernel
	kernel=$(kernel_of "$series")
	find "$tree" -name '*.ko' 2>/dev/null
	find "$(root_of "$(series_release "$series")")/usr/lib/modules/$kernel" -name '*.ko*' 2>/dev/null
}

declare -A module_at=()
declare -A module_placed=()

index_modules() {
	local path name
	while read -r path; do
		name=${path##*/}
		name=${name%%.ko*}
		name=${name//-/_}
		[[ -n ${module_at[$name]:-} ]] || module_at[$name]=$path
	done < <(module_index "$1")
}

is_builtin() {
	local list name=$2
	list=$(root_of "$(series_release "$1")")/usr/lib/modules/$(kernel_of "$1")/modules.builtin
	sed 's,.*/,,; s,\.ko$,,; y,-,_,' "$list" 2>/dev/null | grep -Fqx -- "${name//-/_}"
}

# place FOLDER PATH PARAMETERS: put the module last in FOLDER's list, after what it depends on.
place() {
	local folder=$1 path=$2 params=$3 name dependency
	name=${path##*/}
	name=${name%%.ko*}
	name=${name//-/_}
	[[ -z ${module_placed[$name]:-} ]] || return 0
	module_placed[$name]=1
	for dependency in $(modinfo -F depends "$path" | tr ',' ' '); do
		dependency=${dependency//-/_}
		[[ -n ${module_at[$dependency]:-} ]] && place "$folder" "${module_at[$dependency]}" ''
	done
	case $path in
	*.xz) xz -dc "$path" >"$folder/$name.ko" ;;
	*) cp "$path" "$folder/$name.ko" ;;
	esac
	printf '%s\0%s\0' "/.vm/$name.ko" "$params" >>"$folder/modules"
}

# pack_modules FOLDER SERIES SPEC...: SPEC is a name or path, then parameters after a blank. SERIES may be empty.
pack_modules() {
	local folder=$1 series=$2 spec name params
	shift 2
	[[ -z $series ]] || index_modules "$series"
	for spec; do
		name=${spec%%[[:blank:]]*}
		params=${spec#"$name"}
		if [[ $name == */* || $name == *.ko ]]; then
			[[ -f $name ]] || die "no such module: $name"
			place "$folder" "$(readlink -f "$name")" "${params# }"
		elif [[ -z $series ]]; then
			die "module '$name': with a kernel given by its path, give modules by their paths"
		elif [[ -n ${module_at[${name//-/_}]:-} ]]; then
			place "$folder" "${module_at[${name//-/_}]}" "${params# }"
		elif ! is_builtin "$series" "$name"; then
			die "no module '$name' is built here for $series, and $(kernel_of "$series") has none: check its name"
		fi
	done
}
