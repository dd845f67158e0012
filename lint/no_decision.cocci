// SPDX-License-Identifier: GPL-2.0-only
// UCMD-R04: a handler returns a result that nobody has given it.

@initialize:python@
@@
from ucmdlint import report

@r04_empty exists@
identifier result;
initializer list values;
position p;
@@
 struct ucmd_result result = { values };
 ... when != result = ...
 return@p result;

@script:python@
p << r04_empty.p;
@@
report(p[0], "R04", "on one path nothing was decided", "return what ucmd_complete(), ucmd_queue() or ucmd_hold() gave")

@r04_made@
initializer list values;
position p;
@@
 return@p (struct ucmd_result){ values };

@script:python@
p << r04_made.p;
@@
report(p[0], "R04", "a result that nobody has given", "return what ucmd_complete(), ucmd_queue() or ucmd_hold() gave")
