// SPDX-License-Identifier: GPL-2.0-only
// UCMD-R18: an op uses the program's memory, and its row does not say so.

@initialize:python@
@@
from ucmdlint import report, rows_of

@r18_uses@
identifier handler, cmd;
identifier use = {ucmd_import, ucmd_import_vec, ucmd_pin, ucmd_pin_vec};
position p;
@@
 struct ucmd_result handler(struct ucmd *cmd)
 {
 <...
 use@p(cmd, ...)
 ...>
 }

@script:python@
handler << r18_uses.handler;
use << r18_uses.use;
p << r18_uses.p;
@@
for row in rows_of(handler):
    if not row.flag("UCMD_OP_BUFFERS", "UCMD_OP_FIXED_VEC"):
        report(p[0], "R18", f"{handler}() calls {use}(), which its op does not announce", "add UCMD_OP_BUFFERS to the op's flags")
