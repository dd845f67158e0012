// SPDX-License-Identifier: GPL-2.0-only
// UCMD-R11: a second result word of an op that does not have one.

@initialize:python@
@@
from ucmdlint import report, rows, rows_of

@r11_gives@
identifier handler, cmd;
position p;
@@
 struct ucmd_result handler(struct ucmd *cmd)
 {
 <...
 ucmd_complete2@p(cmd, ...)
 ...>
 }

@script:python@
handler << r11_gives.handler;
p << r11_gives.p;
@@
if any(not row.flag("UCMD_OP_RESULT2") for row in rows_of(handler)):
    report(p[0], "R11", f"the second word gets lost: the op of {handler}() does not have one", "add UCMD_OP_RESULT2 to its flags")

@r11_later@
position p;
@@
 ucmd_pending_complete2@p(...)

@script:python@
p << r11_later.p;
@@
if rows() and not any(row.flag("UCMD_OP_RESULT2") for row in rows()):
    report(p[0], "R11", "the second word gets lost: no op has one", "add UCMD_OP_RESULT2 to the op's flags")
