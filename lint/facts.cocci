// SPDX-License-Identifier: GPL-2.0-only
// What is there?  No rule: notes of each file what the others want to know of all of them.

@initialize:python@
@@
from ucmdlint import note

@row@
identifier t;
initializer i;
position p;
@@
 struct ucmd_op t[] = { ..., i@p, ... };

@script:python@
i << row.i;
p << row.p;
@@
note("row", p[0], i)

@quiesce@
identifier d, f;
position p;
@@
 struct ucmd_device d = { .quiesce = f@p, };

@script:python@
p << quiesce.p;
@@
note("quiesce", p[0])

@assigned@
expression d, f;
position p;
@@
 d.quiesce = f@p

@script:python@
p << assigned.p;
@@
note("quiesce", p[0])

@unregister@
position p;
@@
 ucmd_device_unregister@p

@script:python@
p << unregister.p;
@@
note("unregister", p[0])

@generated@
declarer name module_ucmd_device;
identifier d;
position p;
@@
 module_ucmd_device(d@p);

@script:python@
p << generated.p;
@@
note("unregister", p[0])
