// SPDX-License-Identifier: GPL-2.0-only
// UCMD-R14: a handler takes its arguments for another struct than its op does.

@initialize:python@
@@
from ucmdlint import report, rows_of

@r14_takes@
identifier handler, cmd, T;
position p;
@@
 struct ucmd_result handler(struct ucmd *cmd)
 {
 <...
 ucmd_args@p(cmd, struct T)
 ...>
 }

@script:python@
handler << r14_takes.handler;
T << r14_takes.T;
p << r14_takes.p;
@@
for row in rows_of(handler):
    if not row.has("args_size"):
        report(p[0], "R14", f"the op of {handler}() has no arguments", f"add .args_size = sizeof(struct {T})")
    elif row.struct_of("args_size") not in (None, T):
        report(p[0], "R14", f"the op of {handler}() takes struct {row.struct_of('args_size')}", "use the same type in both places")
