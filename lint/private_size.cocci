// SPDX-License-Identifier: GPL-2.0-only
// UCMD-R09: a handler takes its private memory for something larger, or other, than its op has.

@initialize:python@
@@
from ucmdlint import Row, report, rows_of

@r09_row@
identifier t;
initializer i;
position p;
@@
 struct ucmd_op t[] = { ..., i@p, ... };

@script:python@
i << r09_row.i;
p << r09_row.p;
@@
size = Row(" ".join(i.split())).get("priv_size")
if size.startswith("sizeof") and size.rstrip(" )").endswith("*"):
    report(p[0], "R09", "private memory of the size of a pointer", "drop the * in .priv_size")

@r09_declared@
identifier handler, cmd, T, job;
position p;
@@
 struct ucmd_result handler(struct ucmd *cmd)
 {
 <...
 struct T *job = ucmd_priv@p(cmd);
 ...>
 }

@script:python@
handler << r09_declared.handler;
T << r09_declared.T;
p << r09_declared.p;
@@
for op in rows_of(handler):
    if not op.has("priv_size"):
        report(p[0], "R09", f"the op of {handler}() has no private memory", f"add .priv_size = sizeof(struct {T})")
    elif op.struct_of("priv_size") not in (None, T):
        report(p[0], "R09", f"private memory is struct {op.struct_of('priv_size')} by the op of {handler}()",
               f"use .priv_size = sizeof(struct {T})")
