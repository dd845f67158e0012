// SPDX-License-Identifier: GPL-2.0-only
// UCMD-R03: a result is kept where several commands can reach it.

@initialize:python@
@@
from ucmdlint import report

@r03_kept@
identifier result;
position p;
@@
 static struct ucmd_result result@p;

@script:python@
p << r03_kept.p;
@@
report(p[0], "R03", "a result that all commands share", "return what was decided for this command, from a local variable")

@r03_stored@
expression job;
identifier result;
expression cmd;
position p;
@@
 job->result@p =
(
 ucmd_complete(cmd, ...)
|
 ucmd_complete2(cmd, ...)
|
 ucmd_queue(cmd, ...)
|
 ucmd_hold(cmd, ...)
)

@script:python@
p << r03_stored.p;
@@
report(p[0], "R03", "a result that outlives its handler", "return it, and keep it nowhere else")
