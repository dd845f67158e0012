// SPDX-License-Identifier: GPL-2.0-only
// UCMD-R07: a handler that must not sleep keeps the CPU for milliseconds.

@initialize:python@
@@
from ucmdlint import report, rows_of

@r07_busy@
identifier handler, cmd;
position p;
@@
 struct ucmd_result handler(struct ucmd *cmd)
 {
 <...
 mdelay@p(...)
 ...>
 }

@script:python@
handler << r07_busy.handler;
p << r07_busy.p;
@@
if any(not row.flag("UCMD_OP_MAY_SLEEP") for row in rows_of(handler)):
    report(p[0], "R07", f"mdelay() in {handler}(), and all that the ring does waits for it", "hold the command and work elsewhere")
