// SPDX-License-Identifier: GPL-2.0-only
// UCMD-R08: a device is registered, and nothing ever unregisters one.

@initialize:python@
@@
from ucmdlint import report, seen

@r08_registers@
position p;
@@
 ucmd_device_register@p(...)

@script:python@
p << r08_registers.p;
@@
if not seen("unregister"):
    report(p[0], "R08", "no device is ever unregistered", "call ucmd_device_unregister() where the module or the hardware goes")
