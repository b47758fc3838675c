#!/usr/bin/env bash
# Proves that the application runs on a bare machine, see make-root.sh and BareMachineIT. Needs root,
# mmdebstrap, and what the tests of the project need. Arguments go to Maven, such as -o.
set -euo pipefail
cd "$(dirname "$0")/../../.."

src/test/bare/make-root.sh target/bare-root
rm -rf --one-file-system target/bare-root/tmp/* # what an earlier run has unpacked
mvn -B -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false -Dit.test=BareMachineIT \
    -Dbare.root="$PWD/target/bare-root" "$@" verify
