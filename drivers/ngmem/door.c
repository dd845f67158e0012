// SPDX-License-Identifier: GPL-2.0-only
/*
 * How does a command come in?  As an io_uring command or by ioctl(2), to the node
 * of a namespace or of the controller; and may whoever sends it do so?
 *
 * The errnos and their order are those of the kernel's own driver.
 */
#include <linux/capability.h>
#include <linux/compat.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/uio.h>

#include "ngmem.h"

/* ------------------------------------------------------------------------
 * Who may
 */

/* What anybody who may open a node needs to know for I/O, and nothing else. */
static bool ngmem_admin_is_harmless(const struct nvme_uring_cmd *args)
{
	if (args->opcode != nvme_admin_identify)
		return false;
	switch (args->cdw10 & 0xff) {
	case NVME_ID_CNS_NS:
	case NVME_ID_CNS_CS_NS:
	case NVME_ID_CNS_NS_CS_INDEP:
	case NVME_ID_CNS_CS_CTRL:
	case NVME_ID_CNS_CTRL:
		return true;
	default:
		return false;
	}
}

/* Commands that are known, and that write only through a file open for writing. */
static bool ngmem_io_is_harmless(const struct ngmem_command *c)
{
	u32 effects = ngmem_io_effects(c->args->opcode);

	if (!(effects & NVME_CMD_EFFECTS_CSUPP))
		return false;
	return c->writable ||
	       !(c->args->opcode & 1 || effects & NVME_CMD_EFFECTS_LBCC);
}

static bool ngmem_allowed(const struct ngmem_ns *ns, const struct ngmem_command *c)
{
	if (ns ? ngmem_io_is_harmless(c) : ngmem_admin_is_harmless(c->args))
		return true;
	return capable(CAP_SYS_ADMIN);
}

/* ------------------------------------------------------------------------
 * The program's memory
 */

static int ngmem_rw(enum ucmd_dir dir)
{
	return dir & UCMD_FROM_USER ? WRITE : READ;
}

/* A command that came by ioctl(2) names no registered buffer. */
static int ngmem_import_bytes(struct ngmem_command *c, enum ucmd_dir dir, u64 addr,
			      u32 len, struct iov_iter *iter)
{
	void __user *user = u64_to_user_ptr(addr);

	if (c->cmd)
		return ucmd_import(c->cmd, dir, addr, len, iter);
	if (!access_ok(user, len))
		return -EFAULT;
	iov_iter_ubuf(iter, ngmem_rw(dir), user, len);
	return 0;
}

static int ngmem_import_vec(struct ngmem_command *c, enum ucmd_dir dir, u64 addr,
			    u32 nr, struct iov_iter *iter)
{
	struct iovec *copy;
	ssize_t ret;

	if (c->cmd)
		return ucmd_import_vec(c->cmd, dir, addr, nr, iter);
	if (nr > UIO_MAXIOV)
		return -EINVAL;
	copy = kmalloc_array(nr ?: 1, sizeof(*copy), GFP_KERNEL_ACCOUNT);
	if (!copy)
		return -ENOMEM;
	c->iovecs = copy;
	/* it always finds room in what it is given, and clears the pointer */
	ret = import_iovec(ngmem_rw(dir), u64_to_user_ptr(addr), nr, nr ?: 1, &copy,
			   iter);
	return ret < 0 ? ret : 0;
}

/*
 * Metadata of its own: always plain memory, also beside a registered buffer.  A
 * namespace without has no use for it.
 */
static int ngmem_import_metadata(const struct ngmem_ns *ns, struct ngmem_command *c,
				 enum ucmd_dir dir)
{
	u32 len = c->args->metadata_len;

	if (!c->args->metadata || !c->args->data_len || !len)
		return 0;
	if (!ns || !ns->metadata || ns->extended)
		return -EINVAL;
	if (len > NGMEM_TRANSFER_MAX)
		return -EINVAL;
	return ngmem_import_bytes(c, dir | UCMD_PLAIN, c->args->metadata, len,
				  &c->metadata);
}

static int ngmem_import(const struct ngmem_ns *ns, struct ngmem_command *c,
			struct iov_iter *iter)
{
	/* what an opcode transfers is in its lowest bits */
	enum ucmd_dir dir = c->args->opcode & 1 ? UCMD_FROM_USER : UCMD_TO_USER;
	u32 len = c->args->data_len;
	u64 addr = len ? c->args->addr : 0;
	bool vec = c->vec && len;
	int err;

	if (!vec && len > NGMEM_TRANSFER_MAX)
		return -EINVAL;
	err = ngmem_import_metadata(ns, c, dir);
	if (err)
		return err;
	err = vec ? ngmem_import_vec(c, dir, addr, len, iter) :
		    ngmem_import_bytes(c, dir, addr, len, iter);
	if (!err && iov_iter_count(iter) > NGMEM_TRANSFER_MAX)
		err = -EINVAL;
	return err;
}

/* @ns: an I/O command for it; %NULL: an admin command. */
static int ngmem_run(struct ngmem_ctrl *ctrl, struct ngmem_ns *ns,
		     struct ngmem_command *c)
{
	struct iov_iter iter;
	int ret;

