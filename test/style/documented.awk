# SPDX-License-Identifier: GPL-2.0-only
# Which functions of this header lack kernel-doc, its Context: or its Return:? Names each; what begins with __ is private.

function complain(what) {
	printf "%s:%d: %s(): %s\n", FILENAME, FNR, name, what
	faults++
}

function judge(declaration) {
	name = declaration
	sub(/^#define /, "", name)
	sub(/\(.*/, "", name)
	sub(/.*[ *]/, "", name)
	if (name ~ /^__/)
		return
	seen++
	if (doc !~ "[*] " name " - ") {
		complain("no kernel-doc before it")
		return
	}
	# Initialisers and module_...() are no calls.
	if (name !~ /^ucmd_/)
		return
	if (doc !~ /\n \* Context: /)
		complain("kernel-doc without Context:")
	if (declaration !~ /^(static inline )?void / && declaration !~ /do [{]/ && doc !~ /\n \* Return: /)
		complain("kernel-doc without Return:")
}

/^\/\*/			{ comment = 1; doc = "" }
comment			{ doc = doc "\n" $0; if (/\*\//) comment = 0; next }
/^#define [A-Za-z0-9_]+\(/	{ judge($0); doc = "" }
/^[a-z][A-Za-z0-9_ *]*\(/	{ judge(before $0); doc = "" }
# The type of a function whose name is on the next line.
/^[a-z][A-Za-z0-9_ ]*[*]$/	{ before = $0 " "; next }
			{ before = "" }

END {
	if (!seen) {
		print "no functions found"
		exit 1
	}
	if (faults)
		exit 1
	print seen " functions and macros"
}
