// SPDX-License-Identifier: GPL-2.0-only
// UCMD-R13: an op holds commands, and its row does not say so.

@initialize:python@
@@
from ucmdlint import report, rows_of

@r13_holds@
identifier handler, cmd;
position p;
@@
 struct ucmd_result handler(struct ucmd *cmd)
 {
 <...
 ucmd_hold@p(cmd, ...)
 ...>
 }

@script:python@
handler << r13_holds.handler;
p << r13_holds.p;
@@
for row in rows_of(handler):
    if not row.has("priv_size", "cancel", "finish") and not row.flag("UCMD_OP_HOLDS", "UCMD_OP_WAITS_FOR_ROOM"):
        report(p[0], "R13", f"no room is reserved for what {handler}() holds", "add UCMD_OP_HOLDS to the op's flags")