	if (c->args->flags)
		return -EINVAL;
	if (ns && c->args->nsid != ns->nsid)
		return -EINVAL;
	if (!ngmem_allowed(ns, c))
		return -EACCES;
	ret = ngmem_import(ns, c, &iter);
	if (ret)
		return ret;
	ret = ns ? ngmem_io(ns, c, &iter) : ngmem_admin(ctrl, c, &iter);
	if (ret > 0)
		ngmem_log_error(ctrl, c->args, !ns, ret);
	return ret;
}

/* ------------------------------------------------------------------------
 * io_uring
 */

static struct ucmd_result ngmem_uring(struct ucmd *cmd, struct ngmem_ctrl *ctrl,
				      struct ngmem_ns *ns, bool vec)
{
	struct ngmem_command c = {
		.cmd = cmd,
		.args = ucmd_args(cmd, struct nvme_uring_cmd),
		.vec = vec,
		.writable = ucmd_file(cmd)->f_mode & FMODE_WRITE,
		.gfp = ucmd_may_sleep(cmd) ? GFP_KERNEL : GFP_NOWAIT | __GFP_NOWARN,
	};
	int ret = ngmem_run(ctrl, ns, &c);

	/* memory that is not there yet: the second call finds it, or fails */
	if (ret == -EFAULT || ret == -ENOMEM || ret == -EAGAIN)
		return ucmd_retry(cmd, ret);
	if (ret >= 0 && ns && ns->delay_thread)
		return ngmem_delay(cmd, ns, ret, c.result);
	return ucmd_complete2(cmd, ret, c.result);
}

static struct ucmd_result ngmem_uring_io(struct ucmd *cmd, bool vec)
{
	struct ngmem_ns *ns = container_of(ucmd_device(cmd), struct ngmem_ns, dev);

	return ngmem_uring(cmd, ns->ctrl, ns, vec);
}

static struct ucmd_result ngmem_uring_admin(struct ucmd *cmd, bool vec)
{
	return ngmem_uring(cmd, container_of(ucmd_device(cmd), struct ngmem_ctrl, dev),
			   NULL, vec);
}

static struct ucmd_result ngmem_op_io(struct ucmd *cmd)
{
	return ngmem_uring_io(cmd, false);
}

static struct ucmd_result ngmem_op_io_vec(struct ucmd *cmd)
{
	return ngmem_uring_io(cmd, true);
}

static struct ucmd_result ngmem_op_admin(struct ucmd *cmd)
{
	return ngmem_uring_admin(cmd, false);
}

static struct ucmd_result ngmem_op_admin_vec(struct ucmd *cmd)
{
	return ngmem_uring_admin(cmd, true);
}

#define NGMEM_OP(number, what, fn) {					\
	.op = (number), .name = (what), .handler = (fn),		\
	.args_size = sizeof(struct nvme_uring_cmd),			\
	.flags = UCMD_OP_BUFFERS | UCMD_OP_RESULT2,			\
}

const struct ucmd_op ngmem_io_ops[] = {
	NGMEM_OP(NVME_URING_CMD_IO, "io", ngmem_op_io),
	NGMEM_OP(NVME_URING_CMD_IO_VEC, "io-vec", ngmem_op_io_vec),
};

/* A device whose queue is full has its programs wait. */
#define NGMEM_OP_DELAYED(number, what, fn) {				\
	.op = (number), .name = (what), .handler = (fn),		\
	.args_size = sizeof(struct nvme_uring_cmd),			\
	.priv_size = sizeof(struct ngmem_delayed),			\
	.flags = UCMD_OP_BUFFERS | UCMD_OP_RESULT2 |			\
		 UCMD_OP_WAITS_FOR_ROOM,				\
}

const struct ucmd_op ngmem_delayed_ops[] = {
	NGMEM_OP_DELAYED(NVME_URING_CMD_IO, "io", ngmem_op_io),
	NGMEM_OP_DELAYED(NVME_URING_CMD_IO_VEC, "io-vec", ngmem_op_io_vec),
};

const struct ucmd_op ngmem_admin_ops[] = {
	NGMEM_OP(NVME_URING_CMD_ADMIN, "admin", ngmem_op_admin),
	NGMEM_OP(NVME_URING_CMD_ADMIN_VEC, "admin-vec", ngmem_op_admin_vec),
};

/* ------------------------------------------------------------------------
 * ioctl(2)
 */

/* The three structs are one, up to where the result is put. */
static_assert(offsetof(struct nvme_passthru_cmd, result) ==
	      offsetof(struct nvme_uring_cmd, rsvd2));
static_assert(offsetof(struct nvme_passthru_cmd64, rsvd2) ==
	      offsetof(struct nvme_uring_cmd, rsvd2));

static int ngmem_ioctl_run(struct file *file, struct ngmem_ctrl *ctrl,
			   struct ngmem_ns *ns, const struct nvme_uring_cmd *args,
			   bool vec, u64 *result)
{
	struct ngmem_command c = {
		.args = args,
		.vec = vec,
		.writable = file->f_mode & FMODE_WRITE,
		.gfp = GFP_KERNEL,
	};
	int ret = ngmem_run(ctrl, ns, &c);

	if (ret >= 0 && ns)
		ngmem_delay_here(ns);
	kfree(c.iovecs);
	*result = c.result;
	return ret;
}

