#!/usr/bin/env bash
# Proves that the application runs on a bare machine: one with a JRE, and without any of the system
# libraries that the native WebRTC library and ffmpeg are linked against for desktops.
#
# Makes the file system of such a machine, target/bare-root, by mmdebstrap from the APT sources of
# this one, unless it is there already; builds the WAR; and runs BareMachineIT, which starts Payara
# Micro with the WAR by chroot and is its client. /proc is not mounted there.
#
# Needs root, mmdebstrap, and what the tests of the project need. Arguments go to Maven, such as -o.
set -euo pipefail
cd "$(dirname "$0")/../../.."
root=$PWD/target/bare-root

if [[ ! -e $root/jre ]]; then
    rm -rf --one-file-system "$root"
    mkdir -p target
    sources=()
    for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.{list,sources}; do
        [[ -s $file ]] && sources+=("$file")
    done
    mmdebstrap --quiet --variant=minbase --include=openjdk-17-jre-headless \
        '' "$root" "${sources[@]}"

    # The tools of the base system and parts of the JRE that are not used here bring some of them.
    find "$root/usr" \( -name 'libasound.so.*' -o -name 'libdbus-1.so.*' -o -name 'libdrm*.so.*' \
        -o -name 'libpulse*.so.*' -o -name 'libudev.so.*' -o -name 'libva*.so.*' \
        -o -name 'libX*.so.*' -o -name 'libxcb*.so.*' \) -delete

    # Payara wants to know the address of the machine.
    echo "127.0.0.1 localhost $(hostname)" > "$root/etc/hosts"
    # At last: it says that all is done.
    ln -s "$(cd "$root" && echo usr/lib/jvm/java-17-openjdk-*)" "$root/jre"
fi

# What an earlier run has unpacked there.
rm -rf --one-file-system "$root"/tmp/*

mvn -B -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false -Dit.test=BareMachineIT \
    -Dbare.root="$root" "$@" verify
