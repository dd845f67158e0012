# SPDX-License-Identifier: GPL-2.0-only
#
# What can be done here?  `make help` says it.

VERSION := $(shell cat VERSION)
KDIR ?= /lib/modules/$(shell uname -r)/build
O ?= build

CONFIG_H := kernel/compat/config.h
SAMPLES := hello bell nap
CLIENTS := $(SAMPLES:%=$(O)/samples/%-client)
CFLAGS ?= -O2 -g
WARN := -Wall -Wextra -Werror

help:
	@echo 'ucmd $(VERSION)'
	@echo
	@echo '  make run [KERNEL=7.3]   build, boot a kernel, watch the samples serve commands'
	@echo '  make test               every test, on Linux $(shell test/run --kernels)'
	@echo '  make test KERNELS=6.12 SUITES="cases lib"'
	@echo '                          some of them (suites: $(shell test/run --suites))'
	@echo '  make test-debug         on kernels with checkers, built here first (an hour)'
	@echo '  make chaos [KERNELS=] [CYCLES=10000]'
	@echo '                          kill, pull, pause and cancel at random, many times over; then make edu, a tenth'
	@echo '  make race [KERNELS=] [TRIALS=1000000]'
	@echo '                          let two events meet on a command, many times over'
	@echo '  make edu [KERNELS=] [CYCLES=1000]'
	@echo '                          pull a PCI card under load, many times over'
	@echo '  make lint [DIR=samples] mistakes that can be seen in a driver'"'"'s source'
	@echo '  make fuzz [KERNELS=debug-6.12] [COMMANDS=10000000]'
	@echo '                          send what is drawn at random; then see that a ucmd with a fault is noticed'
	@echo '  make check              style: checkpatch, sparse, W=1, shellcheck, kernel-doc'
	@echo '  make bench [KERNEL=]    guest instructions per command, beside a raw driver'
	@echo '  make readme             write code, transcript and results of the last make test into README'
	@echo
	@echo '  make modules [KDIR=]    the modules, for an installed kernel or a build tree'
	@echo '  make user               the library and the clients'
	@echo '  make install            the library, headers and manual pages (DESTDIR=, PREFIX=)'
	@echo '  make clean              remove what was built; make distclean: downloads too'
	@echo
	@echo '  vm/run --help           run one command on a real kernel'

# ---- see it ------------------------------------------------------------------

run: user
	@vm/run $(if $(KERNEL),-k $(KERNEL)) $(SAMPLES:%=-m %) \
		$(foreach c,$(CLIENTS),-p '$(abspath $(c))') \
		-- '$(CURDIR)/samples/demo.sh' '$(abspath $(O)/samples)'
	@echo
	@echo 'The kernel logged no warning. The drivers: samples/*/*.c; where to read next: README.md'

# ---- prove it ----------------------------------------------------------------

test:
	@test/run $(if $(KERNELS),-k '$(KERNELS)') $(SUITES)

# All that depends on the kernel; where one has not what a suite needs, the suite says so.
test-debug:
	@test/run -k '$(or $(KERNELS),debug-6.12 kcsan-6.12)' $(or $(SUITES),$(shell test/run --per-kernel))

check:
	@test/style/run

chaos: CYCLES ?= 10000
chaos:
	@for kernel in $(or $(KERNELS),$(shell test/run --kernels)); do \
		test/chaos/run $$kernel $(CYCLES) $(SEED) || status=1; \
		CPUS=$${CPUS:-1} test/edu/run $$kernel $$((($(CYCLES) + 9) / 10)) || status=1; \
	done; exit $$status

race: TRIALS ?= 1000000
race:
	@for kernel in $(or $(KERNELS),$(shell test/run --kernels)); do \
		test/race/run $$kernel $(TRIALS) $(SEED) || status=1; \
	done; exit $$status

edu: CYCLES ?= 1000
edu:
	@for kernel in $(or $(KERNELS),$(shell test/run --kernels)); do \
		CPUS=$${CPUS:-1} test/edu/run $$kernel $(CYCLES) || status=1; \
	done; exit $$status

lint:
	@vm/deps coccinelle python3
	@lint/ucmd-lint '$(or $(DIR),samples)'

fuzz: COMMANDS ?= 10000000
fuzz:
	@for kernel in $(or $(KERNELS),debug-6.12); do \
		CPUS=$${CPUS:-1} test/fuzz/run $$kernel $(COMMANDS) $(SEED) || status=1; \
		test/mutants fuzz $$kernel || status=1; \
	done; exit $$status

bench:
	@bench/run $(KERNEL)

readme:
	@doc/refresh

# ---- modules, for one kernel build tree --------------------------------------

# The probes' answers belong to one tree: asked again when KDIR is another, when
# the tree was made anew, or when a probe has changed.
$(CONFIG_H).for: FORCE
	@echo '$(KDIR)' | cmp -s - $@ || echo '$(KDIR)' > $@

$(CONFIG_H): $(CONFIG_H).for $(wildcard kernel/compat/probe/*.c) \
	     kernel/compat/probe.sh kernel/compat/include.h \
	     $(wildcard $(KDIR)/include/config/auto.conf)
	kernel/compat/probe.sh '$(KDIR)' $@

modules: $(CONFIG_H)
	$(MAKE) -C '$(KDIR)' M='$(CURDIR)' modules

# ---- programs ----------------------------------------------------------------

user: lib $(CLIENTS) $(O)/drivers/edu-client

lib: deps
	@$(MAKE) -s --no-print-directory -C lib O='$(abspath $(O)/lib)'

# On anything but Debian, or without root, this says what to install.
deps:
	@vm/deps gcc libc6-dev liburing-dev pkg-config

$(O)/samples/%-client: lib FORCE
	@mkdir -p $(@D)
	@$(CC) $(CFLAGS) $(WARN) -Ilib -Isamples/$* samples/$*/$*-client.c \
		'$(O)/lib/libucmd.a' -luring -o $@

$(O)/drivers/%-client: lib FORCE
	@mkdir -p $(@D)
	@$(CC) $(CFLAGS) $(WARN) -Ilib -Idrivers/$* drivers/$*/$*-client.c \
		'$(O)/lib/libucmd.a' -luring -o $@

install:
	$(MAKE) -C lib O='$(abspath $(O)/lib)' install

clean:
	rm -rf $(filter-out $(O)/vm,$(wildcard $(O)/*)) $(CONFIG_H) $(CONFIG_H).for
	-test ! -d '$(KDIR)' || $(MAKE) -C '$(KDIR)' M='$(CURDIR)' clean

distclean: clean
	rm -rf '$(O)'

.PHONY: help run test test-debug chaos race edu check bench readme modules user lib deps install clean distclean lint fuzz FORCE
