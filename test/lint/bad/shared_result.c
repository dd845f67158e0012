// SPDX-License-Identifier: GPL-2.0-only
/* A result in the open file: the next command returns it. */
#include <ucmd/ucmd.h>

static struct ucmd_result fan_last;		/* finds UCMD-R03 */

static struct ucmd_result fan_spin(struct ucmd *cmd)
{
	struct fan *fan = ucmd_file_priv(ucmd_file(cmd));

	fan->result = ucmd_complete(cmd, 0);	/* finds UCMD-R03 */
	return fan->result;
}
