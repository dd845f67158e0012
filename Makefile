# SPDX-License-Identifier: GPL-2.0-only
#
# What can be done here?  `make help` says it.

KDIR ?= /lib/modules/$(shell uname -r)/build
CONFIG_H := kernel/compat/config.h

all: modules

# ---- modules, for one kernel build tree ------------------------------------

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

.PHONY: all modules FORCE
