#!/bin/sh
# Runs the PostgreSQL server given as arguments. An orchestrator stops a process by SIGTERM, on which PostgreSQL waits for
# its clients to leave; SIGINT makes it close them, write its checkpoint and go, which is what a stack going down needs.
"$@" 2>&1 &
server=$!
trap 'kill -INT "$server" 2>/dev/null' TERM INT HUP
while kill -0 "$server" 2>/dev/null; do
    wait "$server"
    status=$?
done
exit "$status"
