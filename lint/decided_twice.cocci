// SPDX-License-Identifier: GPL-2.0-only
// UCMD-R05: a command that is decided is decided again.  ucmd_complete() of a held one is right.

@initialize:python@
@@
from ucmdlint import report

@r05_twice exists@
expression cmd;
identifier first =~ "^ucmd_(complete|complete2|queue|hold)$";
identifier second =~ "^ucmd_(complete|complete2|queue|hold)$";
position p, q;
@@
 first@q(cmd, ...)
 ... when != cmd = ...
 second@p(cmd, ...)

@script:python@
first << r05_twice.first;
second << r05_twice.second;
q << r05_twice.q;
p << r05_twice.p;
@@
ends_held = first == "ucmd_hold" and second.startswith("ucmd_complete")
# answering twice is answering: the last one counts
answers = first.startswith("ucmd_complete") and second.startswith("ucmd_complete")
if int(p[0].line) > int(q[0].line) and not ends_held and not answers:
    report(p[0], "R05", f"{second}() of a command that {first}() has decided in line {q[0].line}", "decide once, and return that")
