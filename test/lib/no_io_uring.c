// SPDX-License-Identifier: GPL-2.0-only
/* Where io_uring is missing or forbidden, open says which. */
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "check.h"

static void refuse_io_uring(int error)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_io_uring_setup, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | error),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog prog = { .len = sizeof(code) / sizeof(code[0]), .filter = code };

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &prog))
		SKIP("no seccomp here");
}

static void check_refusal(int error)
{
	int status;
	pid_t child = fork();

	if (!child) {
		struct libucmd *h;

		refuse_io_uring(error);
		CHECK_EQ("open", libucmd_open(&h, "null", NULL), -error);
		CHECK("NULL is stored", !h);
		exit(0);
	}
	CHECK_EQ("child", waitpid(child, &status, 0), child);
	CHECK("child ended by itself", WIFEXITED(status));
	if (WEXITSTATUS(status))
		exit(WEXITSTATUS(status));
}

int main(void)
{
	check_refusal(ENOSYS);
	check_refusal(EPERM);
	return 0;
}
