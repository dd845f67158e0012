// SPDX-License-Identifier: GPL-2.0-only
// UCMD-R12: a command is held until hardware or another program says something, and nobody can ask for it back.  What a
// work item or a timer completes, which the handler starts itself, ends on its own.

@initialize:python@
@@
from ucmdlint import report, rows_of, seen

ends_soon = set()

@r12_soon exists@
identifier handler, cmd;
identifier start =~ "^(queue_work|queue_delayed_work|queue_work_on|queue_delayed_work_on|mod_delayed_work|schedule_work|schedule_delayed_work|mod_timer|add_timer|hrtimer_start|irq_work_queue|ucmd_pending_complete|ucmd_pending_complete2)$";
position p;
@@
 struct ucmd_result handler(struct ucmd *cmd)
 {
 ... when any
 start@p(...)
 ... when any
 }

@script:python@
handler << r12_soon.handler;
p << r12_soon.p;
@@
ends_soon.add((p[0].file, handler))

@r12_holds@
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
handler << r12_holds.handler;
p << r12_holds.p;
@@
bounded = (p[0].file, handler) in ends_soon
if not bounded and not seen("quiesce") and any(not row.has("cancel") for row in rows_of(handler)):
    report(p[0], "R12", f"nobody can ask for what {handler}() holds: a program cannot cancel it, nor the device go",
           "give the op a .cancel, or the device a .quiesce")