static int ngmem_ioctl_32(struct file *file, struct ngmem_ctrl *ctrl,
			  struct ngmem_ns *ns, struct nvme_passthru_cmd __user *user)
{
	struct nvme_uring_cmd args;
	u64 result;
	int ret;

	if (copy_from_user(&args, user, sizeof(args)))
		return -EFAULT;
	ret = ngmem_ioctl_run(file, ctrl, ns, &args, false, &result);
	if (ret >= 0 && put_user((u32)result, &user->result))
		return -EFAULT;
	return ret;
}

static int ngmem_ioctl_64(struct file *file, struct ngmem_ctrl *ctrl,
			  struct ngmem_ns *ns,
			  struct nvme_passthru_cmd64 __user *user, bool vec)
{
	struct nvme_uring_cmd args;
	u64 result;
	int ret;

	if (copy_from_user(&args, user, sizeof(args)))
		return -EFAULT;
	ret = ngmem_ioctl_run(file, ctrl, ns, &args, vec, &result);
	if (ret >= 0 && put_user(result, &user->result))
		return -EFAULT;
	return ret;
}

/* The oldest of them: transfers whole blocks, and says no length. */
static int ngmem_ioctl_submit(struct file *file, struct ngmem_ns *ns,
			      const struct nvme_user_io __user *user)
{
	struct nvme_uring_cmd args = { };
	struct nvme_user_io io;
	u32 metadata_len = 0;
	u64 result;

	if (copy_from_user(&io, user, sizeof(io)))
		return -EFAULT;
	if (io.opcode != nvme_cmd_read && io.opcode != nvme_cmd_write &&
	    io.opcode != nvme_cmd_compare)
		return -EINVAL;
	args.opcode = io.opcode;
	args.flags = io.flags;
	args.nsid = ns->nsid;
	args.addr = io.addr;
	args.data_len = (io.nblocks + 1) << ns->shift;
	args.cdw10 = lower_32_bits(io.slba);
	args.cdw11 = upper_32_bits(io.slba);
	args.cdw12 = io.nblocks | io.control << 16;
	args.cdw13 = io.dsmgmt;
	args.cdw14 = io.reftag;
	args.cdw15 = io.apptag | io.appmask << 16;
	if (ngmem_moves_metadata(ns, &args))
		metadata_len = (io.nblocks + 1) * ns->metadata;
	else if (ns->pi && io.metadata)
		return -EINVAL;
	if (ns->extended) {
		args.data_len += metadata_len;
	} else if (metadata_len) {
		if (!io.metadata || io.metadata & 3)
			return -EINVAL;
		args.metadata = io.metadata;
		args.metadata_len = metadata_len;
	}
	return ngmem_ioctl_run(file, ns->ctrl, ns, &args, false, &result);
}

static long ngmem_ctrl_command(struct file *file, struct ngmem_ctrl *ctrl,
			       unsigned int number, void __user *user)
{
	switch (number) {
	case NVME_IOCTL_ADMIN_CMD:
		return ngmem_ioctl_32(file, ctrl, NULL, user);
	case NVME_IOCTL_ADMIN64_CMD:
		return ngmem_ioctl_64(file, ctrl, NULL, user, false);
	default:
		return -ENOTTY;
	}
}

static long ngmem_ns_ioctl(struct file *file, unsigned int number, unsigned long arg)
{
	struct ngmem_ns *ns = container_of(ucmd_file_device(file), struct ngmem_ns, dev);
	void __user *user = (void __user *)arg;

	switch (number) {
	case NVME_IOCTL_ID:
		return ns->nsid;
	case NVME_IOCTL_SUBMIT_IO:
		return ngmem_ioctl_submit(file, ns, user);
	case NVME_IOCTL_IO_CMD:
		return ngmem_ioctl_32(file, ns->ctrl, ns, user);
	case NVME_IOCTL_IO64_CMD:
		return ngmem_ioctl_64(file, ns->ctrl, ns, user, false);
	case NVME_IOCTL_IO64_CMD_VEC:
		return ngmem_ioctl_64(file, ns->ctrl, ns, user, true);
	default:
		return ngmem_ctrl_command(file, ns->ctrl, number, user);
	}
}

static long ngmem_ctrl_ioctl(struct file *file, unsigned int number, unsigned long arg)
{
	return ngmem_ctrl_command(file,
				  container_of(ucmd_file_device(file),
					       struct ngmem_ctrl, dev),
				  number, (void __user *)arg);
}

/* The structs are the same for 32-bit programs, but for pointers in vectors. */
const struct file_operations ngmem_ns_fops = {
	.unlocked_ioctl	= ngmem_ns_ioctl,
	.compat_ioctl	= compat_ptr_ioctl,
};

const struct file_operations ngmem_ctrl_fops = {
	.unlocked_ioctl	= ngmem_ctrl_ioctl,
	.compat_ioctl	= compat_ptr_ioctl,
};
