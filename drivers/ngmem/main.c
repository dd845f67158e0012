// SPDX-License-Identifier: GPL-2.0-only
/*
 * ngmem: an NVMe controller in memory, for programs that send NVMe commands by
 * io_uring or ioctl(2).
 *
 *	modprobe ngmem size=1024 namespaces=2
 *	nvme id-ctrl /dev/ng0n1
 *	fio --ioengine=io_uring_cmd --cmd_type=nvme --filename=/dev/ng0n1 ...
 *
 * What is there?  A controller (/dev/nvme0) with its namespaces (/dev/ng0n1, ...),
 * each a ucmd device.
 */
#include <linux/log2.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/slab.h>

#include "ngmem.h"

static unsigned int size = 256;
module_param(size, uint, 0444);
MODULE_PARM_DESC(size, "MiB in each namespace; memory is used for what is written (default 256)");

static unsigned int namespaces = 1;
module_param(namespaces, uint, 0444);
MODULE_PARM_DESC(namespaces, "how many namespaces (default 1)");

static unsigned int lba = 512;
module_param(lba, uint, 0444);
MODULE_PARM_DESC(lba, "bytes in a logical block: 512 or 4096 (default 512)");

static unsigned int metadata;
module_param(metadata, uint, 0444);
MODULE_PARM_DESC(metadata, "bytes of metadata of a logical block: 0, 8 or 16 (default 0)");

static unsigned int pi;
module_param(pi, uint, 0444);
MODULE_PARM_DESC(pi, "type of protection information that the metadata is: 1, 2, 3 or 0 for none (default 0)");

static bool extended;
module_param(extended, bool, 0444);
MODULE_PARM_DESC(extended, "metadata is transferred at the end of each block, not in a buffer of its own (default 0)");

static unsigned int ctrl;
module_param(ctrl, uint, 0444);
MODULE_PARM_DESC(ctrl, "the first number in the nodes' names, as in /dev/ng0n1 (default 0)");

static char *latency;
module_param(latency, charp, 0444);
MODULE_PARM_DESC(latency, "how long I/O commands take: PERCENT:MICROSECONDS,... as in 50:80,99:200,100:5000 (default: none)");

static char *inject;
module_param(inject, charp, 0444);
MODULE_PARM_DESC(inject, "I/O commands to fail: OPCODE:STATUS:N,... as in 0x02:0x281:1000, one of N (default: none)");

static struct ngmem_ctrl ngmem;

static int __init ngmem_check_params(void)
{
	if (!size) {
		pr_err("ngmem: size=0: a namespace has at least 1 MiB\n");
		return -EINVAL;
	}
	if (!namespaces || namespaces > NGMEM_NAMESPACES_MAX) {
		pr_err("ngmem: namespaces=%u: give a number from 1 to %u\n",
		       namespaces, NGMEM_NAMESPACES_MAX);
		return -EINVAL;
	}
	if (lba != SZ_512 && lba != SZ_4K) {
		pr_err("ngmem: lba=%u: a block has 512 or 4096 bytes\n", lba);
		return -EINVAL;
	}
	if (metadata != 0 && metadata != 8 && metadata != NGMEM_METADATA_MAX) {
		pr_err("ngmem: metadata=%u: a block has 0, 8 or 16 bytes\n", metadata);
		return -EINVAL;
	}
	if (pi > 3 || (pi && !metadata)) {
		pr_err("ngmem: pi=%u: give a type from 1 to 3, and metadata=8 or 16, or 0\n",
		       pi);
		return -EINVAL;
	}
	if (extended && !metadata) {
		pr_err("ngmem: extended=1: give metadata=8 or 16\n");
		return -EINVAL;
	}
	if (ctrl > 99) {
		pr_err("ngmem: ctrl=%u: give a number from 0 to 99\n", ctrl);
		return -EINVAL;
	}
	return (latency ? ngmem_delay_init(latency) : 0) ?:
	       (inject ? ngmem_inject_init(inject) : 0);
}

static void __init ngmem_init_ns(struct ngmem_ns *ns, u32 nsid)
{
	ns->ctrl = &ngmem;
	ns->nsid = nsid;
	ns->shift = ilog2(lba);
	ns->metadata = metadata;
	ns->pi = pi;
	ns->extended = extended;
	ns->blocks = (u64)size << 20 >> ns->shift;
	ngmem_store_init(&ns->store);
	snprintf(ns->name, sizeof(ns->name), "ng%un%u", ngmem.nr, nsid);
	ns->dev.name = ns->name;
	ns->dev.ops = ngmem_io_ops;
	ns->dev.nr_ops = NGMEM_NR_OPS;
	ns->dev.fops = &ngmem_ns_fops;
}

static void __init ngmem_init_ctrl(void)
{
	unsigned int i;

	ngmem.nr = ctrl;
	ngmem.nr_ns = namespaces;
	spin_lock_init(&ngmem.errors_lock);
	ngmem_features_init(&ngmem);
	snprintf(ngmem.name, sizeof(ngmem.name), "nvme%u", ngmem.nr);
	ngmem.dev.name = ngmem.name;
	ngmem.dev.ops = ngmem_admin_ops;
	ngmem.dev.nr_ops = NGMEM_NR_OPS;
	ngmem.dev.fops = &ngmem_ctrl_fops;
	for (i = 0; i < namespaces; i++)
		ngmem_init_ns(&ngmem.ns[i], i + 1);
}

/* Any node reaches all of the controller: first no node, then nothing behind them. */
static void ngmem_take_down(void)
{
	unsigned int i;

	ucmd_device_unregister(&ngmem.dev);
	for (i = 0; i < ngmem.nr_ns; i++)
		ucmd_device_unregister(&ngmem.ns[i].dev);
	for (i = 0; i < ngmem.nr_ns; i++) {
		ngmem_delay_stop(&ngmem.ns[i]);
		ngmem_store_exit(&ngmem.ns[i].store);
	}
	kfree(ngmem.ns);
}

static int __init ngmem_init(void)
{
	unsigned int i;
	int err;

	err = ngmem_check_params();
	if (err)
		return err;
	ngmem.ns = kcalloc(namespaces, sizeof(*ngmem.ns), GFP_KERNEL);
	if (!ngmem.ns)
		return -ENOMEM;
	ngmem_pi_init();
	ngmem_init_ctrl();
	for (i = 0; i < namespaces && !err; i++)
		err = ngmem_delay_start(&ngmem.ns[i]);
	if (!err)
		err = ucmd_device_register(&ngmem.dev);
	for (i = 0; i < namespaces && !err; i++)
		err = ucmd_device_register(&ngmem.ns[i].dev);
	if (err)
		ngmem_take_down();
	return err;
}
module_init(ngmem_init);

static void __exit ngmem_exit(void)
{
	ngmem_take_down();
}
module_exit(ngmem_exit);

MODULE_DESCRIPTION("NVMe passthrough to memory");
MODULE_LICENSE("GPL");
