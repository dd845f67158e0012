// SPDX-License-Identifier: GPL-2.0-only
// UCMD-R17: a device is resumed twice on one path, or purged with what is no error.

@initialize:python@
@@
import re
from ucmdlint import report

@r17_twice exists@
expression dev;
position p, q;
@@
 ucmd_device_resume@q(dev)
 ... when != ucmd_device_pause(dev)
 ucmd_device_resume@p(dev)

@script:python@
p << r17_twice.p;
q << r17_twice.q;
@@
if int(p[0].line) > int(q[0].line):
    report(p[0], "R17", f"the device was resumed in line {q[0].line}", "resume it as often as it was paused")

@r17_purge@
expression dev, err;
position p;
@@
 ucmd_device_purge@p(dev, err)

@script:python@
err << r17_purge.err;
p << r17_purge.p;
@@
if re.fullmatch(r"E[A-Z0-9]+|[0-9]+", err):
    report(p[0], "R17", f"the device is purged with {err}, which is no error", "use a negative code of errno(3)")
