// SPDX-License-Identifier: GPL-2.0-only
// UCMD-R16: private memory is used after the command was completed.  In .cancel it stays.

@initialize:python@
@@
from ucmdlint import is_cancel, report

@r16_asked exists@
expression pend;
identifier end =~ "^ucmd_pending_(complete2?|return)$";
identifier f;
position p, q;
@@
 f(...)
 {
 ... when any
 end@q(pend, ...)
 ... when != pend = ...
     when != &pend
 ucmd_pending_priv@p(pend)
 ... when any
 }

@script:python@
end << r16_asked.end;
f << r16_asked.f;
p << r16_asked.p;
q << r16_asked.q;
@@
if int(p[0].line) > int(q[0].line) and not is_cancel(f):
    report(p[0], "R16", f"the command may be over after {end}() in line {q[0].line}", "ask for its private memory before")

@r16_member exists@
identifier job, pend, part, f;
identifier end =~ "^ucmd_pending_(complete2?|return)$";
position p, q;
@@
 f(...)
 {
 ... when any
 end@q(job->pend, ...)
 ... when != job = ...
 job@p->part
 ... when any
 }

@script:python@
end << r16_member.end;
f << r16_member.f;
p << r16_member.p;
q << r16_member.q;
@@
if int(p[0].line) > int(q[0].line) and not is_cancel(f):
    report(p[0], "R16", f"the command, and this memory, may be over after {end}() in line {q[0].line}", "use it before")

@r16_kept exists@
identifier job, part, f;
expression pend;
identifier end =~ "^ucmd_pending_(complete2?|return)$";
position p, q;
@@
 f(...)
 {
 ... when any
 job = ucmd_pending_priv(pend)
 ... when != job = ...
 end@q(pend, ...)
 ... when != job = ...
 job@p->part
 ... when any
 }

@script:python@
end << r16_kept.end;
f << r16_kept.f;
p << r16_kept.p;
q << r16_kept.q;
@@
if int(p[0].line) > int(q[0].line) and not is_cancel(f):
    report(p[0], "R16", f"the command, and this memory, may be over after {end}() in line {q[0].line}", "use it before")

@r16_declared exists@
identifier job, part, f;
type T;
expression pend;
identifier end =~ "^ucmd_pending_(complete2?|return)$";
position p, q;
@@
 f(...)
 {
 ... when any
 T *job = ucmd_pending_priv(pend);
 ... when != job = ...
 end@q(pend, ...)
 ... when != job = ...
 job@p->part
 ... when any
 }

@script:python@
end << r16_declared.end;
f << r16_declared.f;
p << r16_declared.p;
q << r16_declared.q;
@@
if int(p[0].line) > int(q[0].line) and not is_cancel(f):
    report(p[0], "R16", f"the command, and this memory, may be over after {end}() in line {q[0].line}", "use it before")
