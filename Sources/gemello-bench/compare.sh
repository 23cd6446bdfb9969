#!/usr/bin/env bash
# Runs gemello-bench and the peers' drivers interleaved, and prints median CPU seconds and ratios of the same rounds.
#
#   Sources/gemello-bench/compare.sh PEERS [ROUNDS]
#
# PEERS is a folder with the peers' binaries: limit, coro, simcpp20, tokio_peer; simpy_peer.py is run with python3 when
# it lies there too. What is absent is skipped, and said so.
set -euo pipefail
peers=${1:?"usage: compare.sh PEERS [ROUNDS]"}
rounds=${2:-5}
cd "$(dirname "$0")/../.."
swift build -c release --product gemello-bench >&2
ours=$(swift build -c release --show-bin-path)/gemello-bench
runs=$(mktemp)
trap 'rm -f "$runs"' EXIT

names=(gemello gemello-agenda)
commands=("$ours" "$ours")
options=("" "--variant agenda")
for peer in limit coro simcpp20 tokio_peer; do
    if [ -x "$peers/$peer" ]; then
        names+=("$peer"); commands+=("$peers/$peer"); options+=("")
    else
        echo "skipped: $peer is not in $peers" >&2
    fi
done
if [ -f "$peers/simpy_peer.py" ] && python3 -c 'import simpy' 2>/dev/null; then
    names+=(simpy); commands+=("python3 $peers/simpy_peer.py"); options+=("")
else
    echo "skipped: simpy_peer.py is not in $peers, or python3 has no simpy" >&2
fi

TIMEFORMAT='%U %S'
for ((round = 1; round <= rounds; round++)); do
    for workload in w1 w2; do
        for ((index = 0; index < ${#names[@]}; index++)); do
            # Split on purpose: a command may be an interpreter and its file, options may be two words.
            # shellcheck disable=SC2086
            used=$({ time ${commands[$index]} $workload ${options[$index]} >/dev/null; } 2>&1)
            echo "$workload ${names[$index]} $used" >>"$runs"
        done
    done
done

for workload in w1 w2; do
    echo "$workload: median CPU seconds of $rounds rounds, and how many times gemello's (tasks) that is"
    for name in "${names[@]}"; do
        awk -v w="$workload" -v n="$name" '$1 == w && $2 == n { print $3 + $4 }' "$runs" | sort -n |
            awk -v n="$name" '{ v[NR] = $1 } END { print n, (v[int((NR + 1) / 2)] + v[int((NR + 2) / 2)]) / 2 }'
    done | awk 'NR == 1 { own = $2 } { printf "  %-16s %8.3f s  %6.2f\n", $1, $2, $2 / own }'
done
