# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2154 # run sets what this run is about
# What becomes of a guest? Starts it, follows the reports of its init, and turns its end into an exit status.
#
# The guest's ports: the console goes to a file, the command's output through a fifo and cat to our stdout, the reports
# through a fifo to us; with -i a feeder takes our stdin to the command. $run is the folder of this run.

guest=
printer=
feeder=
follower=
report=

# What the kernel says when something is wrong; matched at the start of a message, where a program's fault in user
# space has its own words ("traps:", "segfault").
complaints='WARNING: |(\[ )?BUG[: ]|kernel BUG at |Oops|general protection fault|stack segment|double fault|divide error'
complaints+='|invalid opcode|PANIC: |INFO: (task|rcu|possible|trying|lockdep)|rcu: INFO:|watchdog: (BUG|CPU)|possible (recursive|circular)'
complaints+='|inconsistent lock|UBSAN: |KASAN|KCSAN|KFENCE|kmemleak: [0-9]+ new|list_(add|del) corruption|refcount_t: '
complaints+='|Kernel panic|irq [0-9]+: nobody cared|-+\[ cut here|unregister_netdevice: waiting'

start_guest() {
	: >"$run/console"
	rm -f "$run/output" "$run/input" "$run/reports"
	mkfifo "$run/output" "$run/input" "$run/reports"
	make_monitor
	# Open at both ends, so that nobody waits for the other side.
	exec {reports}<>"$run/reports" {input}<>"$run/input"
	cat "$run/output" &
	printer=$!
	# The guest goes when we go, even when we are killed.
	setpriv --pdeathsig KILL "${qemu[@]}" \
		-chardev "file,id=console,path=$run/console" -serial chardev:console \
		-chardev "file,id=output,path=$run/output,append=on,input-path=$run/input" -serial chardev:output \
		-chardev "file,id=reports,path=$run/reports,append=on" -serial chardev:reports \
		</dev/null 2>"$run/qemu" {reports}>&- {input}>&- &
	guest=$!
	if [[ -n $verbose ]]; then
		tail -n +1 -s 0.1 -f "$run/console" >&2 &
		follower=$!
	fi
}

# The command may read from now on; the end of our stdin is the end of its own.
feed() {
	[[ -z $terminal ]] || stty raw -echo
	{ cat && printf '\004'; } <&0 >"$run/input" &
	feeder=$!
}

stop_guest() {
	local pid
	for pid in "$guest" "$follower" "$feeder"; do
		[[ -z $pid ]] || kill "$pid" 2>/dev/null || :
	done
	[[ -z $guest ]] || wait "$guest" 2>/dev/null || guest_status=$?
	# An emulator that never opened the fifo leaves its reader waiting for somebody who does.
	: <>"$run/output"
	# All that the guest wrote is in the fifo; what is slow now is the reader of our stdout.
	[[ -z $printer ]] || wait "$printer" 2>/dev/null || :
	[[ -z $follower ]] || wait "$follower" 2>/dev/null || :
	[[ -z $feeder ]] || wait "$feeder" 2>/dev/null || :
	guest='' printer='' follower='' feeder=''
	exec {reports}>&- {input}>&-
	[[ -z $terminal ]] || stty "$terminal"
}

# next_report DEADLINE: the next line of the guest's init in $report. Status 1: the guest ended; 2: nothing by then.
next_report() {
	local part alive=1
	report=
	while :; do
		if IFS= read -rt 0.1 -u "$reports" part; then
			report+=$part
			report=${report%$'\r'}
			return 0
		fi
		report+=$part
		((alive)) || return 1
		((SECONDS <= $1)) || return 2
		# One more look after its end: its last line may have arrived in between.
		kill -0 "$guest" 2>/dev/null || alive=0
	done
}

# A race that KCSAN saw between two functions of the kernel itself: it has many on purpose, and they say nothing of a module.
kernels_own='BUG: KCSAN: [^[]*$'

# The console from the moment the command's time began.
console_since_begin() { sed -n '/vm: begin/,/vm: end/p' "$run/console" | tr -d '\r'; }

# Put what the kernel complained of during the command into $run/complaint; status 1 if there is nothing.
find_complaint() {
	console_since_begin | awk -v own="$kernels_own" -v re="^(<[0-9]+>)?(\\\\[ *[0-9]+\\\\.[0-9]+\\\\](\\\\[ *[TC][0-9]+\\\\])? )?($complaints)" '
		$0 ~ re && $0 !~ own { found = 1 } found && n++ < 120' >"$run/complaint"
	[[ -s $run/complaint ]]
}

show() { sed 's/^/vm: | /' >&2; }

# A report is longer than the last lines, and its head says most.
show_console() {
	if find_complaint; then
		say "what the kernel said:"
		show <"$run/complaint"
	else
		say "the last lines of its console:"
		tail -n 40 "$run/console" | tr -d '\r' | show
	fi
}

# The end mark follows all that the kernel logged before it; consoles of new kernels print in their own time.
await_end_mark() {
	local deadline=$((SECONDS + 3))
	until grep -aq 'vm: end' "$run/console" || ((SECONDS > deadline)); do
		sleep 0.02
	done
}

# An emulator that ends with an error of its own has not begun to boot: trying again would not help.
emulator_refused() {
	((guest_status > 0 && guest_status < 128)) && [[ ! -s $run/console ]]
}

# boot: start guests until one's init reports, at most $boot_tries.
boot() {
	local try why
	for ((try = 1; ; try++)); do
		guest_status=0
		start_guest
		next_report $((SECONDS + boot_seconds)) && [[ $report == boot ]] && return
		why="ended"
		kill -0 "$guest" 2>/dev/null && why="was silent for $boot_seconds s"
		stop_guest
		! emulator_refused || die "QEMU does not start: $(head -n 1 "$run/qemu")"
		cp "$run/console" "$cache/dead-boot"
		say "the guest $why before its init had reported (boot $try of $boot_tries; console in $cache/dead-boot)"
		((try < boot_tries)) || break
	done
	show_console
	exit 125
}

# follow: from init's first report to a verdict; returns the exit status of vm/run.
follow() {
	local deadline=$((SECONDS + boot_seconds)) got lost
	while :; do
		got=0
		next_report "$deadline" || got=$?
		case $got:$report in
		0:begin) deadline=$((SECONDS + seconds)) ;;
		0:reads) feed ;;
		0:exit*)
			conclude "${report#exit }"
			return
			;;
		0:refused*)
			sleep 0.2
			stop_guest
			say "the kernel did not take ${report#refused }; the command was not run"
			show_console
			return 125
			;;
		1:*)
			stop_guest
			say "the guest died before the command ended"
			show_console
			return 125
			;;
		2:*)
			lost=$(ask_of_cpus | lost_interrupt) || :
			stop_guest
			say "timed out: the command had not ended after $seconds s (-t)"
			show_console
			[[ -n $lost ]] || return 124
			say "the emulator has lost an interrupt, so this says nothing of the command: $lost"
			return 123
			;;
		esac
	done
}

# conclude STATUS: the command has ended.
conclude() {
	await_end_mark
	stop_guest
	if find_complaint; then
		say "the kernel complained while the command ran:"
		show <"$run/complaint"
		(($1)) || return 126
	fi
	return "$1"
}
