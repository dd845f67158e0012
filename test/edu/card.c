// SPDX-License-Identifier: GPL-2.0-only
/* Which cards are there, and what can be done to them from outside? */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <linux/pci_regs.h>

#include "../../drivers/edu/card.h"
#include "client.h"

int cards(struct card *card, int max)
{
	char path[64], real[4096];
	int i, n = 0;

	for (i = 0; i < max; i++) {
		snprintf(path, sizeof(path), "/sys/class/misc/edu%d/device", i);
		if (!realpath(path, real))
			continue;
		snprintf(card[n].node, sizeof(card[n].node), "edu%d", i);
		snprintf(card[n].pci, sizeof(card[n].pci), "%.255s", real);
		n++;
	}
	return n;
}

int put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY), ret = 0;

	if (fd < 0)
		return -errno;
	if (write(fd, text, strlen(text)) < 0)
		ret = -errno;
	close(fd);
	return ret;
}

long long get(const char *path, const char *key)
{
	size_t len = key ? strlen(key) : 0;
	long long value = -1;
	char line[256];
	FILE *file;

	file = fopen(path, "r");
	if (!file)
		return -1;
	while (fgets(line, sizeof(line), file)) {
		if (strncmp(line, key ?: "", len))
			continue;
		value = strtoll(line + len, NULL, 0);
		break;
	}
	fclose(file);
	return value;
}

static int put_in(const struct card *card, const char *name, const char *text)
{
	char path[300];

	snprintf(path, sizeof(path), "%s/%s", card->pci, name);
	return put(path, text);
}

void pull(const struct card *card)
{
	int err = put_in(card, "remove", "1");

	if (err)
		fault("%s: remove: %s", card->node, strerror(-err));
}

/* The card's registers are where they were no more, as when it is pulled by hand. */
void disconnect(const struct card *card)
{
	uint16_t command;
	char path[300];
	int fd;

	snprintf(path, sizeof(path), "%s/config", card->pci);
	fd = open(path, O_RDWR);
	if (pread(fd, &command, sizeof(command), PCI_COMMAND) != sizeof(command))
		fault("%s: %s", path, strerror(errno));
	command &= ~PCI_COMMAND_MEMORY;
	if (pwrite(fd, &command, sizeof(command), PCI_COMMAND) != sizeof(command))
		fault("%s: %s", path, strerror(errno));
	close(fd);
}

static bool is_there(const struct card *card)
{
	struct card found[8];
	int i, n = cards(found, 8);
	char node[32];

	snprintf(node, sizeof(node), "/dev/%s", card->node);
	if (access(node, F_OK))
		return false;
	for (i = 0; i < n; i++)
		if (!strcmp(found[i].node, card->node) && !strcmp(found[i].pci, card->pci))
			return true;
	return false;
}

/* All of it is made before the rescan returns. */
bool plug(const struct card *card)
{
	int err = put("/sys/bus/pci/rescan", "1");

	if (err) {
		fault("rescan: %s", strerror(-err));
		return false;
	}
	if (is_there(card))
		return true;
	fault("%s: not found again by a rescan", card->node);
	return false;
}

/* test/edu/run reads it and has QEMU do it, which may find the last not done yet. */
static bool emulator(const struct card *card, const char *what, bool there)
{
	int i;

	for (i = 0; i < 3000; i++) {
		if (i % 100 == 0) {
			printf("@%s\n", what);
			fflush(stdout);
		}
		if (there ? is_there(card) : access(card->pci, F_OK))
			return true;
		sleep_ms(10);
	}
	fault("%s: nothing came of QEMU's %s", card->node, what);
	return false;
}

bool eject(const struct card *card)
{
	return emulator(card, "eject", false);
}

bool insert(const struct card *card)
{
	return emulator(card, "insert", true);
}

bool may_doze(const struct card *card)
{
	return !put_in(card, "power/control", "auto");
}

bool dozes(const struct card *card)
{
	char path[300], state[32] = "";
	FILE *file;
	int i;

	snprintf(path, sizeof(path), "%s/power/runtime_status", card->pci);
	for (i = 0; i < 200 && strcmp(state, "suspended\n"); i++) {
		sleep_ms(10);
		file = fopen(path, "r");
		if (!file || !fgets(state, sizeof(state), file))
			fault("%s: %s", path, strerror(errno));
		if (file)
			fclose(file);
	}
	return !strcmp(state, "suspended\n");
}

int reset_by_sysfs(const struct card *card)
{
	return put_in(card, "reset", "1");
}

void raise_interrupts(const struct card *card, int n)
{
	uint32_t *regs;
	char path[300];
	int fd;

	snprintf(path, sizeof(path), "%s/resource0", card->pci);
	fd = open(path, O_RDWR | O_SYNC);
	regs = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (regs == MAP_FAILED) {
		fault("%s: %s (boot with iomem=relaxed)", path, strerror(errno));
	} else {
		while (n--)
			__atomic_store_n(&regs[CARD_RAISE / 4], 1, __ATOMIC_SEQ_CST);
		munmap(regs, 4096);
	}
	close(fd);
}

void lose_interrupts(int every)
{
	char text[16];
	int err;

	snprintf(text, sizeof(text), "%d", every);
	err = put("/sys/module/edu/parameters/lose", text);
	if (err)
		fault("parameter lose: %s", strerror(-err));
}

long long bouncing(void)
{
	return get("/sys/kernel/debug/swiotlb/io_tlb_used", NULL);
}

long long available_kib(void)
{
	put("/proc/sys/vm/drop_caches", "3");
	return get("/proc/meminfo", "MemAvailable:");
}
