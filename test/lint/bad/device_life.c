// SPDX-License-Identifier: GPL-2.0-only
/* Resumed once too often, and purged with what is no error. */
#include <ucmd/ucmd.h>

static int fan_reset(struct fan *fan)
{
	ucmd_device_pause(&fan->dev);
	if (fan_stuck(fan)) {
		ucmd_device_purge(&fan->dev, EIO);		/* finds UCMD-R17 */
		ucmd_device_resume(&fan->dev);
	}
	ucmd_device_resume(&fan->dev);				/* finds UCMD-R17 */
	return 0;
}

static void fan_clear(struct fan *fan)
{
	ucmd_device_purge(&fan->dev, 0);			/* finds UCMD-R17 */
}
