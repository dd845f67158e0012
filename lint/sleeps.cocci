// SPDX-License-Identifier: GPL-2.0-only
// UCMD-R06: a handler sleeps although its op does not say so.

@initialize:python@
@@
from ucmdlint import report, rows_of

@r06_sleeping@
identifier handler, cmd;
identifier call =~ "^(msleep|msleep_interruptible|ssleep|usleep_range|fsleep|schedule|schedule_timeout.*|cond_resched|mutex_lock|mutex_lock_interruptible|mutex_lock_killable|down|down_interruptible|down_killable|down_read|down_write|wait_for_completion.*|copy_from_user|copy_to_user|copy_struct_from_user|memdup_user|strndup_user|vmalloc|vzalloc|flush_work|flush_workqueue|flush_delayed_work|cancel_work_sync|cancel_delayed_work_sync|synchronize_rcu|synchronize_irq|io_schedule)$";
position p;
@@
 struct ucmd_result handler(struct ucmd *cmd)
 {
 <...
 call@p(...)
 ...>
 }

@script:python@
handler << r06_sleeping.handler;
call << r06_sleeping.call;
p << r06_sleeping.p;
@@
if any(not row.flag("UCMD_OP_MAY_SLEEP") for row in rows_of(handler)):
    report(p[0], "R06", f"{call}() may sleep, and the op of {handler}() does not say so", "add UCMD_OP_MAY_SLEEP to its flags")

@r06_waiting@
identifier handler, cmd;
identifier call =~ "^(wait_event.*|get_user|put_user)$";
position p;
@@
 struct ucmd_result handler(struct ucmd *cmd)
 {
 <...
 call@p(...)
 ...>
 }

@script:python@
handler << r06_waiting.handler;
call << r06_waiting.call;
p << r06_waiting.p;
@@
if any(not row.flag("UCMD_OP_MAY_SLEEP") for row in rows_of(handler)):
    report(p[0], "R06", f"{call}() may sleep, and the op of {handler}() does not say so", "add UCMD_OP_MAY_SLEEP to its flags")

@r06_allocating@
identifier handler, cmd, call;
position p;
@@
 struct ucmd_result handler(struct ucmd *cmd)
 {
 <...
 call@p(..., \(GFP_KERNEL\|GFP_KERNEL_ACCOUNT\|GFP_USER\|GFP_NOIO\|GFP_NOFS\))
 ...>
 }

@script:python@
handler << r06_allocating.handler;
call << r06_allocating.call;
p << r06_allocating.p;
@@
if any(not row.flag("UCMD_OP_MAY_SLEEP") for row in rows_of(handler)):
    report(p[0], "R06", f"{call}() may sleep for memory, and the op of {handler}() does not say so",
           "add UCMD_OP_MAY_SLEEP to its flags, or use .priv_size")
