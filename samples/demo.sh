#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# What do the samples do?  A transcript, made inside the guest by `make run`:
#
#	demo.sh DIR		DIR has the sample clients; the modules are loaded
set -eu

bin=$1
step=0

say() {
	step=$((step + 1))
	printf '\n%d. %s\n' "$step" "$*"
}

die() {
	echo "   FAILED: $*"
	exit 1
}

run() {
	printf '   $ %s\n' "$*"
	client=$1
	shift
	status=0
	"$bin/$client" "$@" > /tmp/out 2>&1 || status=$?
	sed 's/^/   /' /tmp/out
	[ "$status" = 0 ] || die "$client returned $status"
}

# How many commands wait or are held shows in the module's reference count.
in_use() {
	awk -v m="$1" '$1 == m { print $3 }' /proc/modules
}

idle() {
	[ "$(in_use "$1")" = 0 ]
}

says() {
	grep -q "$1" "$2" 2> /dev/null
}

# Wait until a command succeeds, at most $1 hundredths of a second.
within() {
	limit=$1
	shift
	n=0
	until "$@"; do
		n=$((n + 1))
		[ "$n" -le "$limit" ] || return 1
		usleep 10000
	done
	waited=$((n * 10))
}

printf 'Linux %s, drivers written in C, commands through io_uring\n' "$(uname -r)"

say "hello sets and gets a value: a command that completes at once, one that"
echo "   a workqueue completes later, and the same by ioctl, from the same handlers."
run hello-client 42
dmesg > /tmp/log
says "hello from the kernel" /tmp/log || die "the kernel log has no hello"

say "bell: three commands wait; another process rings once for two, then for all."
"$bin/bell-client" wait 3 > /tmp/waiter 2>&1 &
waiter=$!
within 300 says waiting /tmp/waiter || die "no command waits"
run bell-client ring 2 440
run bell-client ring 9 880
wait "$waiter" || die "the waiter: $(cat /tmp/waiter)"
sed 's/^/   waiter: /' /tmp/waiter

say "nap: three commands, each held by the driver and completed by its timer, in"
echo "   interrupt context; they end in their own order."
run nap-client 300 100 200

say "nap, cancelled by the program: .cancel stops the timer, and the driver says"
echo "   what became of the command."
run nap-client cancel 60000
says "nap of 60000 ms was cancelled" /tmp/out || die "it was not cancelled"

say "nap, with a deadline: the same, when its time has passed."
run nap-client deadline 200 60000
says "nap of 60000 ms was ended by its deadline" /tmp/out || die "it was not ended"

say "nap, left alone: the ring is closed during a nap of a minute; .cancel stops"
echo "   the timer."
run nap-client leave 60000

say "kill -9 of a program with 100 commands waiting: gone at once, nothing left."
"$bin/bell-client" wait 100 > /tmp/victim 2>&1 &
victim=$!
within 300 says waiting /tmp/victim || die "no command waits"
echo "   waiting; bell is in use by $(in_use bell) open file"
kill -9 "$victim"
wait "$victim" 2>/dev/null || true
within 100 idle bell || die "bell is still in use after a second"
echo "   killed; bell is in use by $(in_use bell) open files after $waited ms"

say "all modules are unloaded: no command holds them."
for m in hello bell nap ucmd; do
	rmmod "$m" || die "rmmod $m"
	echo "   rmmod $m"
done
