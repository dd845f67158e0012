// SPDX-License-Identifier: GPL-2.0-only
// UCMD-R10: a code that only the kernel knows is given to a program.

@initialize:python@
@@
from ucmdlint import report

@r10_given@
identifier verb =~ "^ucmd_(complete2?|pending_complete2?|device_purge)$";
identifier code =~ "^(ERESTARTSYS|ERESTARTNOINTR|ERESTARTNOHAND|ERESTART_RESTARTBLOCK|ENOIOCTLCMD|EPROBE_DEFER|EOPENSTALE|ENOPARAM|ENOTSUPP|EIOCBQUEUED|EIOCBRETRY|ENOGRACE|EBADHANDLE|ETOOSMALL|EJUKEBOX)$";
position p;
@@
 verb@p(..., -code, ...)

@script:python@
code << r10_given.code;
p << r10_given.p;
@@
instead = {"ENOTSUPP": "EOPNOTSUPP", "ENOIOCTLCMD": "ENOTTY"}.get(code, "EINTR" if code.startswith("ERESTART") else "EIO")
report(p[0], "R10", f"-{code} is not for user space", f"use a code of errno(3), such as -{instead}")

@r10_waited exists@
expression err, cmd;
identifier wait =~ "^(wait_event_(interruptible|killable|freezable).*|wait_for_completion_(interruptible|killable).*)$";
identifier verb =~ "^ucmd_(complete|pending_complete)2?$";
position p;
@@
 err = wait(...)
 ... when != err = ...
     when != err == -ERESTARTSYS
 verb@p(cmd, err, ...)

@script:python@
wait << r10_waited.wait;
p << r10_waited.p;
@@
report(p[0], "R10", f"{wait}() returns -ERESTARTSYS, which is not for user space", "use -EINTR for it")

@r10_declared exists@
expression cmd;
type T;
identifier err;
identifier wait =~ "^(wait_event_(interruptible|killable|freezable).*|wait_for_completion_(interruptible|killable).*)$";
identifier verb =~ "^ucmd_(complete|pending_complete)2?$";
position p;
@@
 T err = wait(...);
 ... when != err = ...
     when != err == -ERESTARTSYS
 verb@p(cmd, err, ...)

@script:python@
wait << r10_declared.wait;
p << r10_declared.p;
@@
report(p[0], "R10", f"{wait}() returns -ERESTARTSYS, which is not for user space", "use -EINTR for it")

@r10_directly@
expression cmd;
identifier wait =~ "^(wait_event_(interruptible|killable|freezable).*|wait_for_completion_(interruptible|killable).*)$";
identifier verb =~ "^ucmd_(complete|pending_complete)2?$";
position p;
@@
 verb@p(cmd, wait(...), ...)

@script:python@
wait << r10_directly.wait;
p << r10_directly.p;
@@
report(p[0], "R10", f"{wait}() returns -ERESTARTSYS, which is not for user space", "use -EINTR for it")
