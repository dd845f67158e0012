# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2154 # run says where things are
# What does the emulator know of a guest that hangs? QEMU's monitor is at two fifos in $run.

make_monitor() {
	rm -f "$run/monitor.in" "$run/monitor.out"
	mkfifo "$run/monitor.in" "$run/monitor.out"
}

# ask_monitor COMMAND...: what QEMU answers, within two seconds.
ask_monitor() {
	local in out line
	# Open at both ends, so that a dead emulator keeps nobody waiting.
	exec {in}<>"$run/monitor.in" {out}<>"$run/monitor.out"
	printf '%s\n' "$@" >&"$in"
	while IFS= read -rt 2 -u "$out" line; do
		printf '%s\n' "$line"
	done
	exec {in}>&- {out}>&-
}

ask_of_cpus() {
	local cpu questions=('info registers -a')
	for ((cpu = 0; cpu < cpus; cpu++)); do
		questions+=("info lapic $cpu")
	done
	ask_monitor "${questions[@]}"
}

# lost_interrupt <ANSWERS: QEMU 10.0 can lose an interrupt. The local APIC has it in service for ever, and its CPU, which has to
# say when it is over, sleeps, takes interrupts (IF), and gets none of its class or below. A kernel does not get there: it
# acknowledges before it sleeps. Or it is a timer's that has run out, once, and is neither pending nor in service; a kernel that
# expects none stops the timer. Prints the CPU and what it has; status 1 if no CPU is like that.
lost_interrupt() {
	tr -d '\r' | awk '
		/^CPU#[0-9]/ { cpu = substr($1, 5) }
		/ RFL=[0-9a-f]*[2367abef][0-9a-f][0-9a-f] .* HLT=1/ { halted[cpu] = 1 }
		/local APIC state for CPU/ { cpu = $NF }
		$1 == "ISR" { serves = $2 ~ /^[0-9]/ }
		serves && $1 == "ISR" && halted[cpu] {
			sub(/^ISR[[:space:]]*/, "")
			printf "CPU %d sleeps with vector %s in service\n", cpu, $0
			found = 1
		}
		/^LVTT[[:space:]]/ { armed = /one-shot/ && !/masked/ }
		/^Timer[[:space:]]/ { over = armed && / initial_count = [1-9]/ && / current_count = 0$/ }
		$1 == "IRR" && $2 !~ /^[0-9]/ && over && !serves && halted[cpu] {
			printf "CPU %d sleeps, and its timer has run out without an interrupt\n", cpu
			found = 1
		}
		END { exit !found }'
}
