// SPDX-License-Identifier: GPL-2.0-only
// UCMD-R02: the context that completes a command is started before there is one to complete: it may find nothing, and
// then nobody completes the command.

@initialize:python@
@@
from ucmdlint import report

@r02_early exists@
expression cmd, job;
identifier work, pend;
identifier start =~ "^(queue_work|queue_delayed_work|queue_work_on|queue_delayed_work_on|mod_delayed_work|schedule_work|schedule_delayed_work|mod_timer|add_timer|hrtimer_start|irq_work_queue)$";
position started;
@@
 start@started(..., &job->work, ...)
 ... when != ucmd_hold(cmd, ...)
 ucmd_hold(cmd, &job->pend)

@script:python@
started << r02_early.started;
@@
report(started[0], "R02", "this may run before ucmd_hold() has given it a command to complete",
       "call ucmd_hold() first, start the work last")
