# SPDX-License-Identifier: GPL-2.0-only
# What does a page of doc/rules show?  The code blocks under its headings:
#
#	awk -f page.awk -v want=names PAGE...	R01_bad, R01_right and so on, a line each
#	awk -f page.awk -v want=R01_bad PAGE	the text of that block
#	awk -f page.awk -v want=R01_bad -v source=1 PAGE	a source file of it
#
# "## Bad" is the block bad; a second such heading, with whatever behind it, bad2; "## Right" the same.
# "## What is printed" speaks of the Bad block before it: printed, printed2.
# Compilers and checkers name the page's own lines, not those of the file.

function shown() { return kind != "" && fenced }

FNR == 1 {
	split("", seen)
	kind = ""
	fenced = 0
	match(FILENAME, /R[0-9][0-9]\.md$/)
	rule = substr(FILENAME, RSTART, 3)
}

/^## / {
	kind = $2 == "Bad" ? "bad" : $2 == "Right" ? "right" : $0 ~ /^## What is printed/ ? "printed" : ""
	if (kind != "" && ++seen[kind] > 1)
		kind = kind seen[kind]
	next
}

/^```/ {
	fenced = !fenced
	if (fenced && want == "names" && kind ~ /^(bad|right)/)
		print rule "_" kind
	if (fenced && source && rule "_" kind == want) {
		print "// SPDX-License-Identifier: GPL-2.0-only"
		print "#include \"lamp.h\""
		print "static struct ucmd_device lamp_device;"
		print "#line " FNR + 1 " \"doc/rules/UCMD-" rule ".md\""
	}
	next
}

shown() && rule "_" kind == want {
	print
	irq = irq || /lamp_irq\(/
	reset = reset || /lamp_reset\(/
	quiesce = quiesce || /lamp_quiesce\(/
}

END {
	if (!source)
		exit
	print ""
	print "static struct ucmd_device lamp_device = {"
	print "\t.name\t\t= \"lamp\","
	print "\t.ops\t\t= lamp_ops,"
	print "\t.nr_ops\t\t= ARRAY_SIZE(lamp_ops),"
	if (quiesce)
		print "\t.quiesce\t= lamp_quiesce,"
	print "};"
	print ""
	print "extern const struct lamp_case lamp_" want ";"
	print "const struct lamp_case lamp_" want " = {"
	print "\t.name\t= \"" want "\","
	print "\t.dev\t= &lamp_device,"
	if (irq)
		print "\t.irq\t= lamp_irq,"
	if (reset)
		print "\t.reset\t= lamp_reset,"
	print "};"
}
