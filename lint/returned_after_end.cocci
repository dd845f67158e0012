// SPDX-License-Identifier: GPL-2.0-only
// UCMD-R15: a command goes (back) to a queue although it is over, or on one already.

@initialize:python@
@@
from ucmdlint import report

@r15_over exists@
expression pend;
identifier end =~ "^ucmd_pending_(complete2?|return)$";
position p, q;
@@
 end@q(pend, ...)
 ... when != pend = ...
     when != &pend
 ucmd_pending_return@p(pend, ...)

@script:python@
end << r15_over.end;
p << r15_over.p;
q << r15_over.q;
@@
if int(p[0].line) > int(q[0].line):
    report(p[0], "R15", f"the command is not held any more after {end}() in line {q[0].line}", "complete it or return it, not both")
