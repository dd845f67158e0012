// SPDX-License-Identifier: GPL-2.0-only
// UCMD-R05: a command, its arguments or its private memory are used although they are somebody else's by now.

@initialize:python@
@@
from ucmdlint import report

@r05_fetched exists@
expression cmd;
identifier use =~ "^ucmd_(args|priv|file|device)$";
position p;
@@
 ucmd_queue(cmd, ...)
 ... when != cmd = ...
 use@p(cmd, ...)

@script:python@
p << r05_fetched.p;
use << r05_fetched.use;
@@
report(p[0], "R05", f"{use}() after ucmd_queue(): the command may be over", "use it before")

@r05_priv exists@
expression cmd;
identifier job, part;
position p;
@@
 job = ucmd_priv(cmd)
 ... when != job = ...
 ucmd_queue(cmd, ...)
 ... when != job = ...
 job@p->part

@script:python@
p << r05_priv.p;
@@
report(p[0], "R05", "private memory after ucmd_queue(): the command may be over", "write it before")

@r05_declared exists@
expression cmd;
type T;
identifier job, part;
position p;
@@
 T *job = ucmd_priv(cmd);
 ... when != job = ...
 ucmd_queue(cmd, ...)
 ... when != job = ...
 job@p->part

@script:python@
p << r05_declared.p;
@@
report(p[0], "R05", "private memory after ucmd_queue(): the command may be over", "write it before")

@r05_args exists@
expression cmd;
type T;
identifier args, part, verb =~ "^ucmd_(queue|hold)$";
position p;
@@
 T *args = ucmd_args(cmd, ...);
 ... when != args = ...
 verb(cmd, ...)
 ... when != args = ...
 args@p->part

@script:python@
p << r05_args.p;
verb << r05_args.verb;
@@
report(p[0], "R05", f"the arguments after {verb}()", "copy what you need of them before")
