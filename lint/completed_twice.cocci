// SPDX-License-Identifier: GPL-2.0-only
// UCMD-R01: a command is completed, and on the same path once more.

@initialize:python@
@@
from ucmdlint import report

@r01_twice exists@
identifier p;
position first, second;
@@
(
 ucmd_pending_complete@first(p, ...)
|
 ucmd_pending_complete2@first(p, ...)
)
 ... when != p = ...
     when != &p
(
 ucmd_pending_complete@second(p, ...)
|
 ucmd_pending_complete2@second(p, ...)
)

@script:python@
first << r01_twice.first;
second << r01_twice.second;
@@
# the other way round it is another turn of a loop
if int(second[0].line) > int(first[0].line):
    report(second[0], "R01", f"the command was completed in line {first[0].line}",
           "complete it once: is a return or an else missing?")

@r01_twice_of exists@
iterator name list_for_each_entry, list_for_each_entry_safe;
statement S;
expression job;
identifier pend;
position first, second;
@@
(
 ucmd_pending_complete@first(job->pend, ...)
|
 ucmd_pending_complete2@first(job->pend, ...)
)
 ... when != job = ...
     when != job->pend = ...
     when != &job
     when != list_for_each_entry(job, ...) S
     when != list_for_each_entry_safe(job, ...) S
(
 ucmd_pending_complete@second(job->pend, ...)
|
 ucmd_pending_complete2@second(job->pend, ...)
)

@script:python@
first << r01_twice_of.first;
second << r01_twice_of.second;
@@
if int(second[0].line) > int(first[0].line):
    report(second[0], "R01", f"the command was completed in line {first[0].line}",
           "complete it once: is a return or an else missing?")
